"""Fields of one's own: what the company wants to know and no CRM could foresee."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.people.actor import actor
from alignment.web import toasts
from alignment.web.policies import MANAGER, MEMBER, allow
from leads import own_fields
from leads.choices import Record
from leads.forms.own_fields import FieldForm
from leads.models import CustomField


@allow(MEMBER)
@require_safe
def fields(request: HttpRequest) -> HttpResponse:
    """Every field by kind of record; the archived ones below, with the values they keep."""
    rows = list(CustomField.objects.order_by("record", "position", "pk"))
    groups = [
        (record, [row for row in rows if row.record == record and row.archived_at is None])
        for record in Record
    ]
    context = {
        "groups": groups,
        "archived": [row for row in rows if row.archived_at],
        "may_shape": own_fields.may_shape(actor(request)),
    }
    return render(request, "leads/own_fields.html", context)


@allow(MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def field_new(request: HttpRequest) -> HttpResponse:
    """Add a field; `on` proposes the kind of record."""
    asked = request.GET.get("on", "")
    record = asked if asked in Record.values else Record.LEAD
    form = FieldForm(request.POST if request.method == "POST" else None, record=record)
    if form.is_bound:
        saved = form.saved(lambda **values: own_fields.add_field(by=actor(request), **values))
        if saved:
            toasts.say(request, _("Added: {field}.").format(field=saved.label))
            return redirect("leads:fields")
    return render(request, "leads/own_field_form.html", {"form": form}, status=form.status)


@allow(MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def field_edit(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Change how a field is called, its choices, or where it is required."""
    own = get_object_or_404(CustomField, public_id=public_id)
    form = FieldForm(request.POST if request.method == "POST" else None, own=own)
    if form.is_bound:
        saved = form.saved(
            lambda **values: own_fields.change_field(own, by=actor(request), **values)
        )
        if saved:
            toasts.say(request, _("Saved: {field}.").format(field=saved.label))
            return redirect("leads:fields")
    context = {"form": form, "own": own}
    return render(request, "leads/own_field_form.html", context, status=form.status)


@allow(MANAGER)
@require_POST
def field_move(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Change places with the field above (`up`) or below."""
    own = get_object_or_404(CustomField, public_id=public_id)
    own_fields.move_field(own, by=actor(request), up="up" in request.POST)
    return redirect("leads:fields")


@allow(MANAGER)
@require_POST
def field_archive(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Put a field away, or bring it back (`back`); its values stay."""
    own = get_object_or_404(CustomField, public_id=public_id)
    if "back" in request.POST:
        own_fields.restore_field(own, by=actor(request))
        toasts.say(request, _("Back in use: {field}.").format(field=own.label))
    else:
        own_fields.archive_field(own, by=actor(request))
        toasts.say(request, _("Put away: {field}; its values are kept.").format(field=own.label))
    return redirect("leads:fields")
