"""Writing, signing and putting in force the contract: one open version, never edited once proposed.

draft → proposed → signed by both teams → in force on its day → superseded. See also:
sla/selectors/versions.py for reading, sla/deadlines.py for what a clock takes from a version.
"""

import hashlib
import json
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal.services import record
from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.vision.models import IcpVersion
from alignment.web.business_days import DAY, is_working_day, local_date, next_month
from alignment.web.errors import Conflict, Incomplete, NotAllowed, Refused
from alignment.web.policies import MANAGER, OPERATOR
from sla.calendars import calendar_of
from sla.choices import AgreementStatus, Side
from sla.deadlines import default_minutes
from sla.models import Agreement, Commitment, Signature
from sla.promises import FIELDS, MOST_PROMISES, checked, promises_in

TERMS = ("effective_on", "goal_revenue", "goal_opportunities", "note")
TEAMS = (Side.MARKETING, Side.SALES)
NOT_YET_ACTIVE = (AgreementStatus.PROPOSED, AgreementStatus.SIGNED)


def in_force_on(day: date) -> Agreement | None:
    """The version that counted on that local day, None before the first or after an end."""
    found = Agreement.objects.ever_in_force().filter(effective_on__lte=day)
    last = found.order_by("-effective_on").first()
    return None if last is None or (last.ends_on and last.ends_on < day) else last


def agreement_at(moment: datetime) -> Agreement | None:
    """The version that counted at an aware moment."""
    return in_force_on(local_date(moment))


def delay_of(agreement: Agreement | None, promise: str, tier: str) -> int | None:
    """Working minutes promised; the defaults without a contract, None where one is silent."""
    if agreement is None:
        return default_minutes(promise, tier, calendar_of())
    found = agreement.commitments.filter(promise=promise, tier=tier)
    return found.values_list("minutes", flat=True).first()


def usual_start(today: date) -> date:
    """The first working day of the next month."""
    day = next_month(today)
    while not is_working_day(day):
        day += DAY
    return day


@transaction.atomic
def start_draft(*, by: User | None, like: Agreement | None = None) -> Agreement:
    """The open draft, or a new one copied from `like`, else from the newest signed version.

    Raises Conflict while a version waits for signatures: two would be signed side by side.
    """
    _need(by, OPERATOR, _("Only marketing, sales or the direction write the contract."))
    draft = Agreement.objects.filter(status=AgreementStatus.DRAFT).first()
    if draft:
        return draft
    waiting = Agreement.objects.filter(status=AgreementStatus.PROPOSED).first()
    if waiting:
        text = _("Version {number} waits for signatures: sign it or cancel it first.")
        raise Conflict(text.format(number=waiting.number))
    try:
        with transaction.atomic():
            return _copy_of(like or _newest_agreed(), by)
    except IntegrityError:
        # Somebody else started one at the same instant: theirs is the draft.
        return Agreement.objects.get(status=AgreementStatus.DRAFT)


@transaction.atomic
def save_terms(draft: Agreement, *, by: User | None, **terms: Any) -> Agreement:
    """Set the day it starts (`effective_on`), the common goals and the note of a draft.

    Raises Incomplete for a day before today or before the version in force began.
    """
    _lock(draft, AgreementStatus.DRAFT)
    wanted = {name: value for name, value in terms.items() if name in TERMS}
    for name, value in wanted.items():
        setattr(draft, name, value)
    _check_start(draft)
    if draft.goal_revenue is not None and draft.goal_revenue <= 0:
        raise Incomplete(fields={"goal_revenue": _("A goal is more than zero.")})
    draft.save(update_fields=list(wanted))
    return draft


@transaction.atomic
def save_line(
    draft: Agreement, *, by: User | None, promise: str, tier: str = "", sure: bool = False, **given
) -> Commitment:
    """Add a line to the draft or change it; `given` holds the fields of sla.promises.FIELDS.

    Raises Incomplete for a target of zero or an unknown promise or priority, Refused with the code
    `many_promises` for a sixth promise that is not `sure`, Conflict once it is proposed.
    """
    _need(by, OPERATOR, _("Only marketing, sales or the direction write the contract."))
    _lock(draft, AgreementStatus.DRAFT)
    values = checked(promise, tier, given)
    lines = list(draft.commitments.all())
    others = promises_in(lines) - {promise}
    if len(others) >= MOST_PROMISES and promise not in promises_in(lines) and not sure:
        text = _("A simple contract that is kept beats a complex one: is a {n}th promise needed?")
        raise Refused(text.format(n=len(others) + 1), code="many_promises")
    position = next(
        (line.position for line in lines if line.promise == promise),
        max((line.position for line in lines), default=0) + 1,
    )
    line, _new = Commitment.objects.update_or_create(
        agreement=draft, promise=promise, tier=tier, defaults=values | {"position": position}
    )
    return line


