"""The programme of the demo company: a year of pulses, three diagnostics, and what people do."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction

from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.programme import facts
from alignment.programme.choices import ImmersionState, Mode, RoundKind
from alignment.programme.models import (
    Box,
    Immersion,
    Milestone,
    Pair,
    Project,
    Round,
    TeamAnswer,
    Training,
)
from alignment.programme.questions import items_of
from alignment.programme.rounds import LASTS, open_round
from alignment.web.business_days import DAY, add_months, local_date

SEED = 71
SIZES = {TeamKind.SALES: 4, TeamKind.MARKETING: 3, TeamKind.DIRECTION: 1}
TOGETHER = (TeamKind.MARKETING, TeamKind.DIRECTION)
# Where the teams began, by statement: sales, marketing, direction; what a half-year brought.
BEGAN = {
    "1": (2, 3, 4, 1), "2": (2, 4, 3, 1), "3": (3, 3, 3, 0), "4": (2, 3, 3, 1), "5": (2, 4, 3, 1),
    "6": (4, 2, 3, 1), "7": (1, 2, 2, 1), "8": (4, 2, 3, 1), "9": (2, 3, 3, 0), "10": (3, 3, 4, 1),
    "11": (2, 3, 3, 0), "12": (2, 2, 3, 1), "13": (2, 2, 2, 1), "14": (2, 2, 2, 0),
    "15": (3, 3, 4, 0),
}  # fmt: skip
OBSTACLES = (
    "Les salons tombent toujours en fin de trimestre", "Pas le temps de tout noter",
    "On apprend les campagnes trop tard", "Les fiches arrivent sans budget",
    "Trop de réunions le lundi",
)  # fmt: skip
LEARNED = (
    ("L'atelier veut des délais, pas des prix", "Mettre le délai en tête de la plaquette", ""),
    ("Le bureau d'études décide avant les achats", "", "Une fiche pour les bureaux d'études"),
    ("La visite de l'atelier rassure plus que le devis", "", ""),
    ("Un appel court le matin passe mieux", "Appeler avant dix heures", ""),
)
TRAININGS = (
    ("Lire un plan et chiffrer une pièce", "sam", -70, "win_rate"),
    ("Écrire un retour utile en trois touches", "paul", -35, "feedback_completeness"),
    ("Ce qui se passe avant qu'un lead arrive", "maya", 12, "acceptance_rate"),
)


@dataclass
class Company:
    """Who is there, when it is, and chance."""

    people: dict[str, User]
    today: date
    chance: Random


@transaction.atomic
def run(*, now: datetime, months: int) -> None:
    """Rounds that are over, one pulse that is open, and what is planned and done."""
    people = {user.email.partition("@")[0]: user for user in User.objects.all()}
    company = Company(people, local_date(now), Random(SEED))  # noqa: S311  chance, not a secret
    month = company.today.replace(day=1)
    for back in range(min(months, 12), 0, -1):
        _pulse(company, add_months(month, -back) + 4 * DAY, 1 - back / 14)
    for back in (13, 7, 1):
        if back <= months + 1:
            _diagnostic(company, add_months(month, -back) + 9 * DAY, (13 - back) // 6)
    open_round(RoundKind.PULSE, by=None, day=company.today, together=TOGETHER)
    _immersions(company)
    _trainings(company)
    _pairs(company)
    _projects(company)


def _round(company: Company, kind: RoundKind, day: date) -> Round:
    groups = {
        str(team): {
            "mode": str(Mode.TOGETHER if team in TOGETHER else Mode.ANONYMOUS), "people": size,
        }
        for team, size in SIZES.items()
    }  # fmt: skip
    last = day + LASTS[kind]
    return Round.objects.create(
        kind=kind, opens_on=day, closes_on=last, closed_on=last, groups=groups,
        opened_by=company.people["dana"],
    )  # fmt: skip


def _answer(company: Company, round_: Round, wanted: dict[str, tuple[float, ...]]) -> None:
    """Four of sales unseen, marketing and direction together, around what is wanted."""
    items = {}
    for item in items_of(round_.kind):
        counts = [0] * 6
        for _person in range(SIZES[TeamKind.SALES]):
            counts[_near(wanted[item.key][0], company.chance)] += 1
        items[item.key] = counts
    said = [text for text in OBSTACLES if company.chance.random() < 0.5]
    is_pulse = round_.kind == RoundKind.PULSE
    Box.objects.create(
        round=round_, obstacles=sorted(said) if is_pulse else [],
        counts={str(TeamKind.SALES): {"answered": SIZES[TeamKind.SALES], "items": items}},
    )  # fmt: skip
    for place, team in enumerate(TOGETHER, 1):
        by = company.people["ines" if team == TeamKind.MARKETING else "dana"]
        values = {key: round(means[place]) for key, means in wanted.items()}
        TeamAnswer.objects.create(round=round_, team=team, values=values, given_by=by)


def _near(mean: float, chance: Random) -> int:
    return min(max(round(chance.gauss(mean, 0.6)), 1), 5)


def _pulse(company: Company, day: date, progress: float) -> None:
    wanted: dict[str, tuple[float, ...]] = {"1": (2.4 + 1.7 * progress, 2.6 + 1.5 * progress, 3.6),
              "2": (2.1 + 1.9 * progress, 2.6 + 1.4 * progress, 3.4)}  # fmt: skip
    _answer(company, _round(company, RoundKind.PULSE, day), wanted)


def _diagnostic(company: Company, day: date, step: int) -> None:
    wanted: dict[str, tuple[float, ...]] = {
        key: tuple(min(mean + better * step, 5) for mean in means)
        for key, (*means, better) in BEGAN.items()
    }
    _answer(company, _round(company, RoundKind.DIAGNOSTIC, day), wanted)


def _immersions(company: Company) -> None:
    people = company.people
    visits = (("maya", "sam"), ("ines", "paul"), ("lea", "hugo"), ("chloe", "maya"))
    for place, ((guest, host), said) in enumerate(zip(visits, LEARNED, strict=True)):
        learned, change, idea = said
        day = company.today - timedelta(days=12 + 17 * place)
        Immersion.objects.create(
            guest=people[guest], host=people[host], planned_on=day, state=ImmersionState.DONE,
            learned=learned, to_change=change, content_idea=idea, created_by=people[guest],
        )  # fmt: skip
    Immersion.objects.filter(learned=LEARNED[2][0]).update(planned_on=company.today - 3 * DAY)
    meeting = next((each for each in facts.meetings() if each.host == people["sam"]), None)
    on = local_date(meeting.at) if meeting else company.today + 6 * DAY
    Immersion.objects.create(
        guest=people["ines"], host=people["sam"], planned_on=on, created_by=people["ines"],
        meeting=meeting.id if meeting else None,
    )  # fmt: skip
    Immersion.objects.create(
        guest=people["maya"], host=people["hugo"], planned_on=company.today - DAY,
        created_by=people["maya"],
    )  # fmt: skip


def _trainings(company: Company) -> None:
    for title, owner, days, metric in TRAININGS:
        on = company.today + timedelta(days=days)
        row = Training.objects.create(
            title=title, owner=company.people[owner], planned_on=on, metric=metric,
            held_on=on if days < 0 else None, created_by=company.people["ines"],
        )  # fmt: skip
        names = ("maya", "ines", "lea") if owner != "maya" else ("sam", "chloe", "hugo")
        row.attendees.set([company.people[name] for name in names])


def _pairs(company: Company) -> None:
    dates: Any = (("maya", "hugo", -40, 50, 9), ("lea", "chloe", -80, 10, None))
    for first, second, start, end, ahead in dates:
        Pair.objects.create(
            first=company.people[first], second=company.people[second],
            starts_on=company.today + start * DAY, ends_on=company.today + end * DAY,
            next_on=company.today + ahead * DAY if ahead else None,
            created_by=company.people["dana"],
        )  # fmt: skip


def _projects(company: Company) -> None:
    people, day = company.people, company.today
    going = Project.objects.create(
        title="Salon Global Industrie", kind="event", goal="25 rendez-vous pris avant le salon",
        marketing_lead=people["maya"], sales_lead=people["sam"], created_by=people["ines"],
    )  # fmt: skip
    steps = (("Liste des comptes à inviter", -20, -22), ("Invitations appelées", -2, None),
             ("Stand et démonstrateur prêts", 25, None))  # fmt: skip
    for title, due, done in steps:
        Milestone.objects.create(
            project=going, title=title, due_on=day + due * DAY,
            done_on=day + done * DAY if done else None,
        )  # fmt: skip
    Project.objects.create(
        title="Compte clé : ferroviaire", kind="account", goal="Un premier contrat cadre",
        marketing_lead=people["ines"], sales_lead=people["paul"], created_by=people["paul"],
        outcome="Contrat signé, étude de cas en cours", ended_on=day - 30 * DAY,
    )  # fmt: skip
