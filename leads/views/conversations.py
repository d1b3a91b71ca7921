"""Talking about a lead and in the room of both teams; changing and withdrawing one's messages."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alignment.people.actor import actor
from alignment.web import toasts
from alignment.web.htmx import render_part, wants_part
from alignment.web.policies import MEMBER, allow
from leads import conversations
from leads.forms.conversations import PostForm
from leads.mentions import Names, members
from leads.models import Lead, Post
from leads.selectors.conversations import thread_of

read_or_post = require_http_methods(["GET", "HEAD", "POST"])
CHANGED = "posts-changed"


@allow(MEMBER)
@read_or_post
def conversation(request: HttpRequest, public_id: Any) -> HttpResponse:
    """What is said about a lead: a part of its page, and a page of its own without the script."""
    lead = get_object_or_404(Lead.objects.with_people(), public_id=public_id)
    return _talk(request, lead, "leads/conversation.html")


@allow(MEMBER)
@read_or_post
def room(request: HttpRequest) -> HttpResponse:
    """The channel that both teams share; who opens it has read what called them there."""
    conversations.take_room_as_read(by=actor(request))
    return _talk(request, None, "leads/room.html")


@allow(MEMBER)
@read_or_post
def post_edit(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Change one's own message, for 15 minutes."""
    row = _post(public_id)
    conversations.require_changeable(row, by=actor(request))
    typed = request.POST if request.method == "POST" else None
    form = PostForm(typed, place="change", initial={"text": row.text})
    if form.is_bound and form.saved(
        lambda **values: conversations.edit(row, by=actor(request), **values)
    ):
        return _changed(request, row)
    context = {
        "form": form,
        "post": row,
        "in_dialog": wants_part(request),
        "people": Names(members()).suggestions(),
    }
    page, part = "leads/post_form.html", "leads/_post_form.html"
    return render_part(request, page, part, context, status=form.status)


@allow(MEMBER)
@require_POST
def post_withdraw(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Take one's own message away, for 15 minutes."""
    row = conversations.withdraw(_post(public_id), by=actor(request))
    toasts.say(request, _("Your message is withdrawn."))
    return _changed(request, row)


def _talk(request: HttpRequest, lead: Lead | None, page: str) -> HttpResponse:
    form = PostForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        said = form.saved(lambda **values: conversations.post(lead, by=actor(request), **values))
        if said and not wants_part(request):
            return HttpResponseRedirect(_page_of(said))
        form = PostForm() if said else form
    context: dict[str, Any] = {
        "lead": lead,
        "form": form,
        "address": _address(lead),
        "thread": thread_of(lead, reader=actor(request), cursor=request.GET.get("cursor", "")),
    }
    if _wants_posts(request):
        return _never_mixed(render(request, "leads/_posts.html", context))
    may_write = lead is None or conversations.may_talk_about(lead)
    context |= {"may_write": may_write, "people": Names(members()).suggestions()}
    return _never_mixed(render_part(request, page, "leads/_talk.html", context, form.status))


def _wants_posts(request: HttpRequest) -> bool:
    """The messages alone, asked for now and then; what is being typed below them stays."""
    return wants_part(request) and request.htmx.target == "posts"  # type: ignore[attr-defined]


def _never_mixed(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _changed(request: HttpRequest, row: Post) -> HttpResponse:
    if not wants_part(request):
        return HttpResponseRedirect(_page_of(row))
    response = HttpResponse(render_to_string("components/toasts.html", {"oob": True}, request))
    response["HX-Trigger"] = json.dumps({"close-dialog": True, CHANGED: True})
    return response


def _page_of(row: Post) -> str:
    """Without the script the messages of a lead have their own page."""
    return f"{_address(row.lead)}#post-{row.public_id}"


def _address(lead: Lead | None) -> str:
    return reverse("leads:conversation", args=[lead.public_id]) if lead else reverse("leads:room")


def _post(public_id: Any) -> Post:
    posts = Post.objects.select_related("lead", "author")
    return get_object_or_404(posts, public_id=public_id)
