from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alignment.people.models import User
from alignment.vision.choices import MessageKind
from alignment.vision.forms.house import MessageForm
from alignment.vision.messages import save_message
from alignment.vision.models import Message
from alignment.web.policies import MEMBER, WRITER, allow
from alignment.web.toasts import say

read_or_post = require_http_methods(["GET", "HEAD", "POST"])
MOST_MESSAGES = 500


def _person(request: HttpRequest) -> User:
    """Whoever is logged in: the policies let nobody else in."""
    assert isinstance(request.user, User)
    return request.user


@allow(MEMBER)
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """What we promise and what we hear; retired ones with `show=retired`."""
    retired = request.GET.get("show") == "retired"
    rows = list(Message.objects.filter(is_active=not retired)[:MOST_MESSAGES])
    context = {
        "promises": [row for row in rows if row.kind == MessageKind.PROMISE],
        "objections": [row for row in rows if row.kind == MessageKind.OBJECTION],
        "retired": retired,
        "may_write": WRITER.holds(request.user),
    }
    return render(request, "vision/messages.html", context)


@allow(WRITER)
@read_or_post
def message_new(request: HttpRequest) -> HttpResponse:
    """Add a message, or an objection with `kind`."""
    return _message_form(request, None)


@allow(WRITER)
@read_or_post
def message(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Change a message, or retire it."""
    return _message_form(request, get_object_or_404(Message, public_id=public_id))


def _message_form(request: HttpRequest, row: Message | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = MessageForm(data, message=row, kind=request.GET.get("kind", ""))
    name = row.text if row else ""
    if form.is_bound:
        saved = form.saved(lambda **values: save_message(row, by=_person(request), **values))
        if saved:
            say(request, _("Saved: {message}.").format(message=saved))
            return redirect("vision:messages")
    context = {"form": form, "message": row, "name": name}
    return render(request, "vision/message.html", context, status=form.status)
