from datetime import timedelta
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from alignment.people.models import User
from alignment.people.services import DEMO_PASSWORD
from alignment.web.business_days import add_months, local_date
from leads import demo

DAYS_MEASURED = 30


class Command(BaseCommand):
    help = "Load « Ateliers Morel », an invented company with a year of history ending today."

    def add_arguments(self, parser):
        parser.add_argument("--months", type=int, default=12, help="length of the history")
        parser.add_argument("--seed", type=int, default=7, help="another seed, another story")
        parser.add_argument(
            "--reset", action="store_true", help="empty the database first (never in production)"
        )

    def handle(self, *args, **options):
        self.verbosity = options["verbosity"]
        if not 1 <= options["months"] <= 36:
            raise CommandError("--months is between 1 and 36.")
        if settings.PRODUCTION:
            raise CommandError("The demo is never loaded in production.")
        if options["reset"]:
            self.empty()
        if User.objects.exists():
            raise CommandError(
                "There are people in this database: the demo needs an empty one (--reset)."
            )
        now = timezone.now()
        counts = self.write(now, options["months"], options["seed"])
        self.say("{leads} leads of {companies} companies.".format(**counts))
        self.measure(local_date(now), options["months"])
        for path in settings.DEMO_LAST:
            import_string(path)(now=now, months=options["months"])
        self.say(f"Log in as one of these, password {DEMO_PASSWORD}")
        for person in User.objects.with_teams():
            self.say(f"  {person.email:34} {person.full_name} ({person.team.kind})")

    @transaction.atomic
    def write(self, now, months, seed):
        """The company and its leads, then what higher apps know of it; all of it or nothing."""
        counts = demo.build(now=now, months=months, seed=seed)
        for path in settings.DEMO_CHAPTERS:
            import_string(path)(now=now, months=months)
        return counts

    def say(self, text):
        """One line for the person who runs this: in English, like every other tool's."""
        if self.verbosity:
            self.stdout.write(text)

    def empty(self):
        """Empty every table; the journal refuses that, so its table is taken down and made anew."""
        call_command("migrate", "people", "zero", interactive=False, verbosity=0)
        call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
        call_command("migrate", interactive=False, verbosity=0)

    def measure(self, today, months):
        """Figures of every month, and of each of the last days."""
        yesterday = today - timedelta(days=1)
        first = add_months(today, -months)
        ranges = (
            {"first": first, "last": yesterday, "periods_only": True},
            {"first": yesterday - timedelta(days=DAYS_MEASURED - 1), "last": yesterday},
        )
        for options in ranges:
            options = {**options, "first": str(options["first"]), "last": str(options["last"])}
            call_command("measure", verbosity=0, stdout=StringIO(), **options)
