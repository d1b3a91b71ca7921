from datetime import date

from django.core.management.base import BaseCommand, CommandError

from alignment.web.business_days import today
from dashboards import services


class Command(BaseCommand):
    help = (
        "Compute the KPIs of the last complete day (default), of one day, or of a range of days. "
        "Running it again, or late, gives the same rows."
    )

    def add_arguments(self, parser):
        parser.add_argument("--day", metavar="YYYY-MM-DD", help="one local day and its periods")
        parser.add_argument("--from", dest="first", metavar="YYYY-MM-DD", help="first day")
        parser.add_argument("--to", dest="last", metavar="YYYY-MM-DD", help="last day")
        parser.add_argument(
            "--periods-only",
            action="store_true",
            help="months, quarters and years only, as known on the last day",
        )

    def handle(self, *args, **options):
        if options["day"] and (options["first"] or options["last"]):
            raise CommandError("Give either --day, or --from and --to.")
        if options["first"] or options["last"]:
            done = self.measure_range(options)
        elif options["periods_only"]:
            raise CommandError("--periods-only needs --from and --to.")
        else:
            day = self.day(options["day"], "--day") or services.last_complete_day()
            done = services.measure_day(day)
        self.say(done)

    def measure_range(self, options):
        first = self.day(options["first"], "--from")
        last = self.day(options["last"], "--to") or services.last_complete_day()
        if first is None:
            raise CommandError("--to needs --from as well.")
        if first > last:
            raise CommandError(f"The range ends ({last}) before it begins ({first}).")
        tell = self.stdout.write if options["verbosity"] else None
        return services.measure_range(first, last, days=not options["periods_only"], tell=tell)

    def day(self, text, name):
        """A day that is not to come; CommandError in one sentence otherwise."""
        if not text:
            return None
        try:
            found = date.fromisoformat(text)
        except ValueError:
            message = f"{name}: “{text}” is not a date; write it as YYYY-MM-DD."
            raise CommandError(message) from None
        if found > today():
            raise CommandError(f"{name}: {found} is still to come.")
        return found

    def say(self, done):
        if services.first_day() is None:
            self.stdout.write("There are no leads yet: nothing to measure.")
        elif done.rows or done.days:
            self.stdout.write(f"{done.days} days measured, {done.rows} rows written.")
        else:
            self.stdout.write("Nothing changed.")
