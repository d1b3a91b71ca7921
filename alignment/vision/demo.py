"""The shared words and the message of the demo company, as a year of use leaves them."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from alignment.people.models import User
from alignment.vision import builtin_terms, glossary, houses, signing
from alignment.vision.choices import VersionStatus
from alignment.vision.models import HouseVersion, Term, TermVersion

SAM_ANSWERS_FOR = ("mql", "sal", "sql")
MQL_AT_FIRST = (
    "Lead qualifié marketing\u00a0: il a demandé quelque chose et travaille dans notre cible.",
    "Marketing qualified lead: it asked for something and is of our target.",
)
SQL_WANTED = (
    "Lead qualifié ventes\u00a0: l’échange a eu lieu\u00a0; besoin, budget, bon interlocuteur et "
    "prochaine étape datée sont confirmés.",
    "Sales qualified lead: the conversation took place; need, budget, right person and a dated "
    "next step are confirmed.",
)
SEGMENTS = (
    ("Recommandés", "Un client nous a nommés", "?source=referral"),
    ("Venus du site", "Ont demandé quelque chose eux-mêmes", "?source=website"),
)
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
    began = now - timedelta(days=30 * months)
    changed = now - timedelta(days=75)
    _words(began, changed)
    house = houses.house_of(None)
    first = _version(house, 1, FIRST, began, (maya, dana))
    first.take_effect(None)
    first.status, first.superseded_at = VersionStatus.SUPERSEDED, changed
    first.save()
    note = "Les retours citent le délai, jamais l’ancienneté"
    _version(house, 2, NOW, changed, (maya, dana), note).take_effect(first)
    segment = houses.add_segment(
        by=maya, name="Rencontrés sur un salon", note="Ont vu la pièce", rule="?source=event"
    )
    for name, note, rule in SEGMENTS:
        houses.add_segment(by=maya, name=name, note=note, rule=rule)
    fair = houses.house_of(segment)
    _version(fair, 1, FAIR, now - timedelta(days=40), (maya, dana)).take_effect(None)


def _words(began: datetime, changed: datetime) -> None:
    """Everybody's words since the beginning; one was made sharper, another is being discussed."""
    people = {user.email.split("@")[0]: user for user in User.objects.with_teams()}
    builtin_terms.load(Term.objects, TermVersion.objects, began)
    Term.objects.update(marketing_owner=people["ines"], sales_owner=people["paul"])
    Term.objects.filter(code__in=SAM_ANSWERS_FOR).update(sales_owner=people["sam"])
    TermVersion.objects.update(effective_at=began)
    mql = TermVersion.objects.select_related("term").get(term__code="mql", number=1)
    now = TermVersion(
        term=mql.term, number=2, definition_fr=mql.definition_fr, definition_en=mql.definition_en,
        note="Les ventes refusaient des visiteurs sans besoin", status=VersionStatus.ACTIVE,
        created_by=people["ines"], created_at=changed, proposed_by=people["ines"],
        proposed_at=changed, marketing_by=people["ines"], marketing_at=changed,
        sales_by=people["sam"], sales_at=changed, effective_at=changed,
    )  # fmt: skip
    mql.status, mql.superseded_at = VersionStatus.SUPERSEDED, changed
    mql.definition_fr, mql.definition_en = MQL_AT_FIRST
    mql.save()
    now.digest = signing.digest_of(now)
    now.save()
    fr, en = SQL_WANTED
    glossary.propose(
        Term.objects.get(code="sql"), by=people["sam"], definition_fr=fr, definition_en=en,
        note="Trois affaires sur dix s’arrêtent faute de budget",
    )  # fmt: skip


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
