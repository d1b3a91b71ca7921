"""Pages of the evidence: what buys, suggested weights, calibration, and the rows behind."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alignment.people.actor import actor
from alignment.vision.selectors import criteria_of, draft_version, in_force_version, pending_version
from alignment.web.htmx import render_part
from alignment.web.paging import keyset_page
from alignment.web.policies import MEMBER, OPERATOR, allow
from alignment.web.toasts import say
from dashboards import page as shared
from dashboards.proof import drafting, grades, selectors
from dashboards.proof.maths import Strength
from dashboards.proof.models import Evidence, Outcome, Suggestion

ROWS_PER_PAGE = 50
# The best proven first.
STRENGTHS = list(Strength)


@allow(MEMBER)
@require_safe
def buys(request: HttpRequest) -> HttpResponse:
    """What we aim at beside what buys: inside and outside each criterion, over twelve months."""
    version = in_force_version()
    lines = selectors.lines_of(criteria_of(version)) if version else []
    measured = next((line.accepted for line in lines if line.accepted), None)
    context = {
        "version": version,
        "lines": lines,
        "measured": measured,
        "tighten": selectors.to_tighten(lines),
        "missing": [line for line in lines if line.missing],
    }
    return render(request, "proof/buys.html", context)


@allow(MEMBER)
@require_safe
def weights(request: HttpRequest) -> HttpResponse:
    """Weights that the verdicts suggest, each with its sentence, sample and back-test."""
    found = selectors.suggestions()
    samples = selectors.samples_of(found)
    cards = [
        {
            "suggestion": each,
            "sentence": drafting.sentence_of(each),
            "moved": samples[each.pk],
            "fewer": each.before_n - each.after_n,
            "more": each.after_n - each.before_n,
        }
        for each in sorted(found, key=lambda each: STRENGTHS.index(each.strength))
    ]
    context = {"cards": cards, "version": in_force_version(), "pending": pending_version()}
    return render(request, "proof/weights.html", context | {"draft": draft_version()})


@allow(OPERATOR)
@require_POST
def weight_draft(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Write a suggestion into the draft."""
    suggestion = get_object_or_404(
        Suggestion.objects.select_related("criterion"), public_id=public_id
    )
    draft = drafting.draft_from(suggestion, by=actor(request))
    say(request, _("Written in the draft of version {number}.").format(number=draft.number))
    return redirect("vision:icp_edit")


@allow(MEMBER)
@require_safe
def calibration(request: HttpRequest) -> HttpResponse:
    """Whether leads graded A are really accepted more than B, and B more than C."""
    return render(request, "proof/calibration.html", {"report": grades.report()})


@allow(MEMBER)
@require_safe
def evidence(request: HttpRequest, public_id: Any) -> HttpResponse:
    """The hand-overs or deals behind one figure."""
    found = get_object_or_404(Evidence, public_id=public_id)
    side, answer = request.GET.get("side", "with"), request.GET.get("answer", "all")
    if side not in selectors.SIDES or answer not in selectors.ANSWERS:
        raise Http404
    rows = selectors.rows_of(found, side, answer)
    shown = shared.ROWS[rows.model]
    listed = keyset_page(
        rows.select_related(*shown.related), order=[shown.order],
        cursor=request.GET.get("cursor", ""), size=ROWS_PER_PAGE,
    )  # fmt: skip
    context = {
        "evidence": found, "page": listed, "kind": shown.kind, "total": shared.counted(rows),
        "parts": _parts(found, side, answer), "side": side,
    }  # fmt: skip
    return render_part(request, "proof/rows.html", "dashboards/_rows.html", context)


def _parts(found: Evidence, side: str, answer: str) -> list[dict[str, Any]]:
    """The other lists of the same figure, as links."""
    is_won = found.outcome == Outcome.WON
    sides = {"with": _("With"), "without": _("Without"), "unknown": _("Not known")}
    answers = {
        "all": _("All"),
        "yes": _("Won") if is_won else _("Accepted"),
        "no": _("Lost") if is_won else _("Rejected"),
    }
    if not is_won:
        answers["off"] = _("Off target")
    return [
        {"label": label, "url": f"?side={key}&answer={answer}", "current": key == side}
        for key, label in sides.items()
    ] + [
        {"label": label, "url": f"?side={side}&answer={key}", "current": key == answer}
        for key, label in answers.items()
    ]
