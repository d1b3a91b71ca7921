"""The audience of a campaign, and answers that no browser saw."""

from datetime import datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from alignment.people.actor import actor
from alignment.web import toasts
from alignment.web.business_days import today, zone
from alignment.web.htmx import render_part
from alignment.web.paging import keyset_page
from alignment.web.policies import MEMBER, OPERATOR, allow, require
from leads import audiences
from leads.choices import MemberState
from leads.forms.marketing import STATES, AnswerForm, AudienceForm
from leads.models import Campaign, Contact, Member
from leads.selectors.audiences import (
    members_of,
    people_imported,
    people_named,
    people_pasted,
    states_of,
)

PEOPLE_PER_PAGE = 50
MOST_NAMED = 5


@allow(MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def audience(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Whom the campaign is meant for (GET); add people (POST)."""
    campaign = get_object_or_404(Campaign, public_id=public_id)
    form = AudienceForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        require(request.user, OPERATOR)
        told = form.saved(lambda **values: _added(request, campaign, **values))
        if told:
            toasts.say(request, told)
            return redirect("leads:audience", campaign.public_id)
    state = request.GET.get("state", "")
    counts = states_of(campaign)
    page = keyset_page(
        members_of(campaign, state if state in counts else ""), order=["-added_at"],
        cursor=request.GET.get("cursor", ""), size=PEOPLE_PER_PAGE,
    )  # fmt: skip
    context = {
        "campaign": campaign,
        "form": form,
        "page": page,
        "state": state,
        "states": [(value, label, counts[value]) for value, label in MemberState.choices],
        "total": sum(counts.values()),
        "to_set": STATES,
        "may_write": OPERATOR.holds(request.user),
    }
    return render_part(
        request, "leads/audience.html", "leads/_members.html", context, status=form.status
    )


@allow(OPERATOR)
@require_POST
def member_state(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Say how far somebody is, or take them out of the audience."""
    member = get_object_or_404(Member.objects.select_related("campaign"), public_id=public_id)
    campaign = member.campaign
    if "remove" in request.POST:
        audiences.remove_member(member, by=actor(request))
    else:
        audiences.set_state(member, by=actor(request), state=request.POST.get("state", ""))
    return redirect("leads:audience", campaign.public_id)


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def answer_log(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Log an answer in one line; several people of that name are asked about."""
    campaign = get_object_or_404(Campaign, public_id=public_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    found: list[Contact] = []
    if form.is_bound and form.is_valid():
        found = _people(form.cleaned_data)
        if len(found) == 1 and form.saved(lambda **v: _logged(request, campaign, found[0], **v)):
            told = _("Logged: {contact}.").format(contact=found[0])
            toasts.say(request, told, url=found[0].get_absolute_url())
            return redirect("leads:campaign", campaign.public_id)
    status = 400 if form.is_bound else 200
    context = {"campaign": campaign, "answer_form": form, "found": found}
    return render(request, "leads/answer.html", context, status=status)


def _people(values: dict[str, Any]) -> list[Contact]:
    if values.get("person"):
        chosen = Contact.objects.filter(public_id=values["person"], erased_at__isnull=True)
        return list(chosen)
    return people_named(values["who"])


def _logged(request: HttpRequest, campaign: Campaign, contact: Contact, **values: Any) -> Any:
    day = values["on"]
    at = None
    if day and day != today():
        at = datetime.combine(day, time(12), tzinfo=zone())
    return audiences.log_answer(
        campaign, contact, by=actor(request), kind=values["kind"], answer=values["answer"],
        at=at or timezone.now(),
    )  # fmt: skip


def _added(request: HttpRequest, campaign: Campaign, **values: Any) -> str:
    pasted = people_pasted(values["emails"])
    added = audiences.add_members(campaign, pasted.contacts, by=actor(request))
    if values["batch"]:
        people = people_imported(values["batch"])
        added += audiences.add_members(campaign, people, by=actor(request))
    told = ngettext("{n} person added.", "{n} people added.", added).format(n=added)
    if pasted.unknown:
        names = ", ".join(pasted.unknown[:MOST_NAMED])
        told += " " + _("Not known here ({n}): {names}").format(n=len(pasted.unknown), names=names)
    return told
