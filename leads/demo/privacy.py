"""Personal data in the demo: a few refusals, requests of people, and an old list near its end."""

from datetime import datetime, timedelta

from alignment.people.models import User
from alignment.web.business_days import local_date
from leads.choices import OPEN_STAGES, Channel, ConsentState, LegalBasis, RightKind
from leads.consents import record_consent
from leads.identifiers import person_key
from leads.models import Company, Contact
from leads.privacy import requests
from leads.privacy.retention import YEARS

# Who refuses what, and how they said it.
REFUSALS = (
    (Channel.EMAIL, "Lien de désinscription"),
    (Channel.EMAIL, "Réponse à notre lettre de novembre"),
    (Channel.PHONE, "Au téléphone : préfère les e-mails"),
    (Channel.POST, "Courrier retourné"),
)
# People of a trade fair of three years ago: days left before their time is over.
OLD_LIST = (
    ("Solange", "Peyrard", "Responsable des achats", -21),
    ("Étienne", "Maubert", "Directeur technique", -9),
    ("Nadège", "Roussin", "Responsable qualité", -2),
    ("Fabrice", "Lachenal", "Chef d'atelier", 18),
    ("Odile", "Carpentras", "Directrice générale", 33),
    ("Mathieu", "Grivel", "Responsable maintenance", 52),
)


def run(*, now: datetime, months: int) -> None:
    """Write it over the demo company as it stands."""
    keeper = User.objects.active().with_teams().filter(team__kind="direction").order_by("pk")[0]
    quiet = list(
        Contact.objects.exclude(leads__stage__in=OPEN_STAGES).exclude(email="").order_by("pk")[:8]
    )
    for contact, (channel, via) in zip(quiet, REFUSALS, strict=False):
        record_consent(
            contact,
            channel=channel,
            state=ConsentState.REFUSED,
            via=via,
            at=max(contact.created_at, now - timedelta(days=40)),
            by=None if "Lien" in via else keeper,
        )
    _ask(quiet[len(REFUSALS) :], keeper, now)
    _keep_old_list(now)


def _ask(people: list[Contact], keeper: User, now: datetime) -> None:
    for contact, kind, days in zip(people, (RightKind.ACCESS, RightKind.RECTIFICATION), (25, 70),
                                   strict=False):  # fmt: skip
        row = requests.log_request(
            kind=kind,
            by=keeper,
            contact=contact,
            via="E-mail à contact@",
            received_on=local_date(now - timedelta(days=days)),
        )
        if kind == RightKind.RECTIFICATION:
            requests.close(row, by=keeper, outcome="Fonction corrigée, réponse par e-mail")


def _address(first_name: str, last_name: str) -> str:
    name = person_key(first_name, last_name).replace(" ", ".")
    return f"{name}@exemple-industrie.example"


def _keep_old_list(now: datetime) -> None:
    firms = Company.objects.filter(is_customer=False).order_by("pk")[: len(OLD_LIST)]
    Contact.objects.bulk_create(
        Contact(
            company=firm,
            first_name=first_name,
            last_name=last_name,
            name_key=person_key(first_name, last_name),
            job_title=job_title,
            email=_address(first_name, last_name),
            source="event",
            legal_basis=LegalBasis.LEGITIMATE_INTEREST,
            informed_on=local_date(now - timedelta(days=YEARS * 365 - left)),
            created_at=now - timedelta(days=YEARS * 365 + 1 - left),
        )
        for firm, (first_name, last_name, job_title, left) in zip(firms, OLD_LIST, strict=False)
    )
