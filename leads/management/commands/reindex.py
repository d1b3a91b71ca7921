from django.core.management.base import BaseCommand

from leads.finding import index


class Command(BaseCommand):
    help = "Read every record again for the search. It works meanwhile; nothing is lost."

    def handle(self, **options: object) -> None:
        self.stdout.write(f"{index.rebuild()} records read, {index.take_up(10**9)} notes done.")
