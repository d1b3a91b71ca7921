"""Opening, answering and closing rounds. No event, log line or row here says who answered what."""

import secrets
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.people.models import User
from alignment.programme.choices import Mode, RoundKind
from alignment.programme.models import Answered, Box, Round, TeamAnswer
from alignment.programme.publishing import ENOUGH, SMALLEST_UNSEEN
from alignment.programme.questions import (
    DOES_NOT_KNOW,
    HIGHEST,
    LONGEST_OBSTACLE,
    asks_for_obstacle,
    items_of,
)
from alignment.web.business_days import DAY, add_months, today
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from alignment.web.policies import MANAGER

LASTS = {RoundKind.DIAGNOSTIC: timedelta(days=13), RoundKind.PULSE: timedelta(days=9)}
# The diagnostic comes back after so many months, the pulse each month.
MONTHS_BETWEEN = {RoundKind.DIAGNOSTIC: 6, RoundKind.PULSE: 1}
SIZES = range(DOES_NOT_KNOW, HIGHEST + 1)


@transaction.atomic
def open_round(
    kind: str, *, by: User | None, day: date | None = None, together: Collection[str] = ()
) -> Round:
    """Put the questions to everybody and tell them; teams of one or two answer together.

    So do the kinds of team in `together`, where they are too small to be shown by themselves.
    Raises NotAllowed (managers open rounds), Conflict while one of the kind is open.
    """
    if by is not None and not MANAGER.holds(by):
        raise NotAllowed
    day = day or today()
    people = User.objects.active().with_teams().filter(team__isnull=False)
    sizes = Counter(person.team_kind for person in people)
    try:
        with transaction.atomic():
            found = Round.objects.create(
                kind=kind, opens_on=day, closes_on=day + LASTS[RoundKind(kind)], opened_by=by,
                groups={team: _group(sizes[team], team in together) for team in sorted(sizes)},
            )  # fmt: skip
    except IntegrityError:
        raise Conflict(_("A round of these questions is open already."), code="open") from None
    Box.objects.create(round=found, counts=_empty(found))
    tell = sorted(person.pk for person in people if by is None or person.pk != by.pk)
    journal.record(f"{kind}.opened", actor=by, target=found, tell=tell)
    return found


@transaction.atomic
def answer(round_: Round, *, by: User, values: Mapping[str, int], obstacle: str = "") -> None:
    """Count somebody's answer in the box of the round; what it was cannot be taken out again.

    For a team that answers together it is the team's open answer, and replaces an earlier one.
    Raises Incomplete for a statement left out, Conflict when closed or answered before.
    """
    locked = Round.objects.select_for_update().get(pk=round_.pk)
    if locked.closed_on or not locked.opens_on <= today() <= locked.closes_on:
        raise Conflict(_("This round is closed."), code="closed")
    if not by.team_kind:
        raise NotAllowed
    said = _checked(locked, values)
    obstacle = _line(obstacle) if asks_for_obstacle(locked.kind) else ""
    if locked.mode_of(by.team_kind) == Mode.TOGETHER:
        _say_openly(locked, by, said, obstacle)
    else:
        _count(locked, by, said, obstacle)


@transaction.atomic
def close(round_: Round, *, by: User | None, day: date | None = None) -> Round:
    """End the round: results may be read and nothing is added any more.

    Who took part is forgotten: only how many stays. Raises NotAllowed, Conflict when closed.
    """
    if by is not None and not MANAGER.holds(by):
        raise NotAllowed
    open_now = Round.objects.filter(pk=round_.pk, closed_on__isnull=True)
    if not open_now.update(closed_on=day or today()):
        raise Conflict(_("This round is closed."), code="closed")
    Answered.objects.filter(round=round_).delete()
    round_.refresh_from_db()
    journal.record(f"{round_.kind}.closed", actor=by, target=round_)
    return round_


def close_due(day: date) -> int:
    """Close the rounds whose last day is past and return how many."""
    due = list(Round.objects.filter(closed_on__isnull=True, closes_on__lt=day))
    for round_ in due:
        close(round_, by=None, day=round_.closes_on)
    return len(due)


