"""Who works at the demo company, and the ideal customer they wrote."""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from alignment.notifications import preferences
from alignment.notifications.choices import Way
from alignment.people.models import Team, User
from alignment.people.services import DEMO_DOMAIN, DEMO_PASSWORD
from alignment.vision.choices import CriterionKind, FactName, Operator, VersionStatus
from alignment.vision.models import Criterion, IcpVersion
from leads.demo import words

INDUSTRY: tuple = (
    "mandatory",
    FactName.NAF_SECTION,
    Operator.IN,
    ["C"],
    5,
    "Fabrique des produits",
)
# (kind, fact, operator, values, weight, label)
FIRST: tuple = (
    INDUSTRY,
    (
        CriterionKind.WEIGHTED,
        FactName.WORKFORCE_BAND,
        Operator.IN,
        ["11", "12", "21"],
        3,
        "10 à 99 salariés",
    ),
    (CriterionKind.WEIGHTED, FactName.REGION, Operator.IN, ["84", "27"], 3, "À moins de 200 km"),
    (CriterionKind.WEIGHTED, FactName.NEED, Operator.KNOWN, [], 2, "Besoin exprimé"),
)
SECOND: tuple = (
    INDUSTRY,
    (
        CriterionKind.WEIGHTED,
        FactName.WORKFORCE_BAND,
        Operator.IN,
        ["12", "21", "22", "31"],
        5,
        "20 à 249 salariés",
    ),
    (
        CriterionKind.WEIGHTED,
        FactName.REGION,
        Operator.IN,
        ["84", "27", "44", "32", "52", "76"],
        2,
        "Régions livrées chaque semaine",
    ),
    (
        CriterionKind.WEIGHTED,
        FactName.SENIORITY,
        Operator.IN,
        ["decider", "manager"],
        4,
        "Décide ou encadre",
    ),
    (CriterionKind.WEIGHTED, FactName.NEED, Operator.KNOWN, [], 3, "Besoin exprimé"),
    (
        CriterionKind.NEGATIVE,
        FactName.CURRENT_SOLUTION,
        Operator.CONTAINS,
        ["atelier intégré"],
        2,
        "A son propre atelier",
    ),
    (
        CriterionKind.EXCLUDING,
        FactName.JOB_TITLE,
        Operator.CONTAINS,
        ["stagiaire", "étudiant"],
        1,
        "Étudiant ou stagiaire",
    ),
)


def hire(joined_at: datetime) -> dict[str, User]:
    """The teams and people, by first part of the e-mail; they share one password."""
    teams = {name: Team.objects.create(name=name, kind=kind) for name, kind in words.TEAMS}
    secret = make_password(DEMO_PASSWORD)
    people = {}
    for name, first, last, job, team, second, is_manager, is_admin in words.PEOPLE:
        people[name] = User.objects.create(
            email=f"{name}@{DEMO_DOMAIN}",
            password=secret,
            first_name=first,
            last_name=last,
            job_title=job,
            team=teams[team],
            second_team=teams.get(second),
            is_manager=is_manager,
            is_admin=is_admin,
            joined_at=joined_at,
        )
    people["sam"].deputy = people["chloe"]
    people["sam"].save(update_fields=["deputy"])
    return people


def write_ideal_customer(by: User, start: datetime, changed_at: datetime) -> list[IcpVersion]:
    """Two versions: the first replaced half a year in, the second in force."""
    first = IcpVersion.objects.create(
        number=1,
        status=VersionStatus.SUPERSEDED,
        note="Première version, écrite avec Paul",
        created_by=by,
        created_at=start - timedelta(days=40),
        effective_at=start - timedelta(days=30),
        superseded_at=changed_at,
    )
    second = IcpVersion.objects.create(
        number=2,
        status=VersionStatus.ACTIVE,
        note="Plus grandes entreprises, décideurs d'abord ; les ateliers intégrés comptent contre",
        created_by=by,
        created_at=changed_at - timedelta(days=12),
        effective_at=changed_at,
    )
    for version, lines in ((first, FIRST), (second, SECOND)):
        Criterion.objects.bulk_create(
            Criterion(
                version=version,
                position=position,
                kind=kind,
                fact=fact,
                operator=operator,
                values=values,
                weight=weight,
                label=label,
            )
            for position, (kind, fact, operator, values, weight, label) in enumerate(lines)
        )
    return list(IcpVersion.objects.prefetch_related("criteria").order_by("number"))


def note_wishes(people: dict[str, User]) -> None:
    """Two people who chose how they are told; no channel outside is set up."""
    for name, topic, is_on in (("maya", "lead.accepted", True), ("paul", "lead.reassigned", True)):
        preferences.wish(people[name], topic, Way.EMAIL, is_on)
