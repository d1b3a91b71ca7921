"""What people ask about their data: written down, answered within a month, told in time."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.journal.models import Event
from alignment.people.models import User
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads.choices import RightKind
from leads.models import Contact, RightsRequest
from leads.privacy.retention import require_keeper

MONTHS = 1
MORE_MONTHS = 2
# Who keeps the register hears of a request so many days before its last day.
NOTICE_DAYS = 7


def log_request(
    *,
    kind: str,
    by: User,
    contact: Contact | None = None,
    who: str = "",
    via: str = "",
    note: str = "",
    received_on: date | None = None,
) -> RightsRequest:
    """Write down what somebody asks; the answer is due in one month (article 12).

    Anybody of either team may: a request is made to whoever picks up the phone. Raises Incomplete.
    """
    _require_operator(by)
    day = received_on or timezone.localdate()
    wrong: dict[str, Any] = {}
    if kind not in RightKind.values:
        wrong["kind"] = _("Not one of the choices.")
    if contact is None and not who.strip():
        wrong["who"] = _("Say who asks.")
    if day > timezone.localdate() or day.year < 2018:
        wrong["received_on"] = _("This day cannot be meant.")
    if wrong:
        raise Incomplete(fields=wrong)
    with transaction.atomic():
        row = RightsRequest.objects.create(
            kind=kind,
            contact=contact,
            who=who.strip() or (contact.full_name if contact else ""),
            via=via.strip(),
            note=note.strip(),
            received_on=day,
            due_on=months_after(day, MONTHS),
        )
        journal.record("rights.requested", actor=by, target=row, kind=kind)
    return row


def extend(request: RightsRequest, *, by: User, why: str) -> RightsRequest:
    """Two more months, once, with the reason that the person is told (article 12.3)."""
    require_keeper(by)
    if not why.strip():
        raise Incomplete(fields={"extended_because": _("Required.")})
    with transaction.atomic():
        row = _open(request)
        if row.extended_because:
            raise Conflict(_("This request was prolonged once already."), code="already_extended")
        row.extended_because = why.strip()[:300]
        row.due_on = months_after(row.received_on, MONTHS + MORE_MONTHS)
        row.save(update_fields=["extended_because", "due_on"])
        journal.record("rights.extended", actor=by, target=row)
    request.refresh_from_db()
    return request


def close(request: RightsRequest, *, by: User, outcome: str) -> RightsRequest:
    """Note what was answered, today."""
    require_keeper(by)
    if not outcome.strip():
        raise Incomplete(fields={"outcome": _("Required.")})
    with transaction.atomic():
        row = _open(request)
        row.outcome = outcome.strip()[:300]
        row.closed_on = timezone.localdate()
        row.handled_by = by
        row.save(update_fields=["outcome", "closed_on", "handled_by"])
        journal.record("rights.answered", actor=by, target=row)
    request.refresh_from_db()
    return request


def open_requests() -> QuerySet[RightsRequest]:
    """Those without an answer, the most urgent first."""
    return RightsRequest.objects.filter(closed_on__isnull=True).order_by("due_on", "pk")


def remind(today: date) -> int:
    """Each night: tell direction of requests with a week left, each once; returns how many."""
    keepers = [person.pk for person in User.objects.active().with_teams() if person.is_direction]
    due = open_requests().filter(due_on__lte=today + timedelta(days=NOTICE_DAYS))
    told = 0
    for request in due:
        with transaction.atomic():
            row = RightsRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
            if not Event.objects.about(row).filter(verb="rights.due").exists():
                due_on = row.due_on.isoformat()
                journal.record("rights.due", actor=None, target=row, tell=keepers, due_on=due_on)
                told += 1
    return told


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last day of a shorter month."""
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    for last in range(day.day, 27, -1):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    return date(year, month, day.day)


def _open(request: RightsRequest) -> RightsRequest:
    row = RightsRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if row.closed_on is not None:
        raise Conflict(_("This request was answered already."), code="already_answered")
    return row


def _require_operator(by: User) -> None:
    if not (by.is_marketing or by.is_sales or by.is_direction):
        raise NotAllowed
