"""The board: the pipeline at a glance, each card with what may be done."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alignment.people.actor import actor
from alignment.web.htmx import render_part
from alignment.web.policies import MEMBER, allow
from leads.selectors.boards import SCOPES, board_for
from leads.transitions import open_to

# Rare and grave actions stay on the lead's own page.
NOT_ON_CARDS = frozenset({"erase", "opt_out", "merge", "expire"})


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
