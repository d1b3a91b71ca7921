"""The board: the pipeline at a glance, each card with what may be done."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alignment.people.actor import actor
from alignment.web.errors import Conflict, Refused
from alignment.web.htmx import render_part, wants_part
from alignment.web.policies import MEMBER, allow
from leads.choices import Stage
from leads.models import Lead
from leads.selectors.boards import COLUMNS, SCOPES, board_for
from leads.transitions import open_to, perform
from leads.transitions.engine import known, require_right
from leads.transitions.lines import Action
from leads.transitions.table import ACTIONS
from leads.views.actions import card_stays, done

# Rare and grave actions stay on the lead's own page.
NOT_ON_CARDS = frozenset({"erase", "opt_out", "merge", "expire"})
# Which actions lead into a column, by the first stage of the column.
INTO: dict[str, tuple[str, ...]] = {
    Stage.NEW: ("nurture",),
    Stage.MQL: ("qualify",),
    Stage.PREQUAL: ("prequalify",),
    Stage.HANDED_OVER: ("hand_over", "resubmit"),
    Stage.RETURNED: ("return",),
    Stage.REJECTED: ("reject", "contest"),
    Stage.ACCEPTED: ("accept",),
    Stage.SQL: ("qualify_sql", "back_to_sql"),
    Stage.OPPORTUNITY: ("open_opportunity",),
}


@allow(MEMBER)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Open leads by stage; `scope` is mine, team or all; `more` names columns to show more of."""
    user = actor(request)
    scope = request.GET.get("scope", "all")
    scope = scope if scope in SCOPES else "all"
    columns = board_for(user, scope=scope, opened=request.GET.getlist("more"))
    for column in columns:
        for card in column.cards:
            card.actions = [
                action for action in open_to(user, card.lead) if action.name not in NOT_ON_CARDS
            ]
    labels = {"mine": _("Mine"), "team": _("My team’s"), "all": _("All")}
    context = {
        "columns": columns,
        "scopes": [(key, labels[key]) for key in SCOPES],
        "scope": scope,
        "total": sum(column.total for column in columns),
        "page_url": request.get_full_path(),
    }
    return render_part(request, "leads/board.html", "leads/_board.html", context)


@allow(MEMBER)
@require_POST
def drop(request: HttpRequest, public_id: Any) -> HttpResponse:
    """A card let go over `column`: done where nothing is to be asked, else its form is opened.

    What the pipeline does not allow is said in one sentence, and the card stays where it was.
    """
    lead = get_object_or_404(Lead.objects.with_people(), public_id=public_id)
    try:
        action = _into(lead, request.POST.get("column", ""))
        require_right(action, actor(request), lead)
        if not _asks(action, lead):
            label = str(lead)
            result = perform(lead, action.name, by=actor(request), data={})
            return done(request, action, lead, result, label)
    except Refused as refused:
        return card_stays(refused)
    url = reverse("leads:act", args=[public_id, action.name])
    if not wants_part(request):
        return HttpResponseRedirect(url)
    response = HttpResponse()
    response.headers["HX-Reswap"] = "none"
    response.headers["HX-Trigger"] = json.dumps({"open-dialog": {"url": url}})
    return response


def _into(lead: Lead, column: str) -> Action:
    """The action that brings this lead into the column; Conflict where none does."""
    for name in INTO.get(column, ()):
        if lead.stage in ACTIONS[name].sources:
            return ACTIONS[name]
    stages = next((stages for _side, stages in COLUMNS if stages[0] == column), ())
    raise Conflict(
        _("A lead at “{stage}” does not go to “{column}” from here.").format(
            stage=Stage(lead.stage).label,
            column=" / ".join(str(stage.label) for stage in stages) or "—",
        ),
        code="wrong_stage",
    )


def _asks(action: Action, lead: Lead) -> bool:
    """Whether the action needs facts that the lead does not carry yet."""
    return any(field.required and not known(lead, field.known_as) for field in action.fields)
