import getpass
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from alignment.people import services
from alignment.people.models import User


class Command(BaseCommand):
    help = "First start without the demo: create the three teams and an administrator."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--first-name", default="Admin")
        parser.add_argument(
            "--generate", action="store_true", help="print a new password instead of asking for one"
        )

    def handle(self, *args, **options):
        email = options["email"].strip().lower()
        self.check_email(email)
        generated = options["generate"] or not sys.stdin.isatty()
        password = services.new_password() if generated else self.ask()
        services.start_company(email, first_name=options["first_name"], password=password)
        self.stdout.write(f"{email} may log in and administer Tandem.")
        if generated:
            self.stdout.write(f"Password: {password}")

    def check_email(self, email):
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email}: {error.messages[0]}") from error
        if User.objects.filter(email=email).exists():
            raise CommandError(f"{email} exists already.")

    def ask(self):
        password = getpass.getpass("Password (12 characters or more): ")
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if getpass.getpass("Again: ") != password:
            raise CommandError("The two passwords differ.")
        return password
