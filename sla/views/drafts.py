"""The draft of the contract: its lines, its terms, what volume a revenue takes, and a replay."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.people.actor import actor
from alignment.web.business_days import today
from alignment.web.errors import Incomplete, Refused
from alignment.web.policies import MANAGER, MEMBER, OPERATOR, allow
from alignment.web.toasts import say
from leads.choices import Tier
from sla import agreements, drafts
from sla.calendars import calendar_of
from sla.choices import TIMED, AgreementStatus, Promise, Side, side_of
from sla.delays import delay_words, parse_delay
from sla.forms.drafts import PromiseForm, TermsForm, initial_of
from sla.models import Agreement
from sla.promises import FIELDS, MOST_PROMISES, SHAPES, promises_in, tiers_of
from sla.selectors import versions
from sla.selectors.replay import LONGEST, replay
from sla.selectors.sizing import size
from sla.views.contract import start_context
from sla.views.lines import columns_of

read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@allow(OPERATOR)
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Start a draft: copied from what is in force, or guided for the first contract."""
    chosen = request.POST.getlist("promise")
    sure = bool(request.POST.get("sure"))
    try:
        if chosen:
            drafts.start_guided(chosen, by=actor(request), today=today(), sure=sure)
        else:
            agreements.start_draft(by=actor(request))
    except Refused as refusal:
        if not chosen:
            raise
        again = refusal.code == "many_promises"
        context = {"may_write": True, "error": str(refusal), "ask_sure": again}
        context |= start_context(chosen)
        return render(request, "sla/start.html", context, status=refusal.status)
    return redirect("sla:draft")


@allow(OPERATOR)
@read_or_post
def draft(request: HttpRequest) -> HttpResponse:
    """The draft with all that helps to write it; a POST saves its terms."""
    found = _draft()
    if found is None:
        return redirect("sla:contract")
    if request.method != "POST":
        return _page(request, found, TermsForm(instance=found))
    form = TermsForm(request.POST, instance=Agreement(pk=found.pk))
    if form.is_valid():
        try:
            agreements.save_terms(found, by=actor(request), **form.cleaned_data)
        except Incomplete as refusal:
            _place(form, refusal)
        else:
            say(request, _("The draft is saved."))
            return redirect("sla:draft")
    return _page(request, _draft_or_404(), form, status=400)


@allow(OPERATOR)
@read_or_post
def promise(request: HttpRequest, promise: str) -> HttpResponse:
    """One promise of the draft: what, for which part, per priority."""
    found = _draft_or_404()
    if promise not in Promise.values:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = PromiseForm(posted, promise=promise, draft=found, initial=_initial(found, promise))
    if posted is not None and "sure" in posted:
        form.ask_again()
    if posted is not None and form.is_valid():
        try:
            _save(request, found, promise, form)
        except Refused as refusal:
            _place(form, refusal)
        else:
            say(request, _("The draft is saved."))
            return redirect("sla:draft")
    context = {"form": form, "promise": Promise(promise), "side": side_of(promise)}
    context |= {"meaning": SHAPES[promise].meaning, "draft": found}
    return render(request, "sla/promise.html", context, status=400 if form.is_bound else 200)


@allow(OPERATOR)
@require_POST
def remove(request: HttpRequest, promise: str) -> HttpResponse:
    """Take a promise out of the draft."""
    if promise not in Promise.values:
        raise Http404
    agreements.remove_line(_draft_or_404(), by=actor(request), promise=promise)
    say(request, _("« {label} » is removed.").format(label=Promise(promise).label))
    return redirect("sla:draft")