def open_due(day: date) -> int:
    """Open the rounds whose turn has come, once somebody has begun them, and return how many."""
    opened = 0
    for kind, months in MONTHS_BETWEEN.items():
        last = Round.objects.filter(kind=kind).first()
        if last and last.closed_on and day >= _again_on(last, months):
            # Who answered together does so again, if the team is still that small.
            open_round(kind, by=None, day=day, together=_together(last))
            opened += 1
    return opened


def may_answer(round_: Round, person: User) -> bool:
    """Whether the person still has something to say; a team that answers together may mend it."""
    if round_.closed_on or not person.team_kind or today() > round_.closes_on:
        return False
    if round_.mode_of(person.team_kind) == Mode.TOGETHER:
        return True
    return not Answered.objects.filter(round=round_, person=person).exists()


def small_teams() -> dict[str, int]:
    """Kinds of team that may choose to answer together, with how many people they have."""
    sizes = Counter(User.objects.active().values_list("team__kind", flat=True))
    return {kind: size for kind, size in sizes.items() if kind and SMALLEST_UNSEEN <= size < ENOUGH}


def _together(last: Round) -> list[str]:
    return [team for team, group in last.groups.items() if group["mode"] == Mode.TOGETHER]


def _again_on(last: Round, months: int) -> date:
    """The same day so many months later, at the latest its month's last."""
    first = add_months(last.opens_on, months)
    return min(first + (last.opens_on.day - 1) * DAY, add_months(first, 1) - DAY)


def _group(size: int, asked: bool) -> dict[str, Any]:
    together = size < SMALLEST_UNSEEN or (asked and size < ENOUGH)
    return {"mode": Mode.TOGETHER if together else Mode.ANONYMOUS, "people": size}


def _empty(round_: Round) -> dict[str, Any]:
    items = items_of(round_.kind)
    return {
        team: {"answered": 0, "items": {item.key: [0 for _size in SIZES] for item in items}}
        for team, group in round_.groups.items()
        if group["mode"] == Mode.ANONYMOUS
    }


def _count(round_: Round, by: User, said: Mapping[str, int], obstacle: str) -> None:
    try:
        with transaction.atomic():
            Answered.objects.create(round=round_, person=by)
    except IntegrityError:
        raise Conflict(_("You have answered already: thank you."), code="answered") from None
    box = Box.objects.select_for_update().get(round=round_)
    team = box.counts.setdefault(by.team_kind, _empty_group(round_))
    team["answered"] += 1
    for key, value in said.items():
        team["items"][key][value] += 1
    if obstacle:
        # In the order of the alphabet, so that the order of answering is nowhere.
        box.obstacles = sorted([*box.obstacles, obstacle])
    box.save(update_fields=["counts", "obstacles"])
    _rewrite(round_)


def _rewrite(round_: Round) -> None:
    """Write every participation of the round anew under another random key.

    The database itself marks which transaction wrote a row last; after this all of them bear the
    mark of the newest answer, so that the mark of the box points to nobody.
    """
    people = list(Answered.objects.filter(round=round_).values_list("person_id", flat=True))
    secrets.SystemRandom().shuffle(people)
    Answered.objects.filter(round=round_).delete()
    Answered.objects.bulk_create(Answered(round=round_, person_id=person) for person in people)


def _empty_group(round_: Round) -> dict[str, Any]:
    """For somebody who came to a team after the round was opened."""
    items = items_of(round_.kind)
    return {"answered": 0, "items": {item.key: [0 for _size in SIZES] for item in items}}


def _say_openly(round_: Round, by: User, said: Mapping[str, int], obstacle: str) -> None:
    TeamAnswer.objects.update_or_create(
        round=round_, team=by.team_kind,
        defaults={"values": dict(said), "obstacle": obstacle, "given_by": by},
    )  # fmt: skip
    journal.record(f"{round_.kind}.answered_together", actor=by, target=round_)


def _checked(round_: Round, values: Mapping[str, int]) -> dict[str, int]:
    wrong = {
        f"item_{item.key}": _("Choose one answer.")
        for item in items_of(round_.kind)
        if values.get(item.key) not in SIZES
    }
    if wrong:
        raise Incomplete(fields=wrong)
    return {item.key: values[item.key] for item in items_of(round_.kind)}


def _line(text: str) -> str:
    text = " ".join(text.split())
    if len(text) > LONGEST_OBSTACLE:
        raise Incomplete(fields={"obstacle": _("At most 200 characters.")})
    return text
