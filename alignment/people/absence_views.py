"""The page of a person's days away: their own for everybody, others' for their manager."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alignment.people import absences as service
from alignment.people.actor import actor
from alignment.people.forms import AbsenceForm, StandInForm
from alignment.people.models import Absence, User
from alignment.web.errors import Incomplete
from alignment.web.policies import MEMBER, allow
from alignment.web.toasts import say

read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@allow(MEMBER)
@read_or_post
def absences(request: HttpRequest, public_id: str) -> HttpResponse:
    """Days away that are ahead; a POST adds some."""
    person = _person_or_404(public_id)
    if request.method != "POST":
        return _page(request, person)
    service.require_right(person, actor(request))
    form = AbsenceForm(request.POST, person=person)
    if form.is_valid():
        try:
            service.add_absence(person, by=actor(request), **form.cleaned_data)
        except Incomplete as refusal:
            _place(form, refusal)
        else:
            say(request, _("The absence is noted."))
            return redirect("people:absences", person.public_id)
    return _page(request, person, absence_form=form)


@allow(MEMBER)
@require_POST
def stand_in(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change who stands in and whose public holidays count."""
    person = _person_or_404(public_id)
    service.require_right(person, actor(request))
    form = StandInForm(request.POST, instance=User(pk=person.pk))
    if form.is_valid():
        try:
            service.set_stand_in(person, by=actor(request), **form.cleaned_data)
        except Incomplete as refusal:
            _place(form, refusal)
        else:
            say(request, _("Saved."))
            return redirect("people:absences", person.public_id)
    return _page(request, person, stand_in_form=form)


@allow(MEMBER)
@require_POST
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take an absence back."""
    absence = get_object_or_404(Absence.objects.select_related("user"), public_id=public_id)
    service.remove_absence(absence, by=actor(request))
    say(request, _("The absence is removed."))
    return redirect("people:absences", absence.user.public_id)


def _person_or_404(public_id: str) -> User:
    people = User.objects.with_teams().select_related("deputy")
    return get_object_or_404(people, public_id=public_id)


def _page(request: HttpRequest, person: User, **given: Any) -> HttpResponse:
    context: dict[str, Any] = {
        "person": person,
        "absences": service.coming(person),
        "may_change": service.may_change(person, actor(request)),
        "absence_form": AbsenceForm(person=person),
        "stand_in_form": StandInForm(instance=person),
        **given,
    }
    return render(request, "people/absences.html", context, status=400 if given else 200)


def _place(form: forms.BaseForm, refusal: Incomplete) -> None:
    for name, problem in refusal.fields.items():
        form.add_error(name, str(problem))