@transaction.atomic
def remove_line(draft: Agreement, *, by: User | None, promise: str, tier: str | None = None) -> int:
    """Take a promise (or one priority of it) out of the draft; returns how many lines went."""
    _need(by, OPERATOR, _("Only marketing, sales or the direction write the contract."))
    _lock(draft, AgreementStatus.DRAFT)
    lines = draft.commitments.filter(promise=promise)
    if tier is not None:
        lines = lines.filter(tier=tier)
    return lines.delete()[0]


@transaction.atomic
def propose(draft: Agreement, *, by: User | None, today: date | None = None) -> Agreement:
    """Freeze the draft for signing, with a digest of what will be signed.

    Raises NotAllowed unless a manager does it, Incomplete unless both teams promise something.
    """
    _need(by, MANAGER, _("Only a manager may propose the contract."))
    _lock(draft, AgreementStatus.DRAFT)
    today = today or local_date(timezone.now())
    sides = {line.side for line in draft.commitments.all()}
    if not sides.issuperset(TEAMS):
        raise Incomplete(_("Each team promises at least one thing: a contract has two sides."))
    draft.effective_on = draft.effective_on or usual_start(today)
    _check_start(draft, today)
    draft.icp_version = IcpVersion.objects.in_force().first()
    draft.status, draft.digest = AgreementStatus.PROPOSED, digest_of(draft)
    draft.proposed_by, draft.proposed_at = by, timezone.now()
    names = ["effective_on", "icp_version", "status", "digest", "proposed_by", "proposed_at"]
    draft.save(update_fields=names)
    _tell("agreement.proposed", draft, by)
    return draft


@transaction.atomic
def sign(agreement: Agreement, *, by: User, side: str, today: date | None = None) -> Signature:
    """Sign for one side; with both teams' words it is signed, and in force if its day has come.

    Raises NotAllowed for a signature by the wrong team (a manager signs for a team of theirs, the
    direction as a witness), Conflict when it is not proposed, changed, or signed for that side.
    """
    may_sign(by, side)
    _lock(agreement, *NOT_YET_ACTIVE)
    if digest_of(agreement) != agreement.digest:
        raise Conflict(_("What is to be signed is not what was proposed: cancel it."))
    sides = set(agreement.signatures.values_list("side", flat=True))
    if side in sides:
        raise Conflict(_("This side has signed already."))
    signature = Signature.objects.create(
        agreement=agreement, side=side, user=by, digest=agreement.digest
    )
    both = set(TEAMS) <= sides | {side}
    _tell("agreement.signed", agreement, by, side=side, both=both)
    if both and agreement.status == AgreementStatus.PROPOSED:
        _agree(agreement, today or local_date(timezone.now()))
    return signature


@transaction.atomic
def withdraw_signature(agreement: Agreement, *, by: User, side: str) -> Agreement:
    """Take a signature back before the version is in force: that cancels the version."""
    may_sign(by, side)
    _lock(agreement, *NOT_YET_ACTIVE)
    if not agreement.signatures.filter(side=side).exists():
        raise Conflict(_("This side has not signed."))
    return _cancel(agreement, "agreement.withdrawn", by, side=side)


@transaction.atomic
def cancel(agreement: Agreement, *, by: User) -> Agreement | None:
    """Give up a version before both have signed; a draft vanishes, a proposed one is kept."""
    if agreement.status == AgreementStatus.DRAFT:
        _need(by, OPERATOR, _("Only marketing, sales or the direction write the contract."))
        _lock(agreement, AgreementStatus.DRAFT)
        agreement.delete()
        return None
    _need(by, MANAGER, _("Only a manager may cancel a proposed contract."))
    _lock(agreement, AgreementStatus.PROPOSED)
    return _cancel(agreement, "agreement.cancelled", by)


def may_sign(by: User, side: str) -> None:
    """Raise NotAllowed unless this person may sign for that side, Incomplete for no such side."""
    if side not in Side.values:
        raise Incomplete(fields={"side": _("Choose marketing, sales or direction.")})
    if not can_sign(by, side):
        if side == Side.DIRECTION:
            raise NotAllowed(_("Only the direction signs as a witness."))
        text = _("Only a manager of {team} signs for {team}.")
        raise NotAllowed(text.format(team=TeamKind(side).label))


def can_sign(person: User, side: str) -> bool:
    """A manager for a team of theirs (two, for who holds both roles); the direction as witness."""
    if side == Side.DIRECTION:
        return person.is_direction
    return person.is_manager and side in person.kinds


@transaction.atomic
def activate_due(today: date) -> list[Agreement]:
    """Put signed versions in force whose day has come, oldest first; run twice it does nothing."""
    due = Agreement.objects.filter(status=AgreementStatus.SIGNED, effective_on__lte=today)
    return [_activate(agreement) for agreement in due.order_by("effective_on", "number")]


