"""Acting on many records: choosing what, watching it, taking it back; and taking lists away."""

from typing import Any

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.people.actor import actor
from alignment.people.models import User
from alignment.web import moments, toasts
from alignment.web.errors import Refused
from alignment.web.figures import number
from alignment.web.htmx import render_part, wants_part
from alignment.web.policies import OPERATOR, allow
from leads import conditions
from leads.lists import exports, runs, undoing
from leads.lists.actions import actions_of, form_of, label_of_run
from leads.lists.looks import Look, look_at
from leads.lists.starting import start
from leads.models import BulkRun
from leads.views.actions import answer
from leads.views.shaping import shape_of

MOST_SHOWN = 50
MOST_FAILURES = 500
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest, record: str) -> HttpResponse:
    """What to do with the ticked records or all results (GET), and doing it (POST)."""
    shape = shape_of(record)
    given = request.POST if request.method == "POST" else request.GET
    look = look_at(request, record)
    actions = actions_of(record)
    action = actions.get(given.get("action", ""))
    chosen: dict[str, Any] = {"ids": given.getlist("id")[:1000]}
    if given.get("all"):
        chosen = {"query": look.query}
    form, problem, status = form_of(action) if action else None, "", 200
    if request.method == "POST" and action:
        form = form_of(action, given)
        if form.is_valid():
            try:
                run = runs.ask(
                    by=actor(request), record=record, action=action.name,
                    values={name: _sent(given, name) for name in form.fields}, **chosen,
                )  # fmt: skip
                return _started(request, start(run), reverse(shape.url_name) + look.address())
            except Refused as refused:
                problem, status = runs.reason(refused), refused.status
        else:
            status = 400
    context = {
        "look": look, "shape": shape, "action": action, "form": form, "problem": problem,
        "groups": _grouped(actions), "ids": chosen.get("ids", []), "all": given.get("all"),
        "count": _count(request, look, chosen),
        "words": conditions.in_words(record, look.query) if given.get("all") else [],
    }  # fmt: skip
    return render_part(
        request, "leads/lists/bulk.html", "leads/lists/_bulk.html", context, status=status
    )


def _sent(given: Any, name: str) -> Any:
    values = given.getlist(name)
    return values[0] if len(values) == 1 else values


def _count(request: HttpRequest, look: Look, chosen: dict[str, Any]) -> str:
    if "ids" in chosen:
        return number(len(chosen["ids"]))
    rows = conditions.narrow(look.record, look.query, by=actor(request))
    return number(rows.order_by().count())


def _grouped(actions: dict[str, Any]) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = {}
    for action in actions.values():
        groups.setdefault(str(action.group), []).append(action)
    return groups


def _started(request: HttpRequest, run: BulkRun, list_url: str) -> HttpResponse:
    """A small run is done by now; a large one is watched on its page."""
    page = run.get_absolute_url()
    if run.is_open or run.failed:
        if wants_part(request):
            return answer(request, go_to=page)
        return HttpResponseRedirect(page)
    text = ngettext("{n} record done.", "{n} records done.", run.done)
    may_undo = undoing.may_undo(run, by=actor(request))
    undo = reverse("leads:run_undo", args=[run.public_id]) if may_undo else ""
    toasts.say(request, text.format(n=number(run.done)), undo=undo)
    return answer(request) if wants_part(request) else HttpResponseRedirect(list_url)


@allow(OPERATOR)
@require_safe
def all_runs(request: HttpRequest) -> HttpResponse:
    """One's own runs and exports, the newest first; managers see everybody's."""
    rows = [(run, label_of_run(run)) for run in _seen(actor(request))[:MOST_SHOWN]]
    return render_part(request, "leads/lists/runs.html", "leads/lists/_runs.html", {"rows": rows})


@allow(OPERATOR)
@require_safe
def run(request: HttpRequest, public_id: Any) -> HttpResponse:
    """How far a run is, and which records refused with their reason."""
    user = actor(request)
    row = get_object_or_404(_seen(user), public_id=public_id)
    context = {
        "run": row,
        "label": label_of_run(row),
        "failures": list(row.failures.all()[:MOST_FAILURES]),
        "words": conditions.in_words(row.record, row.query) if row.query else [],
        "list_url": reverse(shape_of(row.record).url_name),
        "undo_until": _undo_until(row, user),
        "undone_by": getattr(row, "undone_by", None),
        "may_cancel": row.is_open,
    }
    return render_part(request, "leads/lists/run.html", "leads/lists/_run.html", context)


@allow(OPERATOR)
@require_POST
def run_cancel(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Stop at the next record."""
    row = get_object_or_404(_seen(actor(request)), public_id=public_id)
    runs.cancel(row, by=actor(request))
    return HttpResponseRedirect(row.get_absolute_url())


@allow(OPERATOR)
@require_POST
def run_undo(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Take a run back, record by record: once, within fifteen minutes of its end."""
    row = get_object_or_404(_seen(actor(request)), public_id=public_id)
    undo = start(undoing.ask_undo(row, by=actor(request)))
    if wants_part(request):
        text = ngettext("{n} record undone.", "{n} records undone.", undo.done - undo.failed)
        toasts.say(request, text.format(n=number(undo.done - undo.failed)))
        return answer(request, go_to=undo.get_absolute_url() if undo.failed or undo.is_open else "")
    return HttpResponseRedirect(undo.get_absolute_url())


@allow(OPERATOR)
@require_safe
def run_file(request: HttpRequest, public_id: Any) -> HttpResponse:
    """What an export made: only for who asked for it."""
    row = get_object_or_404(BulkRun, public_id=public_id, by=actor(request))
    if not row.file:
        raise Http404
    name = exports.file_name(row)
    try:
        return FileResponse(
            row.file.open("rb"), as_attachment=True, filename=name, content_type=XLSX
        )  # type: ignore[return-value]
    except FileNotFoundError:
        raise Http404 from None


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, record: str) -> HttpResponse:
    """CSV at once, Excel by a worker; both are noted in the journal."""
    shape_of(record)
    given = request.POST if request.method == "POST" else request.GET
    look = look_at(request, record)
    if request.method != "POST":
        rows = conditions.narrow(record, look.query, by=actor(request))
        context = {
            "look": look, "total": number(rows.order_by().count()),
            "words": conditions.in_words(record, look.query),
        }  # fmt: skip
        return render_part(request, "leads/lists/export.html", "leads/lists/_export.html", context)
    made = exports.ask_export(
        by=actor(request), record=record, query=look.query, kind=given.get("format", ""),
        columns=[column.key for column in look.columns], sort=look.sort,
    )  # fmt: skip
    if made.values["format"] == "xlsx":
        return HttpResponseRedirect(start(made).get_absolute_url())
    response = StreamingHttpResponse(exports.csv_of(made), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{exports.file_name(made)}"'
    response.headers["Cache-Control"] = "no-store"
    return response  # type: ignore[return-value]


def _undo_until(run: BulkRun, user: User) -> str:
    """The hour until which this person may take the run back, in words; empty when they may not."""
    until = undoing.undo_until(run)
    return moments.day_hour(until) if until and undoing.may_undo(run, by=user) else ""


def _seen(user: User) -> Any:
    return runs.seen_by(user, runs.with_undo(BulkRun.objects.all()))
