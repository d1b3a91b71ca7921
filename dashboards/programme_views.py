"""Pages of the programme that need the leads' own numbers: wins, benefits, the leader's page."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alignment.people.actor import actor
from alignment.people.choices import TeamKind
from alignment.web.business_days import today
from alignment.web.policies import DIRECTION, MEMBER, allow
from alignment.web.toasts import say
from dashboards import benefits, quarter_hour, relapse, wins


@allow(MEMBER)
@require_safe
def shared_wins(request: HttpRequest) -> HttpResponse:
    """What both teams won together; `deal` shows the card of one won deal, however old."""
    person, asked = actor(request), _uuid(request.GET.get("deal", ""))
    teams = [(team, TeamKind(team).label) for team in wins.other_teams(person)]
    card = wins.card_of(asked) if asked else None
    cards = ([card] if card else []) if asked else wins.cards()
    context = {"cards": cards, "teams": teams, "me": person, "asked": asked}
    return render(request, "programme/wins.html", context)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@allow(MEMBER)
@require_POST
def win_post(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Say it in the channels."""
    wins.post(_card(public_id), by=actor(request))
    say(request, _("Posted: both teams read it."))
    return redirect(_place(public_id))


@allow(MEMBER)
@require_POST
def win_thank(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Thank the other team."""
    asked = request.POST
    team, text = asked.get("team", ""), asked.get("text", "")
    wins.thank(_card(public_id), by=actor(request), team=team, text=text)
    say(request, _("Your thanks are on the card."))
    return redirect(_place(public_id))


@allow(MEMBER)
@require_safe
def what_changed(request: HttpRequest) -> HttpResponse:
    """Cycle, conversion, speed and acceptance now, against the company's own beginning."""
    return render(request, "programme/benefits.html", {"found": benefits.comparison()})


@allow(DIRECTION)
@require_safe
def my_quarter_hour(request: HttpRequest) -> HttpResponse:
    """What only the leader can unblock this week."""
    person, now = actor(request), timezone.now()
    nudge = relapse.latest(today())
    context = {
        "points": quarter_hour.points(person, now),
        "rulings": quarter_hour.rulings(),
        "balance": quarter_hour.balance(now),
        "sign": nudge[1] if nudge else None,
        "attendance": quarter_hour.attendance(person, now),
    }
    return render(request, "programme/quarter_hour.html", context)


def _card(public_id: Any) -> wins.Card:
    card = wins.card_of(public_id)
    if card is None:
        raise Http404
    return card


def _place(public_id: Any) -> str:
    return f"{reverse('dashboards:wins')}#win-{public_id}"
