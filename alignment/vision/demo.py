"""The message of the demo company: two versions for everybody, one for those met at a fair."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from alignment.people.models import User
from alignment.vision import houses, signing
from alignment.vision.choices import VersionStatus
from alignment.vision.models import HouseVersion

FIRST = {
    "promise": "Vos tôles découpées sans souci",
    "proofs": [
        "Vingt-cinq ans de métier",
        "Deux lasers, une équipe de douze",
        "Devis sous 24 heures",
    ],
    "objections": [
        {
            "text": "Trop cher face à un atelier voisin",
            "answer": "Comparer le coût rebut compris : fiche de calcul.",
        },
    ],
    "persona": "",
}
NOW = {
    "promise": "Mise en service en 10 jours",
    "proofs": [
        "41 chantiers sur 44 livrés au jour signé à la commande",
        "Un seul interlocuteur, joignable sous 2 h ouvrées, du devis au SAV",
        "Découpe au dixième, certificat de contrôle joint à chaque lot",
    ],
    "objections": [
        *FIRST["objections"],
        {
            "text": "Nous avons déjà un sous-traitant",
            "answer": "Proposer un lot d’essai, sans engagement.",
        },
        {
            "text": "Pas de budget avant l’an prochain",
            "answer": "Devis valable six mois, prix bloqué.",
        },
    ],
    "persona": "Responsable de production ou des achats, 20 à 250 salariés, arrêts planifiés",
}
FAIR = {
    "promise": "Découpe au dixième, contrôlée pièce par pièce",
    "proofs": [
        "L’échantillon du salon, mesuré devant vous",
        "Certificat de contrôle joint à chaque lot",
        "Premier lot d’essai livré en 10 jours",
    ],
    "objections": [NOW["objections"][1]],
    "persona": "Visiteur de salon qui a tenu la pièce en main",
}


@transaction.atomic
def run(*, now: datetime, months: int) -> None:
    """Write both houses over the demo company as it stands; the same each time."""
    maya, dana = (User.objects.get(email=f"{name}@tandem.example") for name in ("maya", "dana"))
    house = houses.house_of(None)
    began = now - timedelta(days=30 * months)
    changed = now - timedelta(days=75)
    first = _version(house, 1, FIRST, began, (maya, dana))
    first.take_effect(None)
    first.status, first.superseded_at = VersionStatus.SUPERSEDED, changed
    first.save()
    note = "Les retours citent le délai, jamais l’ancienneté"
    _version(house, 2, NOW, changed, (maya, dana), note).take_effect(first)
    segment = houses.add_segment(
        by=maya, name="Rencontrés sur un salon", note="Ont vu la pièce", rule="?source=event"
    )
    fair = houses.house_of(segment)
    _version(fair, 1, FAIR, now - timedelta(days=40), (maya, dana)).take_effect(None)


def _version(
    house: Any, number: int, said: dict[str, Any], at: datetime, people: Any, note: str = ""
) -> HouseVersion:
    writer, signer = people
    version = HouseVersion(
        house=house, number=number, **said, note=note, status=VersionStatus.ACTIVE,
        created_by=writer, created_at=at, proposed_by=signer, proposed_at=at, marketing_by=signer,
        marketing_at=at, sales_by=signer, sales_at=at, effective_at=at,
    )  # fmt: skip
    version.digest = signing.digest_of(version)
    version.save()
    return version
