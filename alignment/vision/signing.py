"""The life of a text that both teams sign, whatever it says: the ideal customer, words, goals.

draft → proposed (frozen, with a digest) → signed by both teams → in force on its day → superseded;
withdrawn before its day, it is a draft again and nobody has signed. How to use it:

1. A model of versions takes `models.signing.CoSigned` (its docstring says what to write) and
   `Meta.constraints = one_of_each("vision_one_goal")`.
2. Every change of its lines calls `need_draft(version)` first, in the same transaction: it locks.
3. Pages and the API call `propose`, `sign(..., digest=what the person was shown)`, `withdraw`.
   `templates/vision/_signing.html` shows the state and the buttons (context: version, signing,
   which is `state_for(version, person)`; urls: propose_url, sign_url, withdraw_url).
4. The night (`alignment.vision.tasks.activate`) puts every kind in force on its day, and
   `waiting_for(person)` finds what is to be signed, of every kind: nothing to register.
5. Say the four verbs in notifications/sentences.py and a topic in notifications/topics.py.

Commands, the demo and the first version of a company use `put_in_force(version, by=None)`.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal.services import record
from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.vision.choices import VersionStatus
from alignment.vision.models.signing import SIDES, CoSigned
from alignment.web.business_days import local_date
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from alignment.web.policies import MANAGER

NOT_YET_ACTIVE = (VersionStatus.PROPOSED, VersionStatus.SIGNED)
V = TypeVar("V", bound=CoSigned)
STATE = (
    "status", "note", "digest", "proposed_by", "proposed_at", "marketing_by", "marketing_at",
    "sales_by", "sales_at", "effective_on", "effective_at", "superseded_at",
)  # fmt: skip


@dataclass(frozen=True)
class State:
    """What one person may do with a version now: `sides` are those they may sign for."""

    may_propose: bool
    may_withdraw: bool
    sides: list[str]


def need_draft(version: CoSigned) -> None:
    """Lock the draft for this transaction, or raise Conflict: it may be proposed this instant."""
    text = _("This version is no draft any more: start a new one to change it.")
    _lock(version, VersionStatus.DRAFT, text=text)


def need_nothing_pending(series: models.QuerySet) -> None:
    """Raise Conflict while a version of the series is proposed, or signed and not in force yet."""
    waiting = series.filter(status__in=NOT_YET_ACTIVE).first()
    if waiting:
        text = _("Version {number} is being signed: let it start or withdraw it first.")
        raise Conflict(text.format(number=waiting.number))


@transaction.atomic
def propose(version: V, *, by: User | None, note: str = "", effective_on: date | None = None) -> V:
    """Freeze the draft for signing, to start on a local day (None: once both have signed).

    Raises NotAllowed unless a manager does it (None is the system), Incomplete for a day in the
    past or what `check_proposal` finds, Conflict when it is no draft or another one waits.
    """
    if by is not None and not version.may_be_proposed_by(by):
        raise NotAllowed(_("Only a manager may propose it for signing."))
    need_draft(version)
    if effective_on and effective_on < local_date(timezone.now()):
        raise Incomplete(fields={"effective_on": _("It starts today or later.")})
    need_nothing_pending(version.series())
    version.check_proposal(version.series().in_force().first())
    version.note, version.effective_on = note[:500], effective_on
    version.status, version.digest = VersionStatus.PROPOSED, digest_of(version)
    version.proposed_by, version.proposed_at = by, timezone.now()
    _save(version)
    _tell("proposed", version, by, note=version.note)
    return version


@transaction.atomic
def sign(version: V, *, by: User, side: str, digest: str = "") -> V:
    """Sign for one team; with both teams' words it is in force, if its day has come.

    `digest` is what the person was shown. Raises NotAllowed unless they manage that team,
    Conflict when it is not proposed, not what they were shown, or signed for that team.
    """
    may_sign(version, by, side)
    _lock(version, *NOT_YET_ACTIVE)
    if digest_of(version) != version.digest or (digest and digest != version.digest):
        raise Conflict(_("What is to be signed is not what was proposed: read it again."))
    if side not in version.missing_sides:
        raise Conflict(_("This side has signed already."))
    setattr(version, f"{side}_by", by)
    setattr(version, f"{side}_at", timezone.now())
    both = not version.missing_sides
    if both:
        version.status = VersionStatus.SIGNED
    _save(version)
    _tell("signed", version, by, side=side, both=both)
    day = version.effective_on
    if both and (day is None or day <= local_date(timezone.now())):
        _activate(version)
    return version


@transaction.atomic
def withdraw(version: V, *, by: User) -> V:
    """Make it a draft again before its day; the signatures go, the journal keeps them.

    Raises NotAllowed unless a manager does it, Conflict once it is in force.
    """
    if not may_withdraw(version, by):
        raise NotAllowed(_("Only a manager may withdraw a proposed version."))
    _tell("withdrawn", version, by, signed=give_back(version))
    return version


def give_back(version: CoSigned) -> list[str]:
    """Make it a draft again, in the caller's transaction; the teams that had signed.

    Raises Conflict once it is in force, or when another draft was started meanwhile.
    """
    _lock(version, *NOT_YET_ACTIVE)
    signed = [each.side for each in version.signatures if each.at]
    version.status, version.digest, version.effective_on = VersionStatus.DRAFT, "", None
    version.proposed_by = version.marketing_by = version.sales_by = None
    version.proposed_at = version.marketing_at = version.sales_at = None
    _save(version, _("Another draft was started meanwhile: throw that one away first."))
    return signed


@transaction.atomic
def put_in_force(version: V, *, by: User | None, note: str = "") -> V:
    """Put a draft in force without signatures: for commands, the demo, a company that starts."""
    need_draft(version)
    version.check_proposal(version.series().in_force().first())
    version.note, version.digest = note[:500], digest_of(version)
    _save(version)
    return _activate(version, by)


def may_sign(version: CoSigned, by: User, side: str) -> None:
    """Raise NotAllowed unless this person may sign for that team, Incomplete for no such team."""
    if side not in [each.value for each in SIDES]:
        raise Incomplete(fields={"side": _("Choose marketing or sales.")})
    if not version.may_be_signed_by(by, side):
        text = _("Only a manager of {team} signs for {team}.")
        raise NotAllowed(text.format(team=TeamKind(side).label))


def may_withdraw(version: CoSigned, person: Any) -> bool:
    """A manager, or whoever proposed it."""
    mine = version.proposed_by_id is not None and version.proposed_by_id == person.pk
    return bool(MANAGER.holds(person) or mine)


def state_for(version: CoSigned, person: Any) -> State:
    """What the person may do with the version now."""
    status = version.status
    waits = status == VersionStatus.PROPOSED
    sides = version.missing_sides if waits else []
    return State(
        may_propose=status == VersionStatus.DRAFT and version.may_be_proposed_by(person),
        may_withdraw=status in NOT_YET_ACTIVE and may_withdraw(version, person),
        sides=[side for side in sides if version.may_be_signed_by(person, side)],
    )


def kinds() -> list[Any]:
    """Every model of versions that both teams sign."""
    return [model for model in apps.get_models() if issubclass(model, CoSigned)]


def waiting_for(person: User) -> list[CoSigned]:
    """What this person is asked to sign, of every kind: one statement each."""
    return [
        version
        for model in kinds()
        for version in model.objects.waiting().for_signing()
        if state_for(version, person).sides
    ]


def count_for(person: User) -> int:
    """How many versions a manager is asked to sign: one statement while nothing waits."""
    if not person.is_manager:
        return 0
    first, *others = [model.objects.waiting().order_by().values_list("pk") for model in kinds()]
    return len(waiting_for(person)) if first.union(*others, all=True).count() else 0


def activate_due(day: date) -> list[CoSigned]:
    """Put in force what both have signed and whose day has come; run twice it does nothing."""
    return [version for model in kinds() for version in _activate_due(model, day)]


@transaction.atomic
def _activate_due(model: Any, day: date) -> Iterable[CoSigned]:
    due = model.objects.filter(status=VersionStatus.SIGNED).filter(
        Q(effective_on=None) | Q(effective_on__lte=day)
    )
    return [_activate(version) for version in due.order_by("effective_on", "number")]


def digest_of(version: CoSigned) -> str:
    """A fingerprint of what is signed; not of the day: who signs late signs for a later one."""
    text = json.dumps(
        version.content(), sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _activate(version: V, by: User | None = None) -> V:
    before, now = version.series().in_force().first(), timezone.now()
    if before:
        before.status, before.superseded_at = VersionStatus.SUPERSEDED, now
        before.save(update_fields=["status", "superseded_at"])
    version.status, version.effective_at = VersionStatus.ACTIVE, now
    _save(version)
    version.take_effect(before)
    everybody = User.objects.active().of_kind(*TeamKind.values)
    facts = {"before": before.number if before else None, "note": version.note}
    _tell("published", version, by, to=everybody, **facts)
    return version


def _save(version: CoSigned, text: Any = "") -> None:
    """Keep its state; Conflict when somebody else was first with a version of the same text."""
    try:
        with transaction.atomic():
            version.save(update_fields=STATE)
    except IntegrityError:
        raise Conflict(text or _("This version has moved on in the meantime.")) from None


def _lock(version: CoSigned, *statuses: str, text: Any = "") -> None:
    """Lock the row for this transaction, or raise Conflict when it has moved on."""
    found = version.series().filter(pk=version.pk, status__in=statuses)
    if not found.update(status=F("status")):
        raise Conflict(text or _("This version has moved on in the meantime."))
    version.refresh_from_db(fields=STATE)


def _tell(
    verb: str, version: CoSigned, by: User | None, to: models.QuerySet | None = None, **facts: Any
) -> None:
    """Write it in the journal for those who sign, or for whom it starts."""
    if to is None:
        to = version.signers()
    record(
        f"{version.KIND}.{verb}",
        actor=by,
        target=version,
        number=version.number,
        tell=sorted(to.values_list("pk", flat=True)),
        **facts,
    )
