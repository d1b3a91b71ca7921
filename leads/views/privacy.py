"""Personal data: what people decided, how long they are kept, what they ask, and the register."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.people.actor import actor
from alignment.web import toasts
from alignment.web.errors import Refused
from alignment.web.policies import KEEPER, MEMBER, OPERATOR, allow, public
from leads import consents, tasks
from leads.choices import Channel, ConsentState
from leads.forms.privacy import ConsentForm, RequestForm, SheetForm
from leads.models import Contact, RightsRequest, Suppressed
from leads.privacy import export, requests, retention, sheets, stop

MOST_SHOWN = 200


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write down what a person decided, with all that they decided before."""
    contact = get_object_or_404(Contact.objects.held(), public_id=public_id)
    form = ConsentForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        said = form.saved(lambda **v: consents.record_consent(contact, by=actor(request), **v))
        if said:
            toasts.say(request, _("Noted: {decision}.").format(decision=said.get_state_display()))
            return HttpResponseRedirect(contact.get_absolute_url())
    context = {"form": form, "contact": contact}
    return render(request, "leads/consent.html", context, status=form.status)


@allow(KEEPER)
@require_safe
def person_export(request: HttpRequest, public_id: str, kind: str) -> HttpResponse:
    """Everything that is held about one person, as a file for them."""
    contact = get_object_or_404(Contact.objects.held(), public_id=public_id)
    if kind not in ("csv", "json"):
        raise Http404
    name = f"tandem-{contact.public_id}.{kind}"
    if kind == "json":
        options = {"ensure_ascii": False, "indent": 2}
        response: HttpResponse = JsonResponse(export.as_json(contact), json_dumps_params=options)
    else:
        response = HttpResponse(export.as_csv(contact), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@allow(MEMBER)
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Requests of people first: they have a last day."""
    rows = RightsRequest.objects.select_related("contact__company", "handled_by")[:MOST_SHOWN]
    context = {
        "requests": rows,
        "waiting": requests.open_requests().count(),
        "today": timezone.localdate(),
        "suppressed": Suppressed.objects.count(),
        "may_answer": KEEPER.holds(request.user),
        "may_write": OPERATOR.holds(request.user),
    }
    return render(request, "leads/privacy.html", context)


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def rights_request_new(request: HttpRequest) -> HttpResponse:
    """Write down what somebody asks; `contact` proposes who."""
    form = RequestForm(request.POST if request.method == "POST" else None)
    form.initial = {"contact": request.GET.get("contact", ""), "received_on": timezone.localdate()}
    if form.is_bound:
        row = form.saved(lambda **values: requests.log_request(by=actor(request), **values))
        if row:
            toasts.say(request, _("Request noted."))
            return HttpResponseRedirect(row.get_absolute_url())
    context = {"form": form, "contact": _proposed(request, form)}
    return render(request, "leads/rights_request_new.html", context, status=form.status)


@allow(MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def rights_request(request: HttpRequest, public_id: str) -> HttpResponse:
    """One request, and what may be answered."""
    rows = RightsRequest.objects.select_related("contact__company", "handled_by")
    row = get_object_or_404(rows, public_id=public_id)
    error: Refused | None = None
    if request.method == "POST":
        try:
            _answer(request, row)
            return HttpResponseRedirect(row.get_absolute_url())
        except Refused as refused:
            if not refused.fields:
                raise
            error = refused
    context = {
        "row": row,
        "error": error,
        "today": timezone.localdate(),
        "may_answer": KEEPER.holds(request.user),
    }
    return render(request, "leads/rights_request.html", context, status=400 if error else 200)


@allow(MEMBER)
@require_safe
def privacy_retention(request: HttpRequest) -> HttpResponse:
    """Whose time is over or soon will be; what a purge would anonymise, before it does."""
    people = list(retention.to_review().select_related("company")[:MOST_SHOWN])
    over = set(retention.over().values_list("pk", flat=True))
    for person in people:
        person.ends_at = retention.ends_at(person.last_sign_at)  # type: ignore[attr-defined]
        person.is_over = person.pk in over  # type: ignore[attr-defined]
        person.may_be_mailed = bool(person.email) and consents.may_reach(  # type: ignore[attr-defined]
            person, Channel.EMAIL
        )
    context = {
        "people": people,
        "over": len(over),
        "most": MOST_SHOWN,
        "total": retention.to_review().count(),
        "may_purge": KEEPER.holds(request.user),
        "may_ask": OPERATOR.holds(request.user),
    }
    return render(request, "leads/privacy_retention.html", context)


@allow(OPERATOR)
@require_POST
def ask_permission(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note that the one last question was sent."""
    contact = get_object_or_404(Contact.objects.held(), public_id=public_id)
    retention.ask_permission(contact, by=actor(request))
    toasts.say(request, _("Noted: this person has 30 days to answer."))
    return HttpResponseRedirect(reverse("leads:privacy_retention"))


@allow(KEEPER)
@require_POST
def purge(request: HttpRequest) -> HttpResponse:
    """Anonymise those that were ticked, in the background."""
    chosen = request.POST.getlist("contact")
    ids = list(_known(chosen).values_list("pk", flat=True))
    if ids:
        tasks.purge_people.delay(ids, actor(request).pk)
        text = ngettext(
            "{n} person is being anonymised.", "{n} people are being anonymised.", len(ids)
        )
        toasts.say(request, text.format(n=len(ids)))
    else:
        toasts.say(request, _("Nobody was ticked."))
    return HttpResponseRedirect(reverse("leads:privacy_retention"))


@allow(MEMBER)
@require_safe
def privacy_register(request: HttpRequest) -> HttpResponse:
    """The register as it is printed: both sheets."""
    found = [(key, sheets.TITLES[key], sheets.lines_of(key), sheets.sheet_of(key))
             for key in sheets.TEXTS]  # fmt: skip
    context = {"sheets": found, "may_change": KEEPER.holds(request.user)}
    return render(request, "leads/privacy_register.html", context)


@allow(KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def privacy_sheet(request: HttpRequest, key: str) -> HttpResponse:
    """Make a sheet one's own."""
    if key not in sheets.TEXTS:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = SheetForm(data, lines=sheets.lines_of(key))
    if form.is_bound:
        saved = form.saved(lambda **texts: sheets.save_sheet(key, by=actor(request), **texts))
        if saved:
            toasts.say(request, _("The register is up to date."))
            return HttpResponseRedirect(reverse("leads:privacy_register"))
    context = {"form": form, "title": sheets.TITLES[key]}
    return render(request, "leads/privacy_sheet.html", context, status=form.status)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def stop_link(request: HttpRequest, token: str) -> HttpResponse:
    """What a person finds behind the link of a message: stop, stop all, or stay in touch."""
    contact = stop.contact_of(token)
    if contact is None:
        return render(request, "leads/stop_unknown.html", status=404)
    context: dict[str, Any] = {"contact": contact, "masked": stop.masked(contact)}
    choice = request.POST.get("choice", "") if request.method == "POST" else ""
    if choice in STOP_CHOICES:
        channel, state = STOP_CHOICES[choice]
        via = _("Unsubscribe link")
        consents.record_consent(contact, channel=channel, state=state, via=via, by=None)
        context |= {"done": choice}
    return render(request, "leads/stop.html", context)


STOP_CHOICES = {
    "email": (Channel.EMAIL, ConsentState.WITHDRAWN),
    "all": ("", ConsentState.WITHDRAWN),
    "stay": (Channel.EMAIL, ConsentState.GIVEN),
}


def _answer(request: HttpRequest, row: RightsRequest) -> None:
    if "extend" in request.POST:
        why = request.POST.get("extended_because", "")
        requests.extend(row, by=actor(request), why=why)
        toasts.say(request, _("Two more months: tell the person why."))
    else:
        requests.close(row, by=actor(request), outcome=request.POST.get("outcome", ""))
        toasts.say(request, _("Answered: the request is closed."))


def _known(public_ids: list[str]) -> Any:
    wanted = []
    for each in public_ids[:MOST_SHOWN]:
        with suppress(ValueError):
            wanted.append(UUID(each))
    return Contact.objects.held().filter(public_id__in=wanted)


def _proposed(request: HttpRequest, form: RequestForm) -> Contact | None:
    asked = form["contact"].value() or request.GET.get("contact", "")
    return _known([str(asked)]).first() if asked else None
