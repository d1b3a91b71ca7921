"""Doing an action of the pipeline: one form, one POST, and the way back."""

import json
import uuid
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from alignment.notifications.services import mark_read_about
from alignment.people.actor import actor
from alignment.web import toasts
from alignment.web.errors import Conflict, Refused
from alignment.web.htmx import render_part, wants_part
from alignment.web.policies import MEMBER, allow
from alignment.web.views import safe_next
from leads import transitions
from leads.choices import Stage
from leads.forms.actions import ActionForm
from leads.models import Lead
from leads.selectors.lookups import leads_named
from leads.transitions.doors import VERBS
from leads.transitions.engine import overtaken, require_right
from leads.transitions.lines import Action
from leads.transitions.table import ACTIONS

CHANGED = "lead-changed"
read_or_post = require_http_methods(["GET", "HEAD", "POST"])

DONE = {
    "qualify": gettext_lazy("{lead} is qualified."),
    "prequalify": gettext_lazy("{lead}: pre-qualification asked for."),
    "conclude": gettext_lazy("{lead}: outcome noted."),
    "hand_over": gettext_lazy("{lead} is handed over to {owner}."),
    "resubmit": gettext_lazy("{lead} is back with {owner}."),
    "contest": gettext_lazy("{lead}: refusal contested."),
    "nurture": gettext_lazy("{lead} stays in nurturing."),
    "accept": gettext_lazy("{lead} is accepted."),
    "return": gettext_lazy("{lead} goes back to marketing to be completed."),
    "reject": gettext_lazy("{lead} is rejected."),
    "qualify_sql": gettext_lazy("{lead} is qualified by sales."),
    "open_opportunity": gettext_lazy("{lead}: the opportunity is open."),
    "win": gettext_lazy("{lead} is won. Well done, both teams!"),
    "lose": gettext_lazy("{lead} is lost; the reason is noted."),
    "back_to_sql": gettext_lazy("{lead} is back in qualification."),
    "rule": gettext_lazy("{lead}: your ruling is noted."),
    "recycle": gettext_lazy("{lead} is recycled."),
    "disqualify": gettext_lazy("{lead} is disqualified."),
    "take": gettext_lazy("{lead} is yours now."),
    "reassign": gettext_lazy("{lead} now belongs to {owner}."),
    "reopen": gettext_lazy("{lead} is reopened as a new cycle."),
    "opt_out": gettext_lazy("{lead}: the objection is recorded."),
    "merge": gettext_lazy("{lead} is merged."),
    "erase": gettext_lazy("The person is erased; the numbers keep the cycle."),
}


@allow(MEMBER)
@read_or_post
def act(request: HttpRequest, public_id: Any, name: str) -> HttpResponse:
    """Ask what the action needs (GET) or do it (POST); every refusal stands beside its field."""
    if name not in VERBS:
        raise Http404
    lead = get_object_or_404(Lead.objects.with_people(), public_id=public_id)
    action = ACTIONS[name]
    refusal = _shut(action, lead, actor(request))
    if refusal:
        return _refused(request, refusal, lead)
    if request.method != "POST":
        return _form_page(request, ActionForm(action, lead, by=actor(request)))
    form = ActionForm(action, lead, by=actor(request), data=request.POST)
    if not form.is_valid():
        return _form_page(request, form, status=400)
    label = str(lead)
    try:
        result = transitions.perform(lead, name, by=actor(request), data=form.typed())
    except Conflict as conflict:
        return _conflicted(request, form, conflict)
    except Refused as refused:
        form.refuse(refused)
        return _form_page(request, form, status=refused.status)
    return done(request, action, lead, result, label)


