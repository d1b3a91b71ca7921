"""Reading versions of the contract: which one when, what changed, whose word is still missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from alignment.people.models import User
from alignment.web.business_days import DAY, first_of_month, next_month
from alignment.web.figures import money, number
from sla.agreements import TEAMS, can_sign
from sla.choices import AgreementStatus, Promise, Side
from sla.models import Agreement, Commitment, Signature
from sla.promises import full_words

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True)
class Change:
    """One difference between two versions, in words."""

    kind: str
    label: str
    before: str = ""
    after: str = ""
    side: str = ""


@dataclass(frozen=True)
class Seat:
    """Where a side signs: who did, or whether this reader may."""

    side: str
    label: str
    signature: Signature | None
    may_sign: bool
    may_withdraw: bool


def of_month(month: date) -> list[Agreement]:
    """Versions that counted on some day of the month, oldest first, with their lines."""
    first, last = first_of_month(month), next_month(month) - DAY
    found = Agreement.objects.ever_in_force().filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=first), effective_on__lte=last
    )
    return list(found.order_by("effective_on").prefetch_related("commitments"))


def with_lines() -> QuerySet[Agreement]:
    """Every version with its lines and signatures, newest first."""
    return Agreement.objects.select_related(
        "created_by", "proposed_by", "icp_version"
    ).prefetch_related("commitments", "signatures__user")


def open_version() -> Agreement | None:
    """The draft, else the version that waits for signatures or for its day."""
    waiting = (AgreementStatus.DRAFT, AgreementStatus.PROPOSED, AgreementStatus.SIGNED)
    found = list(with_lines().filter(status__in=waiting))
    found.sort(key=lambda agreement: waiting.index(AgreementStatus(agreement.status)))
    return found[0] if found else None


def history() -> QuerySet[Agreement]:
    """Versions that were proposed some day, newest first."""
    return with_lines().exclude(status=AgreementStatus.DRAFT)


def version_before(agreement: Agreement) -> Agreement | None:
    """The version that this one was written against: the newest earlier one that was agreed."""
    agreed = (AgreementStatus.ACTIVE, AgreementStatus.SUPERSEDED, AgreementStatus.SIGNED)
    return (
        with_lines()
        .filter(number__lt=agreement.number, status__in=agreed)
        .order_by("-number")
        .first()
    )


def seats_of(agreement: Agreement, reader: User) -> list[Seat]:
    """Both teams' seats, and that of the witness once it is taken or may be."""
    signed = {signature.side: signature for signature in agreement.signatures.all()}
    is_open = agreement.status in (AgreementStatus.PROPOSED, AgreementStatus.SIGNED)
    seats = []
    for side in (*TEAMS, Side.DIRECTION):
        able = is_open and can_sign(reader, side)
        if side == Side.DIRECTION and not able and side not in signed:
            continue
        label = _("Direction, as a witness") if side == Side.DIRECTION else str(Side(side).label)
        seat = signed.get(side)
        seats.append(Seat(side, label, seat, able and not seat, able and bool(seat)))
    return seats


def changes_between(before: Agreement | None, after: Agreement, day_minutes: int) -> list[Change]:
    """What the later version adds, removes and changes, goals first, each from what to what."""
    goals = _goal_changes(before, after)
    old = _by_key(before.commitments.all() if before else ())
    new = _by_key(after.commitments.all())
    changes = []
    for key in _in_order(new, old):
        one, other = old.get(key), new.get(key)
        was = full_words(one, day_minutes) if one else ""
        becomes = full_words(other, day_minutes) if other else ""
        if was != becomes:
            line = other or one
            assert line
            kind = CHANGED if was and becomes else ADDED if becomes else REMOVED
            changes.append(Change(kind, label_of(*key), was, becomes, line.side))
    return [*goals, *changes]


def label_of(promise: str, tier: str = "") -> str:
    """The name of a line: « First attempt by a person · P1 »."""
    label = str(Promise(promise).label)
    return f"{label} · {tier}" if tier else label


def _by_key(lines: Iterable[Commitment]) -> dict[tuple[str, str], Commitment]:
    return {(line.promise, line.tier): line for line in lines}


def _in_order(*groups: dict[tuple[str, str], Any]) -> Sequence[tuple[str, str]]:
    """Keys in the order of the promises' list, each once."""
    order = list(Promise.values)
    keys = {key for group in groups for key in group}
    return sorted(keys, key=lambda key: (order.index(key[0]), key[1]))


def _goal_changes(before: Agreement | None, after: Agreement) -> list[Change]:
    rows = []
    for label, name, words in (
        (_("Common goal: revenue of the year"), "goal_revenue", money),
        (_("Common goal: opportunities a month"), "goal_opportunities", number),
    ):
        was, becomes = getattr(before, name, None), getattr(after, name)
        if was == becomes:
            continue
        kind = CHANGED if was and becomes else ADDED if becomes else REMOVED
        rows.append(
            Change(kind, label, words(was) if was else "", words(becomes) if becomes else "")
        )
    return rows
