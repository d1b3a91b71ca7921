"""The meetings of the demo company: a year of rhythm, decisions, and actions that come of them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.rituals.agenda import frozen, sections_of
from alignment.rituals.choices import MINUTES, Kind, Presence, State
from alignment.rituals.meetings import plan_next
from alignment.rituals.minutes import drafted
from alignment.rituals.models import Action, Attendance, Decision, Meeting, Ritual
from alignment.rituals.recurrence import at, kept_day, occurrences
from alignment.web.business_days import add_months, local_date

SEED = 24
RHYTHM = {
    Kind.WEEKLY: (1, time(9, 30)), Kind.MONTHLY: (3, time(14)), Kind.QUARTERLY: (3, time(9, 30)),
}  # fmt: skip
COMES = {TeamKind.SALES: 0.86, TeamKind.MARKETING: 0.95, TeamKind.DIRECTION: 0.7}
# (text, why, action, days it takes, what it changed)
DECIDED = (
    ("Rappeler les inscrits du salon sous deux jours", "Trois sont partis chez un concurrent",
     "Préparer la liste des inscrits avec leur question", 6, "Sept rendez-vous de plus"),
    ("Demander le délai voulu dès le formulaire", "Il manque dans un dossier sur trois",
     "Ajouter la question au formulaire", 9, "Deux retours pour dossier incomplet de moins"),
    ("Ne plus transmettre sous dix salariés", "Aucune signature en un an", "", 0, ""),
    ("Garder la campagne Châssis un mois", "Les refus baissent depuis le nouveau message",
     "Mettre à jour la page Châssis", 12, ""),
    ("Répondre aux retours le jour même", "Deux dossiers ont attendu une semaine",
     "Bloquer une demi-heure par jour pour les retours", 4, "Délai de réponse divisé par deux"),
    ("Montrer l'atelier avant le devis", "La visite rassure plus que le prix", "", 0, ""),
)  # fmt: skip
# (text, why, action, in how many days it is due)
STILL_OPEN = (
    "Dire le délai réel dès le premier appel", "Deux affaires perdues sur un délai mal compris",
    "Écrire la phrase sur le délai avec l'atelier", 3,
)  # fmt: skip


@dataclass
class Year:
    """Who is invited, until when, and chance."""

    people: list[User]
    since: date
    now: datetime
    chance: Random


@transaction.atomic
def run(*, now: datetime, months: int) -> None:
    """Every ritual with its meetings so far, and the ones to come."""
    people = list(User.objects.active().exclude(team=None).select_related("team").order_by("pk"))
    since = add_months(local_date(now), -min(months, 12))
    year = Year(people, since, now, Random(SEED))  # noqa: S311  chance, not a secret
    for kind in Kind:
        _hold(year, kind)


@transaction.atomic
def freeze(*, now: datetime, **_others: Any) -> None:
    """What the last meeting of each kind had on its cards, in the company's language."""
    for ritual in Ritual.objects.all():
        last = ritual.meetings.filter(state=State.HELD).order_by("-planned_at").first()
        if last and last.started_at:
            with override(settings.LANGUAGE_CODE):
                last.snapshot = frozen(sections_of(ritual.kind, last.started_at))
            last.save(update_fields=["snapshot"])


def _hold(year: Year, kind: Kind) -> None:
    weekday, hour = RHYTHM[kind]
    boss = next(person for person in year.people if person.is_direction)
    ritual = Ritual.objects.create(
        kind=kind, weekday=weekday, at=hour, minutes=MINUTES[kind], starts_on=year.since,
        created_by=boss,
    )  # fmt: skip
    ritual.invited.set(year.people)
    days = list(occurrences(ritual, year.since, local_date(year.now) - timedelta(days=1)))
    for turn, day in enumerate(days):
        _meet(year, ritual, day, turn)
    if kind == Kind.WEEKLY:
        _leave_something(year, ritual)
    plan_next(ritual)


def _leave_something(year: Year, ritual: Ritual) -> None:
    """What the last meeting decided and nobody has done yet: the next one opens on it."""
    last = ritual.meetings.filter(state=State.HELD).order_by("-planned_at").first()
    if last is None:
        return
    text, why, title, days = STILL_OPEN
    ended = last.ended_at or last.planned_at
    leader = last.facilitator or year.people[0]
    decision = Decision.objects.create(meeting=last, text=text, why=why, by=leader, at=ended)
    Action.objects.create(
        title=title, owner=leader, due_on=local_date(year.now) + timedelta(days=days),
        decision=decision, created_by=leader, created_at=ended,
    )  # fmt: skip
    last.summary = drafted(last)
    last.save(update_fields=["summary"])


def _meet(year: Year, ritual: Ritual, day: date, turn: int) -> None:
    start = at(ritual, kept_day(day))
    away = day.month == 8 and ritual.kind == Kind.WEEKLY
    side = (TeamKind.SALES, TeamKind.MARKETING)[turn % 2]
    leaders = [person for person in year.people if person.team_kind == side]
    meeting = Meeting.objects.create(
        ritual=ritual, occurs_on=day, planned_at=start, minutes=ritual.minutes,
        facilitator=leaders[turn // 2 % len(leaders)],
        state=State.CANCELLED if away else State.HELD, why="Congés" if away else "",
        started_at=None if away else start,
        ended_at=None if away else start + timedelta(minutes=ritual.minutes),
    )  # fmt: skip
    if away:
        return
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, person=person, presence=_presence(year, person))
        for person in year.people
    )
    if ritual.kind != Kind.WEEKLY or year.chance.random() < 0.4:
        _decide(year, meeting)
    meeting.summary = drafted(meeting)
    meeting.save(update_fields=["summary"])


def _presence(year: Year, person: User) -> Presence:
    comes = year.chance.random() < COMES[TeamKind(person.team_kind)]
    return Presence.PRESENT if comes else Presence.EXCUSED


def _decide(year: Year, meeting: Meeting) -> None:
    text, why, title, days, changed = year.chance.choice(DECIDED)
    ended = meeting.ended_at or meeting.planned_at
    leader = meeting.facilitator or year.people[0]
    decision = Decision.objects.create(meeting=meeting, text=text, why=why, by=leader, at=ended)
    if not title:
        return
    late = 3 if year.chance.random() < 0.2 else -1
    done_at = ended + timedelta(days=days + late)
    is_done = done_at < year.now
    Action.objects.create(
        title=title, owner=leader, due_on=local_date(ended) + timedelta(days=days),
        decision=decision, created_by=leader, created_at=ended,
        done_at=done_at if is_done else None, done_by=leader if is_done else None,
        changed=changed if is_done else "",
    )  # fmt: skip
