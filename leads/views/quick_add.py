"""Logging a lead: one box that splits what is pasted, with doubles and fit before saving."""

import hashlib
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alignment.people.actor import actor
from alignment.web import toasts
from alignment.web.errors import Incomplete, Refused
from alignment.web.htmx import render_part, wants_part
from alignment.web.policies import MEMBER, allow
from leads import fit, services
from leads.attaching import add_to_open_lead
from leads.forms.quick_add import READ, QuickAddForm, as_rows, cleaned, values_read
from leads.models import Campaign, Company, Contact, Lead
from leads.registry.asking import SHORTEST, look_up_siren
from leads.registry.filling import complete_from_choice, form_values
from leads.selectors.duplicates import Double, possible_doubles
from leads.views.actions import answer

# What the services call otherwise than the form does.
RENAMED = {"name": "company", "captured_at": ""}


@allow(MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The box and its fields (GET); read it again without scripts, or save (POST)."""
    if request.method != "POST":
        return _page(request, _empty_form(request))
    form = QuickAddForm(request.POST)
    if _fits(form) and ("read" in request.POST or _is_unread(request)):
        # Enter came before the split: with scripts it is done now, without them it is shown first.
        form = _read_again(request)
        if "read" in request.POST or not wants_part(request):
            return _page(request, form)
        form = QuickAddForm(_as_posted(request, form))
    if not form.is_valid():
        return _page(request, form, status=400)
    try:
        lead = _log(request, form.cleaned_data)
    except Refused as refused:
        _show(form, refused)
        return _page(request, form, status=refused.status)
    return _logged(request, lead)


@allow(MEMBER)
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Split the text into the fields while typing; `aside` asks for doubles and fit alone."""
    form = QuickAddForm(request.POST)
    if not _fits(form):
        context: dict[str, Any] = {"errors": form.errors.get("text", [])}
        response = render(request, "leads/_new_too_long.html", context, status=400)
        response.headers["HX-Retarget"] = "#new-text-error"
        return response
    if "aside" in request.GET:
        return render(request, "leads/_new_aside.html", _aside(request, request.POST))
    return render(request, "leads/_new_fields.html", _context(request, _read_again(request)))


def _fits(form: QuickAddForm) -> bool:
    """Whether the pasted text is short enough to be read; other errors wait until saving."""
    form.is_valid()
    return "text" not in form.errors


def _is_unread(request: HttpRequest) -> bool:
    """Whether the box holds a text that has not been split into the fields yet."""
    text = request.POST.get("text", "")
    return bool(text.strip()) and request.POST.get("read_text", "") != digest(text)


def _as_posted(request: HttpRequest, form: QuickAddForm) -> dict[str, Any]:
    """What would have been posted had the split been awaited, with the proposed double."""
    values = {**form.initial, "attach_proposed": request.POST.get("attach_proposed", "")}
    values["attach"] = _aside(request, values)["attach"]
    return values | {f"read_{name}": value for name, value in (form.was_read or {}).items()}


def digest(text: str) -> str:
    """A short mark of a text, to see whether it was split already; line ends differ by browser."""
    return hashlib.sha256("".join(text.split()).encode()).hexdigest()[:16]


def _empty_form(request: HttpRequest) -> QuickAddForm:
    source = last_source(actor(request))
    form = QuickAddForm(initial={"source": source})
    form.was_read = {"source": source}
    return form


def _read_again(request: HttpRequest) -> QuickAddForm:
    """A form with the text split anew; what people corrected by hand stays."""
    text = request.POST.get("text", "")
    values, hand = values_read(
        request.POST,
        text,
        campaigns=Campaign.objects.filter(is_active=True),
        source=last_source(actor(request)),
    )
    was_read = {name: values[name] for name in READ if name not in hand}
    values |= chosen_from_register(request.GET.get("registry", ""), values)
    form = QuickAddForm(initial={**values, "text": text, "hand": ",".join(sorted(hand))})
    form.was_read = was_read
    return form


def chosen_from_register(choice: str, values: dict[str, Any]) -> dict[str, str]:
    """What a company of the register, chosen as « siren:siret », says where nothing stands yet."""
    siren, _colon, siret = choice.partition(":")
    found = look_up_siren(siren)[0] if siren else None
    if found is None:
        return {}
    known = {**values, "name": values.get("company", "")}
    said = form_values(found, siret, known)
    named = {"company": said.pop("name")} if "name" in said else {}
    shown = {name: said[name] for name in QuickAddForm.base_fields if name in said}
    return {**shown, **named, "registry": f"{siren}:{siret}"}


def _page(request: HttpRequest, form: QuickAddForm, status: int = 200) -> HttpResponse:
    context = _context(request, form)
    return render_part(request, "leads/new.html", "leads/_new.html", context, status=status)


def _context(request: HttpRequest, form: QuickAddForm) -> dict[str, Any]:
    values = form.data if form.is_bound else form.initial
    was_read = form.was_read
    if was_read is None:
        was_read = {name: form.data.get(f"read_{name}", "") for name in READ}
    return {
        "form": form,
        "was_read": [(name, was_read.get(name, "")) for name in READ],
        "read_text": digest(values.get("text", "") or ""),
        "in_dialog": wants_part(request),
        **_aside(request, values),
    }


def _aside(request: HttpRequest, values: Any) -> dict[str, Any]:
    """Possible doubles and the fit of what stands in the form now."""
    known = cleaned(values)
    doubles = possible_doubles(
        email=known["email"],
        phones=[known["phone"], known["mobile"]],
        siren=known["siren"],
        company=values.get("company", ""),
        website=values.get("website", ""),
        person=(values.get("first_name", ""), values.get("last_name", "")),
    )
    return {
        "doubles": doubles,
        "attach": _attach_of(values, doubles),
        "attach_proposed": _default_attach(doubles),
        "ask_register": _asks_register(values, known, doubles),
        "fit": fit.fit_now(*as_rows(values, actor(request))),
    }


def _asks_register(values: Any, known: dict[str, str], doubles: list[Double]) -> bool:
    """After our own doubles: a company known for sure or chosen already needs no register."""
    named = len(str(values.get("company", "")).strip()) >= SHORTEST or known["siren"]
    return bool(named) and not values.get("registry") and not any(d.is_certain for d in doubles)


def _attach_of(values: Any, doubles: list[Double]) -> str:
    """What somebody chose while it is still on offer, else the proposal of this moment."""
    chosen = values.get("attach", "")
    was_proposed = chosen == values.get("attach_proposed", "")
    offered = {value for double in doubles for value in (double.value, double.lead_value)}
    if was_proposed or chosen not in {"new", *offered} - {""}:
        return _default_attach(doubles)
    return chosen


def _default_attach(doubles: list[Double]) -> str:
    """The open lead of a person found by e-mail or phone, the person, the company for sure."""
    certain = [double for double in doubles if double.is_certain]
    same_name = [double for double in doubles if double.is_same_name]
    if certain:
        return certain[0].lead_value or certain[0].value
    return same_name[0].value if len(same_name) == 1 else "new"


def last_source(user: Any) -> str:
    """The source that this person gave last."""
    mine = Lead.objects.filter(created_by=user).exclude(source="").order_by("-id")
    return mine.values_list("source", flat=True).first() or ""


def _log(request: HttpRequest, values: dict[str, Any]) -> Lead:
    kind, _colon, public_id = values.get("attach", "").partition(":")
    if kind == "lead":
        return _added(request, public_id, values)
    contact, company = _attached(values)
    names = ("first_name", "last_name", "job_title", "email", "phone", "mobile")
    facts = ("siren", "naf_code", "workforce_band", "address", "postal_code", "city", "website")
    own_company = {"name": values["company"], **{name: values[name] for name in facts}}
    siren = cleaned(values)["siren"]
    if company is None and siren:
        # A SIREN is one legal entity: a second record of it would be the same company.
        company = Company.objects.exclude(siren="").filter(siren=siren).first()
    if company is None and contact is not None:
        company = contact.company
    lead = services.log_lead(
        by=actor(request),
        company=company or own_company,
        contact=contact or {name: values[name] for name in names},
        source=values["source"],
        campaign=values["campaign"],
        touch_detail=values["source_detail"],
        need=values["need"],
        note=values["note"],
    )
    if company is None and lead.company:
        complete_from_choice(lead.company, values["registry"], by=actor(request))
    return lead


def _added(request: HttpRequest, public_id: str, values: dict[str, Any]) -> Lead:
    """The open lead of somebody who came back, with what was typed noted on it."""
    try:
        lead = Lead.objects.get(public_id=public_id)
    except (ObjectDoesNotExist, ValidationError):
        raise Incomplete(_("This record no longer exists: choose again.")) from None
    return add_to_open_lead(
        lead,
        by=actor(request),
        source=values["source"],
        campaign=values["campaign"],
        detail=values["source_detail"],
        need=values["need"],
        note=values["note"],
    )


def _attached(values: dict[str, Any]) -> tuple[Contact | None, Company | None]:
    kind, _colon, public_id = values.get("attach", "").partition(":")
    try:
        if kind == "contact":
            return Contact.objects.get(public_id=public_id), None
        if kind == "company":
            return None, Company.objects.get(public_id=public_id)
    except (ObjectDoesNotExist, ValidationError):
        raise Incomplete(_("This record no longer exists: choose again.")) from None
    return None, None


def _show(form: QuickAddForm, refused: Refused) -> None:
    for name, text in refused.fields.items():
        shown = RENAMED.get(name, name)
        form.add_error(shown if shown in form.fields else None, str(text))
    if not refused.fields:
        form.add_error(None, str(refused))


def _logged(request: HttpRequest, lead: Lead) -> HttpResponse:
    undo_url = reverse("leads:undo", args=[lead.public_id])
    again = "again" in request.POST
    # Without scripts the next page is the lead itself, unless another one is to be logged.
    stays = wants_part(request) or again
    url = lead.get_absolute_url() if stays else ""
    if request.POST.get("attach", "").startswith("lead:"):
        toasts.say(request, _("Added to the open lead: {lead}.").format(lead=lead), url=url)
    else:
        toasts.say(request, _("Logged: {lead}.").format(lead=lead), undo=undo_url, url=url)
    if wants_part(request):
        body = ""
        if again:
            context = {**_context(request, _empty_form(request)), "fresh": True}
            body = render_to_string("leads/_new.html", context, request)
        return answer(request, body=body)
    return HttpResponseRedirect(reverse("leads:new") if again else lead.get_absolute_url())
