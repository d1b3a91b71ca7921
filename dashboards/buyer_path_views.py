"""The page of the buyer's path, read and changed by both teams."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.journal.models import Event
from alignment.people.actor import actor
from alignment.vision import journey
from alignment.vision.models.journey import Actor, JourneyStage, Milestone
from alignment.web.forms import RecordForm, line, menu
from alignment.web.policies import MEMBER, OPERATOR, allow
from alignment.web.toasts import say
from dashboards.buyer_path import path

read_or_post = require_http_methods(["GET", "HEAD", "POST"])
MOST_EVENTS = 20
SENTENCES = {
    "journey.begun": gettext_lazy("the path is begun"),
    "journey.changed": gettext_lazy("« {about} » is changed"),
    "journey.moved": gettext_lazy("« {about} » is moved"),
    "journey.removed": gettext_lazy("« {about} » is taken out"),
}


def _lines(label: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, required=False, max_length=1500, widget=widget)


class StageForm(RecordForm):
    """A step of the path; one line for each moment, friction and accelerator."""

    name = line(gettext_lazy("In the buyer's words"), 80, required=True)
    question = line(gettext_lazy("What the buyer wonders"), 200)
    milestone = menu(gettext_lazy("Begins, for us, with"), Milestone.choices)
    actor = menu(gettext_lazy("Who acts"), Actor.choices, required=True)
    moments = _lines(pgettext_lazy("journey", "Key moments, one a line"))
    frictions = _lines(pgettext_lazy("journey", "What slows down, one a line"))
    accelerators = _lines(pgettext_lazy("journey", "What speeds up, one a line"))

    def __init__(self, data: Any, *, stage: JourneyStage | None) -> None:
        known: dict[str, Any] = {"actor": Actor.BOTH}
        if stage:
            known = journey.told(stage)
            known |= {name: "\n".join(known[name]) for name in journey.KINDS}
        super().__init__(data, initial=known)


@allow(MEMBER)
@require_safe
def buyer_path(request: HttpRequest) -> HttpResponse:
    """The map: each step, what was measured on the way to the next, and who changed what."""
    events = Event.objects.filter(verb__startswith="journey.").select_related("actor")
    context = {
        "steps": path(),
        "may_write": OPERATOR.holds(request.user),
        "history": [
            (event, SENTENCES[event.verb].format(about=event.facts.get("about", "")))
            for event in events.order_by("-pk")[:MOST_EVENTS]
            if event.verb in SENTENCES
        ],
    }
    return render(request, "dashboards/journey.html", context)


@allow(OPERATOR)
@require_POST
def path_begin(request: HttpRequest) -> HttpResponse:
    """Start from the five proposed steps."""
    journey.begin(by=actor(request))
    say(request, _("Five steps to begin with: make them yours."))
    return redirect("dashboards:journey")


@allow(OPERATOR)
@read_or_post
def stage_new(request: HttpRequest) -> HttpResponse:
    """Add a step at the end."""
    return _form(request, None)


@allow(OPERATOR)
@read_or_post
def stage(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Change a step."""
    return _form(request, get_object_or_404(JourneyStage, public_id=public_id))


@allow(OPERATOR)
@require_POST
def stage_move(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Move a step one place."""
    found = get_object_or_404(JourneyStage, public_id=public_id)
    journey.move(found, by=actor(request), places=-1 if request.POST.get("to") == "start" else 1)
    return redirect("dashboards:journey")


@allow(OPERATOR)
@require_POST
def stage_remove(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Take a step out."""
    journey.remove(get_object_or_404(JourneyStage, public_id=public_id), by=actor(request))
    say(request, _("The step is taken out; the history keeps it."))
    return redirect("dashboards:journey")


def _form(request: HttpRequest, found: JourneyStage | None) -> HttpResponse:
    form = StageForm(request.POST if request.method == "POST" else None, stage=found)
    if form.is_bound:
        by = actor(request)
        if form.saved(lambda **values: journey.save_stage(found, by=by, **values)):
            say(request, _("The path is saved."))
            return redirect("dashboards:journey")
    context = {"form": form, "stage": found}
    return render(request, "dashboards/journey_form.html", context, status=form.status)
