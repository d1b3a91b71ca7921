"""The diagnostic and the pulse: asked, answered unseen, read once the round is closed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.people.actor import actor
from alignment.people.choices import TeamKind
from alignment.programme import facts, results, rounds, starting
from alignment.programme.choices import Mode, RoundKind
from alignment.programme.forms.rounds import AnswerForm
from alignment.programme.models import Round
from alignment.programme.questions import MEASURED
from alignment.programme.radar import radar
from alignment.web.business_days import today
from alignment.web.charts import Curve
from alignment.web.policies import MANAGER, MEMBER, allow
from alignment.web.toasts import say


@allow(MEMBER)
@require_safe
def diagnostic(request: HttpRequest) -> HttpResponse:
    """What both teams see: the open round, and the last closed one with the widest gaps first."""
    context = _page_of(RoundKind.DIAGNOSTIC, request)
    last = context["last"]
    measured = facts.facts()
    context |= {
        "costs": facts.costs(),
        "facts": measured,
        "rows": [(line, measured.get(line.key)) for line in last.to_discuss] if last else [],
        "unmeasured": [measured[key] for key in MEASURED if key in measured] if not last else [],
        "radar": radar(last.dimensions) if last else None,
        "promises": starting.promises_of(last.lines) if last else [],
    }
    return render(request, "programme/diagnostic.html", context)


@allow(MEMBER)
@require_safe
def pulse(request: HttpRequest) -> HttpResponse:
    """How working together feels from month to month, and what stands in the way."""
    context = _page_of(RoundKind.PULSE, request)
    context["curves"] = _curves(context["history"])
    return render(request, "programme/pulse.html", context)


@allow(MANAGER)
@require_POST
def open_round(request: HttpRequest, kind: str) -> HttpResponse:
    """Put the questions to everybody."""
    together = request.POST.getlist("together")
    rounds.open_round(RoundKind(kind), by=actor(request), together=together)
    say(request, _("Everybody has been asked."))
    return redirect(f"programme:{kind}")


@allow(MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, public_id: Any) -> HttpResponse:
    """The questions of a round, one tap each; what was answered is never shown again."""
    round_, person = get_object_or_404(Round, public_id=public_id), actor(request)
    together = round_.mode_of(person.team_kind) == Mode.TOGETHER
    given = round_.team_answers.filter(team=person.team_kind).first() if together else None
    form = AnswerForm(
        request.POST if request.method == "POST" else None, round_=round_, given=given
    )
    if form.is_bound and form.saved(
        lambda **values: rounds.answer(round_, by=person, **values) or True
    ):
        say(request, _("Thank you. The results can be read once the round is closed."))
        return redirect(f"programme:{round_.kind}")
    context = {
        "form": form,
        "round": round_,
        "together": together,
        "may_answer": rounds.may_answer(round_, person),
        "is_pulse": round_.kind == RoundKind.PULSE,
    }
    return render(request, "programme/answer.html", context, status=form.status)


@allow(MANAGER)
@require_POST
def close(request: HttpRequest, public_id: Any) -> HttpResponse:
    """End a round before its last day."""
    round_ = rounds.close(get_object_or_404(Round, public_id=public_id), by=actor(request))
    say(request, _("The round is closed: here is what it says."))
    return redirect(f"programme:{round_.kind}")


def _page_of(kind: RoundKind, request: HttpRequest) -> dict[str, Any]:
    """What both pages show: the round that is open, and those that are over."""
    person = actor(request)
    now = results.open_round_of(kind, today())
    past = results.history(kind)
    return {
        "kind": kind,
        "open": now,
        "may_answer": bool(now and rounds.may_answer(now, person)),
        "together": bool(now and now.mode_of(person.team_kind) == Mode.TOGETHER),
        "taken_part": now.answered.count() if now else 0,
        "history": past,
        "last": past[-1] if past else None,
        "before": past[-2] if len(past) > 1 else None,
        "may_open": MANAGER.holds(person),
        "small": [(team, TeamKind(team).label, n) for team, n in rounds.small_teams().items()],
    }


def _curves(past: list[results.Results]) -> list[tuple[str, Curve]]:
    """One line a question over the rounds, of the company."""
    if len(past) < 2:
        return []
    days = [found.round.opens_on for found in past]
    found = []
    for index, line in enumerate(past[-1].lines):
        values = [each.lines[index].level for each in past]
        found.append(
            (str(line.label), Curve(days, values, "count", str(line.label), by_month=True))
        )
    return found
