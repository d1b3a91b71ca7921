"""The history of a record's fields, and one old value put back."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alignment.people.actor import actor
from alignment.web import toasts
from alignment.web.errors import Incomplete, Refused
from alignment.web.htmx import render_part
from alignment.web.policies import MEMBER, OPERATOR, allow
from leads.choices import Record
from leads.history import MODELS, changes_of, restore

KINDS = (Record.LEAD, Record.COMPANY, Record.CONTACT)


@allow(MEMBER)
@require_safe
def history(request: HttpRequest, kind: str, public_id: uuid.UUID) -> HttpResponse:
    """Who changed which field from what to what, newest first."""
    row = _row(kind, public_id)
    return _shown(request, kind, row)


@allow(OPERATOR)
@require_POST
def history_restore(request: HttpRequest, kind: str, public_id: uuid.UUID) -> HttpResponse:
    """Put back the value that `field` had before `event`."""
    row = _row(kind, public_id)
    try:
        event = uuid.UUID(request.POST.get("event", ""))
    except ValueError:
        raise Incomplete(fields={"event": _("This is not an identifier.")}) from None
    name = request.POST.get("field", "")[:60]
    try:
        restore(kind, row, by=actor(request), event_id=event, name=name)
    except Refused as refused:
        error = " ".join(str(text) for text in refused.fields.values()) or str(refused)
        return _shown(request, kind, row, error=error, status=refused.status)
    toasts.say(request, _("The old value is back."))
    url = row.get_absolute_url()
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def _shown(
    request: HttpRequest, kind: str, row: Any, *, error: str = "", status: int = 200
) -> HttpResponse:
    changes = changes_of(kind, row, reader=actor(request))
    context = {"kind": kind, "row": row, "changes": changes, "error": error}
    return render_part(request, "leads/history.html", "leads/_history.html", context, status=status)


def _row(kind: str, public_id: uuid.UUID) -> Any:
    if kind not in KINDS:
        raise Http404
    return get_object_or_404(MODELS[kind], public_id=public_id)
