"""A large file of people that a worker is to bring in, and what must have come of it.

Runs in a process of its own (`manage.py shell -c`), because it writes to the throwaway database.
"""

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from alignment.people.choices import TeamKind
from alignment.people.models import User
from leads.importing import choosing, reverting, uploads
from leads.models import Import
from tests import factories

# Several people work for the same company, and some e-mails stand twice.
PER_COMPANY = 3
TWICE = 7


def begin(people: int, path: str) -> None:
    """Ask for the import, and write its number into the file."""
    maya = factories.person("Maya", TeamKind.MARKETING, is_admin=True)
    rows = [line(n) for n in range(people)]
    rows += rows[:TWICE]
    data = "\n".join(["Prénom;Nom;E-mail;Société", *rows]).encode()
    batch = uploads.receive(SimpleUploadedFile("people.csv", data), by=maya)
    choosing.set_columns(batch, by=maya, fields=batch.mapping["fields"])
    choosing.set_choices(batch, by=maya, provenance="Salon 2026", legal_basis="legitimate_interest")
    choosing.start(batch, by=maya)
    Path(path).write_text(str(batch.pk))


def line(n: int) -> str:
    company = n // PER_COMPANY
    return f"Claire;Martin {n};claire{n}@firm{company}.example;Firm {company}"


def take_back(pk: int) -> None:
    """Undo the whole import."""
    batch = Import.objects.get(pk=pk)
    reverting.revert(batch, by=User.objects.get(first_name="Maya"))
