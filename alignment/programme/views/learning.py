"""The programme: immersions, trainings, pairs and joint projects."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.people.actor import actor
from alignment.people.choices import TeamKind
from alignment.programme import facts, learning, selectors
from alignment.programme.forms import learning as forms
from alignment.programme.models import Immersion, Milestone, Pair, Project, Training
from alignment.web.business_days import local_date, today
from alignment.web.errors import Incomplete
from alignment.web.forms import RecordForm
from alignment.web.policies import MEMBER, allow
from alignment.web.toasts import say

read_or_post = require_http_methods(["GET", "HEAD", "POST"])
PROPOSED = 6
SOON = timedelta(days=7)


@allow(MEMBER)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is planned and what was done, counted by team and never ranked."""
    person, day = actor(request), today()
    planned, reported = selectors.immersions()
    meetings = facts.meetings_named([row.meeting for row in planned if row.meeting])
    taken = {row.meeting for row in planned if row.guest_id == person.pk}
    context = {
        "coverage": [(TeamKind(each.team).label, each) for each in selectors.coverage(day)],
        "planned": [(row, meetings.get(row.meeting) if row.meeting else None) for row in planned],
        "reported": reported[:PROPOSED],
        "proposals": _proposals(person, taken),
        "trainings": selectors.trainings(),
        "pairs": [(pair, selectors.needs_a_date(pair, day)) for pair in selectors.open_pairs()],
        "projects": selectors.projects(),
        "today": day,
        "me": person,
    }
    return render(request, "programme/home.html", context)


@allow(MEMBER)
@read_or_post
def immersion_new(request: HttpRequest) -> HttpResponse:
    """Go along with somebody of the other team on a day of one's choice."""
    form = forms.ImmersionForm(_posted(request), guest=actor(request))
    return _form_page(
        request, form, lambda **values: learning.plan_immersion(by=actor(request), **values),
        title=_("New immersion"), done=_("Planned: {what}."),
    )  # fmt: skip


@allow(MEMBER)
@require_POST
def immersion_join(request: HttpRequest) -> HttpResponse:
    """Go along to a meeting of the list."""
    wanted = request.POST.get("meeting", "")
    meeting = next((each for each in facts.meetings() if str(each.id) == wanted), None)
    if meeting is None:
        raise Incomplete(fields={"meeting": _("This meeting is not in the list any more.")})
    row = learning.plan_immersion(
        by=actor(request), host=meeting.host, on=local_date(meeting.at), meeting=meeting.id
    )
    say(request, _("Planned: {what}.").format(what=row))
    return redirect("programme:home")