@allow(OPERATOR)
@require_POST
def take_volume(request: HttpRequest) -> HttpResponse:
    """Take the proposed volume over into the draft."""
    found, asked = _draft_or_404(), request.POST.get("number", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 0
    try:
        agreements.save_line(
            found, by=actor(request), promise=Promise.VOLUME, number=number, sure=True
        )
    except Incomplete as refusal:
        problem = "; ".join(str(text) for text in refusal.fields.values())
        return _page(request, found, TermsForm(instance=found), error=problem, status=400)
    say(request, _("Volume of the draft: {n} a month.").format(n=number))
    return redirect("sla:draft")


@allow(MANAGER)
@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Freeze the draft and ask both teams to sign."""
    found = _draft_or_404()
    try:
        agreements.propose(found, by=actor(request))
    except Refused as refusal:
        problem = "; ".join(map(str, refusal.fields.values())) or str(refusal)
        again = _draft_or_404()
        return _page(
            request, again, TermsForm(instance=again), error=problem, status=refusal.status
        )
    say(request, _("Proposed: both teams can sign now."))
    return redirect("sla:agreement", found.number)


@allow(OPERATOR)
@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Throw the draft away."""
    agreements.cancel(_draft_or_404(), by=actor(request))
    say(request, _("The draft is thrown away."))
    return redirect("sla:contract")


@allow(MEMBER)
@require_safe
def what_if(request: HttpRequest) -> HttpResponse:
    """The last 90 days judged with another delay; a part for htmx, a page without it."""
    context = replay_context(request.GET)
    template = "sla/_replay.html" if request.htmx else "sla/replay.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=400 if context["problem"] else 200)


def replay_context(asked: Any) -> dict[str, Any]:
    """The question as asked, and its answer where it can be given."""
    line, _dot, tier = (asked.get("line") or f"{Promise.FIRST_ATTEMPT}.{Tier.P2}").partition(".")
    text, day = asked.get("delay") or "4 h", calendar_of().day_minutes
    minutes = parse_delay(text, day)
    problem = ""
    if line not in TIMED or tier not in tiers_of(line):
        problem = _("Choose a promise that is measured in time.")
    elif not minutes or minutes > LONGEST:
        problem = _("Write a delay such as « 4 h », « 90 min » or « 1 working day ».")
    found = None
    if not problem and minutes and "delay" in asked:
        found = replay(line, tier, minutes, now=timezone.now())
    return {
        "replay": found,
        "problem": problem if "delay" in asked else "",
        "asked_line": f"{line}.{tier}" if tier else line,
        "asked_delay": text,
        "delay": delay_words(minutes, day) if minutes else "",
        "replayable": [
            (f"{each}.{t}" if t else each.value, versions.label_of(each, t))
            for each in Promise
            if each in TIMED
            for t in tiers_of(each)
        ],
    }


def _draft() -> Agreement | None:
    return versions.with_lines().filter(status=AgreementStatus.DRAFT).first()


def _draft_or_404() -> Agreement:
    found = _draft()
    if found is None:
        raise Http404
    return found


def _initial(found: Agreement, promise: str) -> dict[str, Any]:
    lines = {
        line.tier: {name: getattr(line, name) for name in FIELDS}
        for line in found.commitments.all()
        if line.promise == promise
    }
    return initial_of(lines or dict(drafts.usual(promise, today=today()).lines))


def _save(request: HttpRequest, found: Agreement, promise: str, form: PromiseForm) -> None:
    drafts.save_promise(
        found,
        by=actor(request),
        promise=promise,
        lines=form.lines(),
        sure=bool(form.cleaned_data.get("sure")),
    )


def _place(form: Any, refusal: Refused) -> None:
    """What the service refused, beside its field; a sixth promise asks once more."""
    if refusal.code == "many_promises" and isinstance(form, PromiseForm):
        form.ask_again()
    if not refusal.fields:
        form.add_error(None, str(refusal))
    for name, problem in refusal.fields.items():
        form.add_error(name if name in form.fields else None, str(problem))


def _page(
    request: HttpRequest, found: Agreement, form: TermsForm, *, error: str = "", status: int = 200
) -> HttpResponse:
    day, lines = calendar_of().day_minutes, list(found.commitments.all())
    before = versions.version_before(found)
    context = {
        "draft": found,
        "columns": columns_of(lines, day),
        "addable": _addable(promises_in(lines)),
        "many": len(promises_in(lines)) >= MOST_PROMISES,
        "before": before,
        "changes": versions.changes_between(before, found, day) if before else [],
        "usual_start": agreements.usual_start(today()),
        "form": form,
        "error": error,
        "may_propose": MANAGER.holds(request.user),
        **replay_context(request.GET),
        **volume_context(found, request.GET),
    }
    return render(request, "sla/draft.html", context, status=status)


def _addable(promised: set[str]) -> list[dict[str, Any]]:
    return [
        {"side": side, "promises": [p for p in Promise if side_of(p) == side and p not in promised]}
        for side in (Side.MARKETING, Side.SALES)
    ]


def volume_context(found: Agreement, asked: Any) -> dict[str, Any]:
    """The volume that the goal takes, from the last twelve months, against sales' capacity."""
    revenue = _euros(asked.get("revenue", "")) or found.goal_revenue
    cap = next(
        (line.number for line in found.commitments.all() if line.promise == Promise.CAPACITY), None
    )
    sized = size(revenue, cap, today=today(), secured=_euros(asked.get("secured", "")))
    return {
        "revenue": sized.revenue,
        "secured": sized.secured,
        "is_secured": sized.is_secured,
        "past": sized.past,
        "need": sized.need,
        "room": sized.room,
    }


def _euros(text: str) -> Decimal | None:
    try:
        value = Decimal("".join(text.split()).replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() and 0 <= value < Decimal("1e10") else None
