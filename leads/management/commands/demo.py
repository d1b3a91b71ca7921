from datetime import timedelta
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

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
        if not 1 <= options["months"] <= 36:
            raise CommandError(_("--months is between 1 and 36."))
        if settings.PRODUCTION:
            raise CommandError(_("The demo is never loaded in production."))
        if options["reset"]:
            self.empty()
        if User.objects.exists():
            raise CommandError(
                _("There are people in this database: the demo needs an empty one (--reset).")
            )
        now = timezone.now()
        counts = demo.build(now=now, months=options["months"], seed=options["seed"])
        self.stdout.write(_("{leads} leads of {companies} companies.").format(**counts))
        self.measure(local_date(now), options["months"])
        self.tell()

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

    def tell(self):
        self.stdout.write(
            _("Log in as one of these, password {password}").format(password=DEMO_PASSWORD)
        )
        for person in User.objects.with_teams():
            self.stdout.write(f"  {person.email:24} {person.full_name} ({person.team})")