@allow(MEMBER)
@read_or_post
def report(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Three lines about what an immersion taught."""
    rows = Immersion.objects.select_related("guest", "host")
    row = get_object_or_404(rows, public_id=public_id)
    learning.require_guest(row, actor(request))
    form = forms.ReportForm(_posted(request))
    return _form_page(
        request, form, lambda **values: learning.report(row, by=actor(request), **values),
        title=_("What it taught"), note=str(row), done=_("Thank you: {what}."),
    )  # fmt: skip


@allow(MEMBER)
@require_POST
def immersion_cancel(request: HttpRequest, public_id: Any) -> HttpResponse:
    """It will not take place."""
    row = get_object_or_404(Immersion, public_id=public_id)
    learning.cancel_immersion(row, by=actor(request))
    say(request, _("The immersion is cancelled."))
    return redirect("programme:home")


@allow(MEMBER)
@read_or_post
def training_new(request: HttpRequest) -> HttpResponse:
    """Plan a training."""
    form = forms.TrainingForm(_posted(request))
    return _form_page(
        request, form, lambda **values: learning.plan_training(by=actor(request), **values),
        title=_("New training"), done=_("Planned: {what}."),
    )  # fmt: skip


@allow(MEMBER)
@read_or_post
def training(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Note that a training took place, and who was there."""
    row = get_object_or_404(Training, public_id=public_id)
    learning.require_trainer(row, actor(request))
    form = forms.HeldForm(_posted(request))
    form.initial = {
        "on": min(row.held_on or row.planned_on, today()),
        "attendees": [guest.public_id for guest in row.attendees.all()],
    }
    return _form_page(
        request, form, lambda **values: learning.hold_training(row, by=actor(request), **values),
        title=_("It took place"), note=str(row), done=_("Noted: {what}."),
    )  # fmt: skip


@allow(MEMBER)
@read_or_post
def pair_new(request: HttpRequest) -> HttpResponse:
    """Put two people of different teams together."""
    form = forms.PairForm(_posted(request))
    form.initial = {"starts_on": today(), "ends_on": today() + timedelta(days=90)}
    return _form_page(
        request, form, lambda **values: learning.make_pair(by=actor(request), **values),
        title=_("New pair"), done=_("Together: {what}."),
    )  # fmt: skip


@allow(MEMBER)
@read_or_post
def pair(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Say when the two meet next."""
    rows = Pair.objects.select_related("first", "second")
    row = get_object_or_404(rows, public_id=public_id)
    form = forms.NextForm(_posted(request))
    form.initial = {"next_on": today() + SOON}
    return _form_page(
        request, form, lambda **values: learning.meet_again(row, by=actor(request), **values),
        title=_("Next meeting"), note=str(row), done=_("Noted: {what}."),
    )  # fmt: skip


@allow(MEMBER)
@read_or_post
def project_new(request: HttpRequest) -> HttpResponse:
    """Begin a project of both teams."""
    form = forms.ProjectForm(_posted(request))
    return _form_page(
        request, form, lambda **values: learning.start_project(by=actor(request), **values),
        title=_("New joint project"), done=_("Started: {what}."),
    )  # fmt: skip


@allow(MEMBER)
@read_or_post
def project(request: HttpRequest, public_id: Any) -> HttpResponse:
    """A project with its steps; a POST adds one, or ends the project with `outcome`."""
    rows = Project.objects.select_related("marketing_lead__team", "sales_lead__team")
    row = get_object_or_404(rows, public_id=public_id)
    posted, ends = _posted(request), "outcome" in request.POST
    step = forms.MilestoneForm(posted if not ends else None)
    outcome = forms.OutcomeForm(posted if ends else None)
    form, save = (outcome, learning.end_project) if ends else (step, learning.add_milestone)
    if form.is_bound and form.saved(lambda **values: save(row, by=actor(request), **values)):  # type: ignore[operator]
        say(request, _("Noted: {what}.").format(what=row))
        return redirect("programme:project", row.public_id)
    context = {"project": row, "steps": row.milestones.all(), "step_form": step,
               "outcome_form": outcome, "today": today()}  # fmt: skip
    return render(request, "programme/project.html", context, status=form.status)


@allow(MEMBER)
@require_POST
def milestone(request: HttpRequest, public_id: Any) -> HttpResponse:
    """A step is done, or not after all with `done` empty."""
    row = get_object_or_404(Milestone.objects.select_related("project"), public_id=public_id)
    learning.tick_milestone(row, by=actor(request), done=bool(request.POST.get("done")))
    return redirect("programme:project", row.project.public_id)


def _proposals(person: Any, taken: set[Any]) -> list[facts.Meeting]:
    """Meetings of the other team that the person does not join yet."""
    found = [
        each
        for each in facts.meetings()
        if each.host.kinds - {person.team_kind} and each.host.pk != person.pk
        and each.id not in taken
    ]  # fmt: skip
    return found[:PROPOSED]


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _form_page(
    request: HttpRequest, form: RecordForm, save: Callable[..., Any], *, title: str, done: str,
    note: str = "",
) -> HttpResponse:  # fmt: skip
    """A form of its own page that leads back to the programme once it was taken."""
    if form.is_bound and (row := form.saved(save)):
        say(request, done.format(what=row))
        return redirect("programme:home")
    context = {"form": form, "title": title, "note": note}
    return render(request, "programme/form.html", context, status=form.status)
