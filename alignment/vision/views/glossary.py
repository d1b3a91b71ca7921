"""The shared words: the list, one word with its history, and what is proposed of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.people.actor import actor
from alignment.vision import glossary, signing
from alignment.vision import words as reading
from alignment.vision.forms.glossary import DefinitionForm, TermForm
from alignment.vision.models import Term, TermVersion
from alignment.vision.models.glossary import is_french
from alignment.vision.views.signing import said_of
from alignment.web.errors import Refused
from alignment.web.policies import MANAGER, MEMBER, OPERATOR, allow
from alignment.web.toasts import say


@allow(MEMBER)
@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """Every word by what it is about, with its definition in force."""
    context = {"groups": reading.grouped(), "may_propose": OPERATOR.holds(request.user)}
    return render(request, "vision/words.html", context)


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def term_new(request: HttpRequest) -> HttpResponse:
    """A new word: proposed, it counts once both teams approve its definition."""
    form = TermForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        found = form.saved(lambda **values: glossary.add_term(by=actor(request), **values))
        if found:
            say(request, _("Proposed: both owners approve it before it counts."))
            return redirect(found)
    return render(request, "vision/term_new.html", {"form": form}, status=form.status)


@allow(MEMBER)
@require_safe
def term(request: HttpRequest, code: str) -> HttpResponse:
    """One word: what it means, what is proposed, what it meant before."""
    return _term_page(request, get_object_or_404(Term, code=code))


def _term_page(
    request: HttpRequest, found: Term, *, error: str = "", status: int = 200
) -> HttpResponse:
    history = list(found.versions.published().with_signers())
    current = history[0] if history else None
    pending = glossary.waiting(found)
    refused = found.versions.draft().exclude(refusal="").select_related("refused_by").first()
    context = {
        "term": found,
        "current": current,
        "history": history,
        "pending": pending,
        "refused": refused,
        "signing": signing.state_for(pending, request.user) if pending else None,
        "diff": _diff(current, pending) if pending else [],
        "rule": glossary.rules().in_words(current.rule) if current and current.rule else [],
        "may_propose": OPERATOR.holds(request.user) and not pending,
        "owners": glossary.owners_for(found, actor(request)),
        "error": error,
    }
    return render(request, "vision/term.html", context, status=status)


@allow(MANAGER)
@require_POST
def term_owner(request: HttpRequest, code: str) -> HttpResponse:
    """Say who answers for the word in a team; an empty `owner` leaves it to its managers."""
    found, posted = get_object_or_404(Term, code=code), request.POST
    try:
        owner = glossary.person_named(posted.get("owner", ""))
        glossary.set_owner(found, by=actor(request), side=posted.get("side", ""), owner=owner)
    except Refused as refusal:
        texts = " ".join(str(text) for text in refusal.fields.values()) or str(refusal)
        return _term_page(request, found, error=texts, status=refusal.status)
    say(request, _("Saved."))
    return redirect(found)


def _diff(before: TermVersion | None, after: TermVersion) -> list[tuple[str, str]]:
    name = "definition_fr" if is_french() else "definition_en"
    return glossary.diff(getattr(before, name) if before else "", getattr(after, name))


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def term_propose(request: HttpRequest, code: str) -> HttpResponse:
    """Propose another definition; both owners approve it before it counts."""
    found = get_object_or_404(Term, code=code)
    data = request.POST if request.method == "POST" else None
    form = DefinitionForm(data, initial=_now(found))
    if form.is_bound:
        saved = form.saved(lambda **values: glossary.propose(found, by=actor(request), **values))
        if saved:
            say(request, _("Proposed: both owners approve it before it counts."))
            return redirect(found)
    context = {"term": found, "form": form}
    return render(request, "vision/term_propose.html", context, status=form.status)


def _now(found: Term) -> dict[str, Any]:
    """What was refused, else what is in force: where a proposal starts from."""
    draft = found.versions.draft().first() or found.versions.in_force().first()
    if draft is None:
        return {}
    rule = glossary.rules().address(draft.rule) if draft.rule else ""
    return {
        "definition_fr": draft.definition_fr,
        "definition_en": draft.definition_en,
        "rule": rule,
    }


@allow(OPERATOR)
@require_POST
def term_answer(request: HttpRequest, code: str) -> HttpResponse:
    """Approve a proposal for a team, say no with a reason, or take it back."""
    found, posted = get_object_or_404(Term, code=code), request.POST
    pending = glossary.waiting(found)
    if pending is None:
        return _term_page(request, found, error=_("Nothing is proposed any more."), status=409)
    try:
        _answer(pending, request, posted.get("answer", ""))
    except Refused as refusal:
        texts = " ".join(str(text) for text in refusal.fields.values()) or str(refusal)
        return _term_page(request, found, error=texts, status=refusal.status)
    return redirect(found)


def _answer(pending: TermVersion, request: HttpRequest, answer: str) -> None:
    by, posted = actor(request), request.POST
    if answer == "refuse":
        glossary.refuse(pending, by=by, reason=posted.get("reason", ""))
        say(request, _("Its author hears why."))
    elif answer == "withdraw":
        signing.withdraw(pending, by=by)
        say(request, _("The proposal is taken back."))
    else:
        signing.sign(pending, by=by, side=posted.get("side", ""), digest=posted.get("digest", ""))
        say(request, said_of(pending))
