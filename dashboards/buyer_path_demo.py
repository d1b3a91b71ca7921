"""The path of the demo company's buyers, as both teams wrote it down."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.vision import journey

SAID: tuple[dict[str, list[str]], ...] = (
    {
        "moments": ["Une série ratée ou un délai client non tenu"],
        "frictions": ["Le sous-traitant habituel « fait l'affaire »"],
        "accelerators": ["Un cas client du même métier"],
    },
    {
        "moments": ["Demande de devis à deux ou trois ateliers", "Passage sur le stand du salon"],
        "frictions": ["Tolérances et matières difficiles à trouver sur le site"],
        "accelerators": ["Le guide des matières"],
    },
    {
        "moments": ["Premier échange avec un technicien"],
        "frictions": ["Trois jours sans rappel"],
        "accelerators": ["Une réponse chiffrée sous 48 h"],
    },
    {
        "moments": ["Visite de l'atelier", "Pièce d'essai"],
        "frictions": ["Le service achats arrive tard dans la discussion"],
        "accelerators": ["Une pièce d'essai offerte"],
    },
    {
        "moments": ["Première commande livrée"],
        "frictions": ["Conditions de paiement discutées en dernier"],
        "accelerators": ["Un point à trente jours avec les deux équipes"],
    },
)


def write(*, now: datetime, **_others: Any) -> None:
    """The five proposed steps, filled in turn by somebody of each team."""
    teams = (TeamKind.MARKETING, TeamKind.SALES)
    people = [User.objects.active().filter(team__kind=kind).order_by("pk")[0] for kind in teams]
    with translation.override(settings.LANGUAGE_CODE):
        stages = journey.begin(by=people[0])
        for place, (stage, said) in enumerate(zip(stages, SAID, strict=True)):
            journey.save_stage(stage, by=people[place % 2], **said)
