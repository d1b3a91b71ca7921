"""The card of a feedback, the list of what one still owes, and what was said about a lead."""

import json
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.people.actor import actor
from alignment.people.models import User
from alignment.web import toasts
from alignment.web.errors import NotAllowed, Refused
from alignment.web.htmx import wants_part
from alignment.web.policies import MEMBER, OPERATOR, allow
from leads.models import Lead
from sla import answers, weekly
from sla import feedback as cards
from sla.forms import feedback as taps
from sla.models import Feedback, WeeklyNote
from sla.selectors import cards as shown
from sla.selectors import feedback as selectors
from sla.selectors import known

CHANGED = "feedback-changed"


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest, public_id: Any) -> HttpResponse:
    """One card: what is asked, and each tap on it."""
    row = _feedback(public_id)
    cards.require_giver(row, actor(request))
    if request.method != "POST":
        return _card(request, row)
    try:
        _keep(request, row)
    except NotAllowed:
        raise
    except Refused as refused:
        return _card(request, row, refused=refused)
    if "close" in request.POST:
        return _closed(request)
    if wants_part(request):
        return _card(request, _feedback(public_id))
    return redirect("sla:feedback_card", row.public_id)


@allow(OPERATOR)
@require_POST
def later(request: HttpRequest, public_id: Any) -> HttpResponse:
    """« Later », once: the card comes back in the list and in the note of the week."""
    cards.postpone(_feedback(public_id), by=actor(request))
    toasts.say(request, _("Later: it waits under “Feedback to give”."))
    return _closed(request)


@allow(MEMBER)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What the person still owes, the soonest first; on « To do » the first of it."""
    waiting = selectors.waiting_for(actor(request))
    part = wants_part(request)
    rows = list(waiting[: selectors.SHOWN_ON_QUEUE + 1] if part else waiting[:200])
    context = {
        "rows": rows[: selectors.SHOWN_ON_QUEUE] if part else rows,
        "more": len(rows) > selectors.SHOWN_ON_QUEUE,
        "changes": selectors.changes_of(actor(request)),
        "in_part": part,
    }
    template = "sla/_mine.html" if part else "sla/mine.html"
    return _apart(render(request, template, context))


@allow(MEMBER)
@require_safe
def now(request: HttpRequest) -> HttpResponse:
    """The card that came up with what the person just did; nothing when nothing did."""
    row = selectors.just_asked(actor(request))
    context = _context(request, row) | {"docked": True} if row else {}
    return _apart(render(request, "sla/_now.html", context))


@allow(MEMBER)
@require_safe
def of_lead(request: HttpRequest, public_id: Any) -> HttpResponse:
    """What was asked and said about a lead, as a part of its page."""
    lead = get_object_or_404(Lead.objects.with_people(), public_id=public_id)
    user = actor(request)
    rows = selectors.of_lead(lead)
    open_ = next((row for row in rows if not row.done_at and _may(row, user)), None)
    context = {
        "lead": lead,
        "rows": [row for row in rows if row.first_saved_at and row is not open_],
        "may_answer": answers.may_answer(user),
        "in_part": wants_part(request),
        **(_context(request, open_) if open_ else {}),
    }
    template = "sla/_of_lead.html" if wants_part(request) else "sla/of_lead.html"
    return _apart(render(request, template, context))


@allow(MEMBER)
@require_safe
def known_of_lead(request: HttpRequest, public_id: Any) -> HttpResponse:
    """What marketing knows that helps to sell, as a part of the page of the lead."""
    lead = get_object_or_404(Lead.objects.with_people(), public_id=public_id)
    context = {"lead": lead, "known": known.of_lead(lead)}
    template = "sla/_known.html" if wants_part(request) else "sla/known.html"
    return _apart(render(request, template, context))


@allow(MEMBER)
@require_safe
def week(request: HttpRequest, public_id: Any) -> HttpResponse:
    """One's own note of a week: leads that reacted, feedback owed, what one's feedback changed."""
    note = get_object_or_404(WeeklyNote, public_id=public_id, user=actor(request))
    context = {
        "note": note,
        "reactions": weekly.reactions_of(note),
        "rows": list(selectors.waiting_for(actor(request))[: selectors.SHOWN_ON_QUEUE]),
        "changes": selectors.changes_of(actor(request)),
        "messages_of_all": known.reactions_of_all(),
    }
    return render(request, "sla/week.html", context)


@transaction.atomic
def _keep(request: HttpRequest, row: Feedback) -> None:
    """Read the tap against the row as it is now: two quick ones must not undo each other."""
    locked = Feedback.objects.select_for_update(of=("self",)).get(pk=row.pk)
    said = taps.fields_of(locked, request.POST)
    if said:
        cards.give(locked, by=actor(request), opened_at=taps.opened_at(request.POST), **said)


def _card(request: HttpRequest, row: Feedback, refused: Refused | None = None) -> HttpResponse:
    context = _context(request, row) | {
        "docked": "docked" in request.POST,
        "folded": "docked" in request.POST and row.done_at and "was_done" not in request.POST,
        "unfolded": "was_done" in request.POST,
        "refused": refused,
        "problems": refused.fields if refused else {},
    }
    status = refused.status if refused else 200
    template = "sla/_card.html" if wants_part(request) else "sla/card.html"
    response = render(request, template, context, status=status)
    if request.method == "POST":
        response["HX-Trigger"] = json.dumps({CHANGED: True})
    return _apart(response)


def _context(request: HttpRequest, row: Feedback) -> dict[str, Any]:
    opened = request.POST.get("opened") or timezone.now().isoformat()
    return {"card": shown.card_of(row), "feedback": row, "opened": opened}


def _closed(request: HttpRequest) -> HttpResponse:
    if not wants_part(request):
        return redirect("sla:feedback_mine")
    response = HttpResponse(render_to_string("components/toasts.html", {"oob": True}, request))
    response["HX-Trigger"] = json.dumps({CHANGED: True})
    return response


def _may(row: Feedback, user: User) -> bool:
    return cards.may_give(row, user)


def _feedback(public_id: Any) -> Feedback:
    return get_object_or_404(
        selectors.with_lead(Feedback.objects.filter(cancelled_at__isnull=True)),
        public_id=public_id,
    )


def _apart(response: HttpResponse) -> HttpResponse:
    """Parts and pages share their address: no cache may mix them up."""
    patch_vary_headers(response, ["HX-Request"])
    return response
