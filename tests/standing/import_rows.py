"""Imports that the standing checks open: a draft, one waiting, one stopped, one done."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from leads.importing import choosing, runs, uploads
from leads.models import Import

Named = dict[str, Any]
TEXT = b"Prenom;Nom;E-mail;Societe\nClaire;Vasseur;claire@roubaud.example;Roubaud\n"


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