def digest_of(agreement: Agreement) -> str:
    """A fingerprint of what is signed: goals, note, ideal customer and every line.

    Not of the day: who signs late signs for the day of the last signature.
    """
    lines = agreement.commitments.order_by("promise", "tier")
    content = {
        "number": agreement.number,
        "goals": [_plain(agreement.goal_revenue), agreement.goal_opportunities],
        "note": agreement.note,
        "icp": agreement.icp_version.number if agreement.icp_version else None,
        "lines": [
            [line.promise, line.tier, *(_plain(getattr(line, name)) for name in FIELDS)]
            for line in lines
        ],
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """12000 and 12000.00 are the same goal."""
    return value if value is None or isinstance(value, int) else f"{value:.3f}"


def _agree(agreement: Agreement, today: date) -> None:
    assert agreement.effective_on
    agreement.effective_on = max(agreement.effective_on, today)
    agreement.status = AgreementStatus.SIGNED
    agreement.save(update_fields=["effective_on", "status"])
    if agreement.effective_on <= today:
        _activate(agreement)


def _activate(agreement: Agreement) -> Agreement:
    assert agreement.effective_on
    before = Agreement.objects.in_force().first()
    if before:
        before.status, before.ends_on = AgreementStatus.SUPERSEDED, agreement.effective_on - DAY
        before.save(update_fields=["status", "ends_on"])
    agreement.status = AgreementStatus.ACTIVE
    agreement.save(update_fields=["status"])
    everybody = User.objects.active().of_kind(*TeamKind.values)
    _tell(
        "agreement.activated",
        agreement,
        None,
        to=everybody,
        before=before.number if before else None,
    )
    return agreement


def _cancel(agreement: Agreement, verb: str, by: User, **facts: Any) -> Agreement:
    agreement.status, agreement.cancelled_at = AgreementStatus.CANCELLED, timezone.now()
    agreement.save(update_fields=["status", "cancelled_at"])
    _tell(verb, agreement, by, **facts)
    return agreement


def _copy_of(like: Agreement | None, by: User | None) -> Agreement:
    last = Agreement.objects.aggregate(last=Max("number"))["last"] or 0
    draft = Agreement(number=last + 1, created_by=by)
    if like:
        draft.goal_revenue, draft.goal_opportunities = like.goal_revenue, like.goal_opportunities
    draft.save(force_insert=True)
    names = ("promise", "tier", "position", *FIELDS)
    lines = like.commitments.all() if like else []
    Commitment.objects.bulk_create(
        Commitment(agreement=draft, **{name: getattr(line, name) for name in names})
        for line in lines
    )
    return draft


def _newest_agreed() -> Agreement | None:
    agreed = (AgreementStatus.SIGNED, AgreementStatus.ACTIVE)
    return Agreement.objects.filter(status__in=agreed).order_by("-number").first()


def _check_start(draft: Agreement, today: date | None = None) -> None:
    day = draft.effective_on
    if day is None:
        return
    if day < (today or local_date(timezone.now())):
        raise Incomplete(fields={"effective_on": _("A contract starts today or later.")})
    agreed = Agreement.objects.filter(
        status__in=(AgreementStatus.ACTIVE, AgreementStatus.SIGNED)
    ).aggregate(last=Max("effective_on"))["last"]
    if agreed and day <= agreed:
        text = _("The version before starts on {day}: choose a later day.")
        problem = text.format(day=agreed.strftime("%d/%m/%Y"))
        raise Incomplete(fields={"effective_on": problem})


def _lock(agreement: Agreement, *statuses: str) -> None:
    """Lock the row for this transaction, or raise Conflict when it has moved on."""
    found = Agreement.objects.filter(pk=agreement.pk, status__in=statuses)
    if not found.update(status=F("status")):
        raise Conflict(_("This version has moved on in the meantime."))
    agreement.refresh_from_db(fields=["status"])


def _need(by: User | None, right: Any, text: Any) -> None:
    """None is the system: commands and the demo."""
    if by is not None and not right.holds(by):
        raise NotAllowed(text)


def _tell(
    verb: str,
    agreement: Agreement,
    by: User | None,
    to: models.QuerySet | None = None,
    **facts: Any,
) -> None:
    """Write it in the journal for those who sign, or for whom it starts."""
    if to is None:
        signers = models.Q(is_manager=True) | models.Q(team__kind=TeamKind.DIRECTION)
        to = User.objects.active().filter(signers, team__isnull=False)
    record(
        verb,
        actor=by,
        target=agreement,
        number=agreement.number,
        effective_on=str(agreement.effective_on),
        tell=sorted(to.values_list("pk", flat=True)),
        **facts,
    )
