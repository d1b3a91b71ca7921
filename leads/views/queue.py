"""« To do »: what waits for the person who opens it."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from alignment.people.actor import actor
from alignment.people.models import User
from alignment.web.figures import number
from alignment.web.htmx import render_part
from alignment.web.policies import MEMBER, allow
from leads.selectors import queues
from leads.selectors.queues import MINE, TABS, TEAM, Load, Waiting

TAB_LABELS = {
    "all": lambda: _("All"),
    "late": lambda: _("Late"),
    "hour": lambda: _("Under 1 h"),
    "today": lambda: _("Later today"),
}
LONGEST_SEARCH = 100


@allow(MEMBER)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Everything that waits, by section; deadlines first. `tab`, `scope` and `q` narrow it.

    `more` names sections to show more of.
    """
    user = actor(request)
    tab = request.GET.get("tab", "all")
    tab = tab if tab in TABS else "all"
    scope = _scope(request)
    words = request.GET.get("q", "")[:LONGEST_SEARCH]
    opened = request.GET.getlist("more")
    sections = queues.sections_for(user, scope=scope, tab=tab, words=words, opened=opened)
    load = queues.load_of(user, scope=scope, words=words)
    if words or tab != "all":
        waiting = queues.waiting(user, scope=scope)
    else:
        waiting = queues.waiting_in(sections.values())
    everything = queues.load_of(user, scope=scope) if words else load
    context = {
        "decide": sections.get("decide"),
        "first": [s for key, s in sections.items() if key == "rule" and s.rows],
        "others": [s for key, s in sections.items() if key not in ("decide", "rule") and s.rows],
        "is_empty": not any(section.rows for section in sections.values()),
        "tabs": [(key, TAB_LABELS[key](), load.of(key)) for key in TABS],
        "tab": tab,
        "scope": scope,
        "words": words,
        "narrowed": bool(words) or tab != "all",
        "may_see_team": queues.may_see_team(user),
        "sentence": sentence(user, scope, everything, waiting),
        "page_url": request.get_full_path(),
    }
    return render_part(request, "leads/queue.html", "leads/_queue.html", context)


def _scope(request: HttpRequest) -> str:
    """Direction looks at everybody's work unless it asks for its own."""
    user = actor(request)
    default = TEAM if user.is_direction and not (user.is_sales or user.is_marketing) else MINE
    asked = request.GET.get("scope", default)
    return asked if asked in (MINE, TEAM) and queues.may_see_team(user) else default


def sentence(user: User, scope: str, load: Load, waiting: Waiting) -> str:
    """What waits, in one sentence; the number beside the menu entry is always its first."""
    if scope == MINE:
        return _whole(waiting, load, _mine(waiting.answers))
    mine = _mine(queues.waiting_for(user))
    if not (waiting.answers or waiting.others):
        return _("{mine}.").format(mine=mine)
    answers = ngettext("{n} waits for an answer", "{n} wait for an answer", waiting.answers)
    everybody = _whole(waiting, load, answers.format(n=number(waiting.answers)))
    return _("{mine}. Everybody’s: {everybody}").format(mine=mine, everybody=everybody)


def _mine(count: int) -> str:
    if not count:
        return _("Nothing waits for your answer")
    text = ngettext("{n} waits for your answer", "{n} wait for your answer", count)
    return text.format(n=number(count))


def _whole(waiting: Waiting, load: Load, answers: str) -> str:
    """« 17 wait for your answer (3 late, 2 within the hour), 71 other things to do. »."""
    parts = [answers]
    if hurry := _hurry(load):
        parts = [_("{answers} ({hurry})").format(answers=answers, hurry=hurry)]
    if waiting.others:
        text = ngettext("{n} other thing to do", "{n} other things to do", waiting.others)
        parts.append(text.format(n=number(waiting.others)))
    return _("{things}.").format(things=", ".join(parts))


def _hurry(load: Load) -> str:
    """What is late and what is to decide within the hour."""
    parts = []
    if load.late:
        parts.append(ngettext("{n} late", "{n} late", load.late).format(n=number(load.late)))
    if load.hour:
        text = ngettext("{n} to decide within the hour", "{n} to decide within the hour", load.hour)
        parts.append(text.format(n=number(load.hour)))
    return ", ".join(parts)
