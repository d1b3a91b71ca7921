"""Suspected pairs, and two records side by side that become one."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.people.actor import actor
from alignment.web import toasts
from alignment.web.errors import Refused
from alignment.web.paging import keyset_page
from alignment.web.policies import MEMBER, OPERATOR, allow
from alignment.web.views import safe_next
from leads.choices import PairState, Record
from leads.finding.lookup import LONGEST_QUERY, find
from leads.merging import choices_between, merge_records, undo_merge
from leads.merging.choosing import MODELS
from leads.merging.deciding import decide, likelihood, open_pairs, pair_of
from leads.models import Lead, Merge, SuspectedPair
from leads.selectors.merges import kept_address

PAGE = 25
MOST_CANDIDATES = 8
TABS = (Record.COMPANY, Record.CONTACT)


def moved(record: str) -> Callable[[Any], Any]:
    """The address of a row that was folded into another leads there instead of nowhere."""

    def decorate(view: Any) -> Any:
        @wraps(view)
        def led(request: HttpRequest, public_id: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return view(request, public_id, *args, **kwargs)
            except Http404:
                url = kept_address(record, public_id)
                if not url:
                    raise
                return HttpResponseRedirect(url)

        return led

    return decorate


@allow(MEMBER)
@require_safe
def pairs(request: HttpRequest) -> HttpResponse:
    """What looks like the same company or person, the surest first; or what was told apart."""
    record = request.GET.get("record", "")
    record = record if record in TABS else Record.COMPANY
    state = PairState.DIFFERENT if request.GET.get("state") == "different" else PairState.OPEN
    rows = SuspectedPair.objects.filter(state=state)
    page = keyset_page(
        rows.filter(record=record), order=["-score"], cursor=request.GET.get("cursor", ""),
        size=PAGE,
    )  # fmt: skip
    shown = open_pairs(page.rows)
    for pair in shown:
        pair.likelihood = likelihood(pair.score)  # type: ignore[attr-defined]
    context = {
        "page": page,
        "pairs": shown,
        "record": record,
        "state": state,
        "tabs": [(kind, Record(kind).label, rows.filter(record=kind).count()) for kind in TABS],
        "may_decide": OPERATOR.holds(request.user),
    }
    return render(request, "leads/pairs.html", context)


@allow(OPERATOR)
@require_POST
def pair_decide(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """« Not the same », or the question again."""
    pair = get_object_or_404(SuspectedPair, public_id=public_id)
    again = "again" in request.POST
    decide(pair, by=actor(request), same=None if again else False)
    if again:
        toasts.say(request, _("This pair is to look at again."))
    else:
        toasts.say(request, _("Noted: these are not the same. They are not proposed again."))
    back = f"{reverse('leads:pairs')}?record={pair.record}"
    return HttpResponseRedirect(safe_next(request, back))


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, kind: str, public_id: uuid.UUID) -> HttpResponse:
    """Choose the other record, then field by field what stays; POST folds it into this one."""
    if kind not in TABS:
        raise Http404
    kept = get_object_or_404(_rows(kind), public_id=public_id)
    posted = request.method == "POST"
    other = (request.POST if posted else request.GET).get("with", "")
    gone = _named(kind, other, besides=kept)
    if gone is None:
        return _search(request, kind, kept, status=400 if posted else 200)
    choices = choices_between(kind, kept, gone)
    error, status = "", 200
    if posted:
        take = [c.name for c in choices if request.POST.get(f"pick-{c.name}") == "gone"]
        try:
            done = merge_records(kind, kept, gone, by=actor(request), take=take)
        except Refused as refused:
            error = " ".join(str(text) for text in refused.fields.values()) or str(refused)
            status = refused.status
        else:
            return _merged(request, kept, done)
    context = _comparison(kind, kept, gone, choices) | {"error": error}
    return render(request, "leads/merge.html", context, status=status)


@allow(OPERATOR)
@require_POST
def merge_undo(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Bring back what a merge folded away."""
    row = undo_merge(get_object_or_404(Merge, public_id=public_id), by=actor(request))
    toasts.say(request, _("Undone: {name} is back.").format(name=row))
    url = row.get_absolute_url()
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def _merged(request: HttpRequest, kept: Any, done: Merge) -> HttpResponse:
    toasts.say(
        request,
        _("{gone} is merged into {kept}.").format(gone=done.gone_label, kept=kept),
        undo=reverse("leads:merge_undo", args=[done.public_id]),
    )
    return HttpResponseRedirect(kept.get_absolute_url())


def _search(request: HttpRequest, kind: str, kept: Any, *, status: int) -> HttpResponse:
    """Whom to merge with: what is suspected, or what is found by name."""
    words = request.GET.get("q", "").replace("\x00", "")[:LONGEST_QUERY]
    if words:
        hits = [hit.row for hit in find(words, most=MOST_CANDIDATES + 1) if hit.kind == kind]
        found = [row for row in hits if row.pk != kept.pk][:MOST_CANDIDATES]
    else:
        found = _suspected(kind, kept)
    context = {"kind": kind, "kept": kept, "words": words, "found": found}
    return render(request, "leads/merge_search.html", context, status=status)


def _suspected(kind: str, kept: Any) -> list[Any]:
    about = SuspectedPair.objects.filter(record=kind, state=PairState.OPEN)
    rows = [*about.filter(low_id=kept.pk), *about.filter(high_id=kept.pk)]
    keys = {pk for pair in rows for pk in (pair.low_id, pair.high_id)} - {kept.pk}
    return list(_rows(kind).filter(pk__in=keys)[:MOST_CANDIDATES])


def _comparison(kind: str, kept: Any, gone: Any, choices: list[Any]) -> dict[str, Any]:
    leads = {row.pk: list(_leads(kind, row)) for row in (kept, gone)}
    both_open = all(any(lead.is_open for lead in leads[row.pk]) for row in (kept, gone))
    return {
        "kind": kind,
        "kept": kept,
        "gone": gone,
        "choices": choices,
        "kept_leads": len(leads[kept.pk]),
        "gone_leads": len(leads[gone.pk]),
        "become_one": both_open and kind == Record.CONTACT,
        "two_siren": kind == Record.COMPANY
        and kept.siren and gone.siren and kept.siren != gone.siren,
        "pair": pair_of(kind, kept.pk, gone.pk),
    }  # fmt: skip


def _leads(kind: str, row: Any) -> Any:
    return Lead.objects.filter(**{kind: row}).only("pk", "stage")


def _rows(kind: str) -> Any:
    rows = MODELS[kind]._default_manager.all()
    if kind == Record.CONTACT:
        return rows.filter(erased_at__isnull=True).select_related("company")
    return rows.select_related("owner")


def _named(kind: str, text: str, *, besides: Any) -> Any:
    try:
        wanted = uuid.UUID(text)
    except ValueError:
        return None
    return _rows(kind).filter(public_id=wanted).exclude(pk=besides.pk).first()
