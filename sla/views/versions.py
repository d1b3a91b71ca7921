"""One version of the contract: its lines, what it changed, who signed; the acts of signing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alignment.people.actor import actor
from alignment.web.errors import Refused
from alignment.web.policies import MANAGER, MEMBER, OPERATOR, allow
from alignment.web.toasts import say
from sla import agreements
from sla.calendars import calendar_of
from sla.choices import AgreementStatus, Side
from sla.models import Agreement
from sla.selectors import versions
from sla.views.lines import columns_of


@allow(MEMBER)
@require_safe
def agreement(request: HttpRequest, number: int) -> HttpResponse:
    """One version that was proposed some day: what it says, what it changed, who signed."""
    found = _version_or_404(number)
    return _page(request, found)


@allow(MANAGER)
@require_POST
def sign(request: HttpRequest, number: int) -> HttpResponse:
    """Sign for a side; the wrong team's signature is refused on the page."""
    found, side = _version_or_404(number), request.POST.get("side", "")
    try:
        agreements.sign(found, by=actor(request), side=side)
    except Refused as refusal:
        return _page(request, _version_or_404(number), refusal)
    found.refresh_from_db()
    say(request, _said(found))
    return redirect("sla:agreement", found.number)


@allow(MANAGER)
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take a signature back before the start: the version is cancelled."""
    found, side = _version_or_404(number), request.POST.get("side", "")
    try:
        agreements.withdraw_signature(found, by=actor(request), side=side)
    except Refused as refusal:
        return _page(request, _version_or_404(number), refusal)
    say(request, _("Version {number} is cancelled.").format(number=number))
    return redirect("sla:agreement", number)


@allow(MANAGER)
@require_POST
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Give up a version that waits for signatures."""
    found = _version_or_404(number)
    try:
        agreements.cancel(found, by=actor(request))
    except Refused as refusal:
        return _page(request, _version_or_404(number), refusal)
    say(request, _("Version {number} is cancelled.").format(number=number))
    return redirect("sla:agreement", number)


@allow(OPERATOR)
@require_POST
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Start a draft with the lines of this version."""
    agreements.start_draft(by=actor(request), like=_version_or_404(number))
    return redirect("sla:draft")


def _version_or_404(number: int) -> Agreement:
    return get_object_or_404(versions.history(), number=number)


def _said(found: Agreement) -> str:
    if found.status == AgreementStatus.ACTIVE:
        return _("Signed by both: version {number} is in force.").format(number=found.number)
    if found.status == AgreementStatus.SIGNED:
        return _("Signed by both: version {number} waits for its day.").format(number=found.number)
    return _("Signed. The other side has yet to sign.")


def _page(request: HttpRequest, found: Agreement, refusal: Refused | None = None) -> HttpResponse:
    before = versions.version_before(found)
    day = calendar_of().day_minutes
    context: dict[str, Any] = {
        "agreement": found,
        "columns": columns_of(found.commitments.all(), day),
        "before": before,
        "changes": versions.changes_between(before, found, day) if before else [],
        "seats": versions.seats_of(found, actor(request)),
        "may_cancel": found.status == AgreementStatus.PROPOSED and MANAGER.holds(request.user),
        "is_cancelled": found.status == AgreementStatus.CANCELLED,
        "sides": Side,
        "error": str(refusal) if refusal else "",
    }
    status = refusal.status if refusal else 200
    return render(request, "sla/agreement.html", context, status=status)
