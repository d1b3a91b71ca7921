"""The meetings of both teams: set up, planned, shown full screen, ended."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.people.actor import actor
from alignment.rituals import agenda, calendars, meetings, selectors
from alignment.rituals.choices import Presence, State
from alignment.rituals.forms import BeginForm, CancelForm, DecideForm, MoveForm
from alignment.rituals.models import Meeting, Ritual
from alignment.web.policies import MEMBER, OPERATOR, allow
from alignment.web.toasts import say

PAST = 6


@allow(MEMBER)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The rituals, their next meetings and how regularly they were held."""
    rows = selectors.rituals_shown()
    shown = [selectors.rhythm(ritual, timezone.now(), PAST) for ritual in rows]
    missing = selectors.missing_kinds(rows)
    return render(request, "rituals/home.html", {"rituals": shown, "missing": missing})


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Set up a ritual; one click takes the proposed day and hour."""
    initial = {"kind": request.GET.get("kind", "")}
    form = BeginForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.saved(lambda **values: meetings.begin(by=actor(request), **values)):
        say(request, _("The first meeting is planned."))
        return redirect("rituals:home")
    return render(request, "rituals/change.html", {"form": form}, status=form.status)


@allow(OPERATOR)
@require_POST
def pause(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Rest, or go on (`paused` 1 or 0)."""
    ritual = get_object_or_404(Ritual, public_id=public_id)
    meetings.set_paused(ritual, by=actor(request), paused=request.POST.get("paused") == "1")
    return redirect("rituals:home")


@allow(MEMBER)
@require_safe
def meeting(request: HttpRequest, public_id: Any) -> HttpResponse:
    """One meeting: when, who leads, and once held its minutes."""
    return render(request, "rituals/meeting.html", {"meeting": _meeting(public_id)})


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Hold it at another time."""
    row = _meeting(public_id)
    initial = {"to": timezone.localtime(row.planned_at)}
    form = MoveForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.saved(lambda **v: meetings.move(row, by=actor(request), **v)):
        return redirect(row)
    context = {"form": form, "meeting": row, "verb": _("Move")}
    return render(request, "rituals/change.html", context, status=form.status)


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Call it off in a word."""
    row = _meeting(public_id)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.saved(lambda **v: meetings.cancel(row, by=actor(request), **v)):
        return redirect("rituals:home")
    context = {"form": form, "meeting": row, "verb": _("Call off")}
    return render(request, "rituals/change.html", context, status=form.status)


@allow(OPERATOR)
@require_POST
def start(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Open the meeting, or join the one under way."""
    row = meetings.start(_meeting(public_id), by=actor(request))
    return redirect("rituals:show", row.public_id, 1)


@allow(MEMBER)
@require_safe
def show(request: HttpRequest, public_id: Any, number: int) -> HttpResponse:
    """One card of the snapshot, full screen; the last card says who is here and ends it."""
    row = _meeting(public_id)
    _known_card(row, number)
    return _card(request, row, number, DecideForm())


@allow(OPERATOR)
@require_POST
def decide(request: HttpRequest, public_id: Any, number: int) -> HttpResponse:
    """Note a decision on a card."""
    row, form = _meeting(public_id), DecideForm(request.POST)
    _known_card(row, number)
    item = row.snapshot[number - 1]["key"] if number <= len(row.snapshot) else ""
    noted = form.saved(lambda **v: meetings.decide(row, by=actor(request), item=item, **v))
    if noted:
        return redirect("rituals:show", row.public_id, number)
    return _card(request, row, number, form)


@allow(OPERATOR)
@require_POST
def end(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Note who came, close the meeting and send the minutes."""
    row = _meeting(public_id)
    here: list[Any] = []
    away: list[Any] = []
    for person in row.ritual.invited.all():
        said = request.POST.get(f"p-{person.public_id}")
        if said in Presence.values:
            (here if said == Presence.PRESENT else away).append(person)
    by = actor(request)
    with transaction.atomic():  # refused, nothing of it stays
        meetings.attend(row, by=by, present=here, excused=away)
        meetings.end(row, by=by)
    say(request, _("The minutes are on their way."))
    return redirect(row)


@allow(MEMBER)
@require_safe
def invitation(request: HttpRequest, public_id: Any) -> HttpResponse:
    """The meeting for a calendar; called off, it takes itself out."""
    answer = HttpResponse(calendars.invitation(_meeting(public_id)), content_type="text/calendar")
    answer["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return answer


def _card(request: HttpRequest, row: Meeting, number: int, form: DecideForm) -> HttpResponse:
    if row.state not in (State.RUNNING, State.HELD):
        return redirect(row)
    last = len(row.snapshot) + 1
    card = row.snapshot[number - 1] if number < last else None
    decisions = row.decisions.prefetch_related("actions__owner")
    running = row.state == State.RUNNING
    if card and running:
        card = {**card, "rows": agenda.acts_on(card, actor(request), request.path)}
    context = {
        "meeting": row, "card": card, "number": number, "last": last, "form": form,
        "previous": number - 1, "next": number + 1 if number < last else 0,
        "decisions": decisions.filter(item=card["key"]) if card else decisions,
        "people": [] if card else row.ritual.invited.select_related("team"),
        "running": running,
    }  # fmt: skip
    return render(request, "rituals/show.html", context, status=form.status)


def _known_card(row: Meeting, number: int) -> None:
    """The cards of the snapshot from 1, and the last one that ends the meeting."""
    if not 1 <= number <= len(row.snapshot) + 1:
        raise Http404


def _meeting(public_id: Any) -> Meeting:
    rows = Meeting.objects.select_related("ritual", "facilitator")
    return get_object_or_404(rows, public_id=public_id)
