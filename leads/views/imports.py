"""Imports: what was brought in from files, by whom, and what was taken back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.people.actor import actor
from alignment.web import toasts
from alignment.web.errors import NotAllowed, Refused
from alignment.web.htmx import render_part
from alignment.web.paging import keyset_page
from alignment.web.policies import MEMBER, OPERATOR, allow
from leads.choices import ImportStatus
from leads.forms.imports import ChoicesForm, ColumnsForm, FileForm, ReadingForm
from leads.importing import back, choosing, faults, previews, starting, uploads
from leads.models import Import, ImportFault
from leads.views.import_steps import columns_shown, made_by

SIZE = 30
FAULTS_SHOWN = 50


@allow(MEMBER)
@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """Every run of an import, the latest first."""
    # The mapping is the importer's; a page has no use for it.
    rows = Import.objects.select_related("by__team").defer("mapping", "reading")
    cursor = request.GET.get("cursor", "")
    page = keyset_page(rows, order=["-started_at"], cursor=cursor, size=SIZE)
    context = {"page": page, "may_write": OPERATOR.holds(request.user)}
    return render(request, "leads/imports.html", context)


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: HttpRequest) -> HttpResponse:
    """Send a file, with the settings of an earlier import if it is named."""
    named = _uuid(request.GET.get("like", ""))
    like = Import.objects.filter(public_id=named).first() if named else None
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        batch = form.saved(lambda file: uploads.receive(file, by=actor(request), like=like))
        if batch:
            return redirect("leads:import_columns", batch.public_id)
    context = {"form": form, "like": like}
    return render(request, "leads/import_new.html", context, status=form.status)


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Say what each column is."""
    batch = get_object_or_404(Import, public_id=public_id)
    uploads.require_draft(batch, actor(request))
    if "mapping" in request.GET:
        _take_mapping(batch, request.GET["mapping"])
    form = ColumnsForm(request.POST if request.method == "POST" else None, batch=batch)
    if form.is_bound and form.saved(
        lambda **values: choosing.set_columns(batch, by=actor(request), **values)
    ):
        return redirect("leads:import_choices", batch.public_id)
    context = {
        "batch": batch,
        "form": form,
        "reading": ReadingForm(batch=batch),
        "columns": columns_shown(batch, form),
        "mappings": uploads.saved_mappings(batch),
    }
    return render(request, "leads/import_columns.html", context, status=form.status)


@allow(OPERATOR)
@require_POST
def import_reading(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Read the file in another way."""
    batch = get_object_or_404(Import, public_id=public_id)
    form = ReadingForm(request.POST, batch=batch)
    if not form.saved(lambda **how: uploads.read_again(batch, by=actor(request), **how)):
        said = " ".join(str(error) for errors in form.errors.values() for error in errors)
        toasts.say(request, said, level=messages.ERROR)
    return redirect("leads:import_columns", public_id)


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def import_choices(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Say what may be done, and where the data come from."""
    batch = get_object_or_404(Import.objects.select_related("campaign"), public_id=public_id)
    uploads.require_draft(batch, actor(request))
    if not batch.rows:
        return redirect("leads:import_columns", public_id)
    form = ChoicesForm(request.POST if request.method == "POST" else None, batch=batch)
    if form.is_bound and form.saved(
        lambda **values: choosing.set_choices(batch, by=actor(request), **values)
    ):
        return redirect("leads:import_check", batch.public_id)
    context = {"batch": batch, "form": form}
    return render(request, "leads/import_choices.html", context, status=form.status)


@allow(OPERATOR)
@require_safe
def import_check(request: HttpRequest, public_id: Any) -> HttpResponse:
    """What each line would do."""
    batch = get_object_or_404(Import.objects.select_related("campaign"), public_id=public_id)
    uploads.require_draft(batch, actor(request))
    after = request.GET.get("after", "")
    found = previews.preview(
        batch, by=actor(request), after=int(after) if after.isdecimal() and len(after) < 9 else 0
    )
    context = {"batch": batch, "preview": found, "is_first": not after}
    return render(request, "leads/import_check.html", context)


@allow(OPERATOR)
@require_POST
def import_start(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Hand the import to the workers."""
    batch = get_object_or_404(Import, public_id=public_id)
    starting.push(choosing.start(batch, by=actor(request)))
    return redirect("leads:import", public_id)


@allow(MEMBER)
@require_safe
def one_import(request: HttpRequest, public_id: Any) -> HttpResponse:
    """How far a run is, and what came of it."""
    batch = get_object_or_404(
        Import.objects.select_related("by__team", "campaign"), public_id=public_id
    )
    if batch.status == ImportStatus.DRAFT:
        return redirect("leads:import_columns", public_id)
    is_running = batch.status in choosing.RUNNING or back.is_going_back(batch)
    context = {
        "batch": batch,
        "is_running": is_running,
        "is_going_back": back.is_going_back(batch),
        "made": {} if is_running else made_by(batch),
        "faults": ImportFault.objects.filter(batch=batch)[:FAULTS_SHOWN],
        "fault_count": ImportFault.objects.filter(batch=batch).count(),
        "may_change": _may_change(batch, request),
        "may_write": OPERATOR.holds(request.user),
    }
    return render_part(request, "leads/import.html", "leads/_import_run.html", context)


@allow(OPERATOR)
@require_safe
def import_faults(request: HttpRequest, public_id: Any) -> Any:
    """The faulty lines, to be mended and imported again."""
    batch = get_object_or_404(Import, public_id=public_id)
    answer = StreamingHttpResponse(faults.as_csv(batch), content_type="text/csv; charset=utf-8")
    name = f"import-{timezone.localdate(batch.started_at):%Y-%m-%d}-{batch.pk}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@allow(OPERATOR)
@require_POST
def import_do(request: HttpRequest, public_id: Any, name: str) -> HttpResponse:
    """Cancel a run, go on with it, take it back, or forget a draft."""
    if name not in (*_DO, "forget"):
        raise Http404
    batch = get_object_or_404(Import, public_id=public_id)
    by = actor(request)
    if name == "forget":
        choosing.drop(batch, by=by)
        toasts.say(request, _("The file is deleted; nothing was imported."))
        return redirect("leads:imports")
    try:
        _DO[name](request, batch, by)
    except NotAllowed:
        raise
    except Refused as refused:
        toasts.say(request, str(refused), level=messages.ERROR)
    return redirect("leads:import", public_id)


def _cancel(request: HttpRequest, batch: Import, by: Any) -> None:
    choosing.cancel(batch, by=by)


def _resume(request: HttpRequest, batch: Import, by: Any) -> None:
    skip_bad = True if request.POST.get("skip_bad") else None
    starting.push(choosing.resume(batch, by=by, skip_bad=skip_bad))


def _revert(request: HttpRequest, batch: Import, by: Any) -> None:
    done = back.ask(batch, by=by)
    if done is None:
        starting.push_back(batch)
        return
    said = _("Taken back: {removed} leads removed, {restored} restored, {kept} kept.")
    said = said.format(removed=done.removed, restored=done.restored, kept=done.kept)
    toasts.say(request, said)


_DO = {"cancel": _cancel, "resume": _resume, "revert": _revert}


def _take_mapping(batch: Import, public_id: str) -> None:
    for kept in uploads.saved_mappings(batch):
        if str(kept.public_id) == public_id:
            batch.mapping["fields"] = kept.mapping["fields"]


def _may_change(batch: Import, request: HttpRequest) -> bool:
    by = actor(request)
    return OPERATOR.holds(by) and (batch.by_id == by.pk or by.is_manager or by.is_direction)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