@allow(MEMBER)
@require_POST
def undo(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Take back one's own last action on the lead, for 15 minutes."""
    lead = get_object_or_404(Lead, public_id=public_id)
    label, messages_of_it = str(lead), lead.posts.filter(withdrawn_at__isnull=True).count()
    try:
        transitions.undo(lead, by=actor(request), event_id=_seen(request))
    except Refused as refused:
        return _refused(request, refused, lead)
    still_there = Lead.objects.filter(pk=lead.pk).exists()
    toasts.say(request, _undone(label, 0 if still_there else messages_of_it))
    fallback = reverse("leads:queue")
    if wants_part(request):
        gone_from_under = not still_there and str(public_id) in back_url(request, fallback)
        return answer(request, go_to=fallback if gone_from_under else "")
    target = back_url(request, fallback)
    return HttpResponseRedirect(target if still_there or str(public_id) not in target else fallback)


def _undone(label: str, messages_gone: int) -> str:
    """What an undo did; messages that went with a lead are not passed over."""
    if not messages_gone:
        return _("Undone: {lead} is as it was.").format(lead=label)
    text = ngettext(
        "{lead} is taken away again, and your message about it with it.",
        "{lead} is taken away again, and your {n} messages about it with it.",
        messages_gone,
    )
    return text.format(lead=label, n=messages_gone)


def _seen(request: HttpRequest) -> uuid.UUID | None:
    """The event that the person saw when they pressed Undo, if the page said which."""
    try:
        return uuid.UUID(request.POST.get("event") or request.GET.get("event", ""))
    except ValueError:
        return None


def answer(request: HttpRequest, *, go_to: str = "", body: str = "") -> HttpResponse:
    """Tell htmx that something changed: the toasts, and an event that lists on the page hear."""
    content = body + render_to_string("components/toasts.html", {"oob": True}, request)
    response = HttpResponse(content)
    news: dict[str, Any] = {CHANGED: {}}
    if not body:
        news["close-dialog"] = {}
    response.headers["HX-Trigger"] = json.dumps(news)
    if go_to:
        response.headers["HX-Redirect"] = go_to
    return response


def card_stays(refused: Refused) -> HttpResponse:
    """Why a card does not move, in one sentence: it stays where it was."""
    return HttpResponse(
        str(refused), status=refused.status, content_type="text/plain; charset=utf-8"
    )


def back_url(request: HttpRequest, fallback: str) -> str:
    """The page asked for in `next`, else the one the request came from, else the fallback."""
    asked = safe_next(request, "")
    if asked:
        return asked
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, {request.get_host()}, request.is_secure()):
        parts = urlsplit(referer)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return fallback


def _shut(action: Action, lead: Lead, user: Any) -> Refused | None:
    """Why the table closes this action now, or None."""
    if lead.stage not in action.sources:
        return overtaken(lead)
    try:
        require_right(action, user, lead)
    except Refused as refused:
        return refused
    return None


def _form_page(request: HttpRequest, form: ActionForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "action": form.action,
        "lead": form.lead,
        "handover": form.handover,
        "next": back_url(request, form.lead.get_absolute_url()),
        "in_dialog": wants_part(request),
    }
    if form.action.name == "merge":
        context["words"] = words = request.GET.get("q", "")[:100]
        form.candidates = leads_named(words, besides=form.lead)
    return render_part(request, "leads/act.html", "leads/_act.html", context, status=status)


def _conflicted(request: HttpRequest, form: ActionForm, conflict: Conflict) -> HttpResponse:
    """Somebody was first: say who in the dialog if one is open, else as any refusal."""
    form.lead.refresh_from_db()
    if form.lead.stage in form.action.sources:
        # Still open to act: what was typed stays, with the reason it cannot be done.
        form.refuse(conflict)
        return _form_page(request, form, status=conflict.status)
    return _refused(request, conflict, form.lead)


def _refused(request: HttpRequest, refusal: Refused, lead: Lead) -> HttpResponse:
    if not wants_part(request):
        context = {"lead": lead, "message": str(refusal), "next": _not_here(request, lead)}
        return render(request, "leads/refused.html", context, status=refusal.status)
    if request.headers.get("X-Dialog") or request.method != "POST":
        response = render(
            request,
            "leads/_refused.html",
            {"lead": lead, "message": str(refusal)},
            status=refusal.status,
        )
    else:
        response = HttpResponse(
            str(refusal), status=refusal.status, content_type="text/plain; charset=utf-8"
        )
    # Lists that still show the old state fetch themselves again.
    response.headers["HX-Trigger"] = json.dumps({CHANGED: {}})
    return response


def _not_here(request: HttpRequest, lead: Lead) -> str:
    target = back_url(request, lead.get_absolute_url())
    return target if target != request.get_full_path() else lead.get_absolute_url()


def done(
    request: HttpRequest, action: Action, lead: Lead, result: Lead, label: str
) -> HttpResponse:
    """Say what was done, with its undo, and go where the person was."""
    mark_read_about(lead, by=actor(request))
    text = str(DONE[action.name]).format(lead=label, owner=result.owner or "")
    undo_url = ""
    if event := transitions.undoable(lead, by=actor(request)):
        undo_url = f"{reverse('leads:undo', args=[lead.public_id])}?event={event.public_id}"
    toasts.say(request, text, undo=undo_url, level=messages.SUCCESS)
    go_to = result.get_absolute_url() if result.pk != lead.pk else ""
    if wants_part(request):
        return answer(request, go_to=go_to)
    fallback = lead.get_absolute_url() if lead.stage != Stage.ERASED else reverse("leads:queue")
    return HttpResponseRedirect(go_to or back_url(request, fallback))
