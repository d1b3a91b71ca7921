"""Imports that the standing checks open: a draft, one waiting, one stopped, one done."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from leads.importing import choosing, runs, uploads
from leads.models import Import

Named = dict[str, Any]
COLUMNS = {
    "column-0": "first_name", "column-1": "last_name", "column-2": "email", "column-3": "company",
}  # fmt: skip
CHOICES = {
    "with_leads": "1", "mode": "both", "match_on": "email", "replaces": "0", "skip_bad": "1",
    "drops_cells": "0", "provenance": "Badges", "legal_basis": "legitimate_interest",
}  # fmt: skip
TEXT = b"Prenom;Nom;E-mail;Societe\nClaire;Vasseur;claire@roubaud.example;Roubaud\n"


class Again(BytesIO):
    """A file that can be sent more than once."""

    name = "badges.csv"

    def read(self, *size: int) -> bytes:
        self.seek(0)
        return super().read()


def a_file(world: Named) -> Named:
    return {"file": Again(TEXT)}


def a_draft(world: Named) -> Named:
    """Of Sam, its columns and choices made."""
    return {"public_id": _ready(world).public_id}


def to_forget(world: Named) -> Named:
    return {**a_draft(world), "name": "forget"}


def a_waiting_import(world: Named) -> Named:
    batch = choosing.start(_ready(world), by=world["sales"])
    return {"public_id": batch.public_id}


def a_stopped_import(world: Named) -> Named:
    batch = choosing.start(_ready(world), by=world["sales"])
    choosing.cancel(batch, by=world["sales"])
    return {"public_id": batch.public_id}


def a_done_import(world: Named) -> Named:
    batch = choosing.start(_ready(world), by=world["sales"])
    runs.do(batch.pk)
    return {"public_id": batch.public_id}


def _ready(world: Named) -> Import:
    sam = world["sales"]
    batch = uploads.receive(SimpleUploadedFile("badges.csv", TEXT), by=sam)
    choosing.set_columns(batch, by=sam, fields=batch.mapping["fields"])
    return choosing.set_choices(
        batch, by=sam, provenance="Badges du salon", legal_basis="legitimate_interest"
    )
