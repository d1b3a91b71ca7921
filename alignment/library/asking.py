"""Asking for a content that is missing: taken by somebody, ended with a content or a word."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.library import services
from alignment.library.choices import Kind
from alignment.library.models import Content, ContentRequest
from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.web.errors import Conflict, Incomplete, NotAllowed, Text
from alignment.web.policies import OPERATOR

LONGEST = {"title": 160, "why": 600, "audience": 160}


def ask(
    *,
    by: User,
    title: str,
    why: str = "",
    audience: str = "",
    kind: str = "",
    wanted_on: Any = None,
) -> ContentRequest:
    """Ask for a content; marketing is told. Incomplete names what is missing or too long."""
    if not OPERATOR.holds(by):
        raise NotAllowed
    said = {"title": " ".join(title.split()), "why": why.strip(), "audience": audience.strip()}
    wrong: dict[str, Text] = {
        name: _("At most {n} characters.").format(n=LONGEST[name])
        for name, text in said.items()
        if len(text) > LONGEST[name]
    }
    if not said["title"]:
        wrong["title"] = _("Required.")
    if kind and kind not in Kind.values:
        wrong["kind"] = _("Not one of the choices.")
    if wrong:
        raise Incomplete(fields=wrong)
    with transaction.atomic():
        row = ContentRequest.objects.create(asked_by=by, kind=kind, wanted_on=wanted_on, **said)
        makers = User.objects.active().of_kind(TeamKind.MARKETING).values_list("pk", flat=True)
        journal.record("content_request.asked", actor=by, target=row, tell=sorted(makers))
    return row


def take(request: ContentRequest, *, by: User) -> ContentRequest:
    """Say « I do it »; somebody else may still take it over."""
    services.require_writer(by)
    with transaction.atomic():
        row = _open(request)
        if row.taken_by_id != by.pk:
            row.taken_by, row.taken_at = by, timezone.now()
            row.save()
            journal.record("content_request.taken", actor=by, target=row, tell=_author(row))
    request.refresh_from_db()
    return request


def end(
    request: ContentRequest, *, by: User, content: Content | None = None, word: str = ""
) -> ContentRequest:
    """Answer it with a content of the library, or say in a word why there will be none."""
    services.require_writer(by)
    word = word.strip()[:300]
    if content is None and not word:
        raise Incomplete(fields={"content": _("Choose the content, or say why there is none.")})
    with transaction.atomic():
        row = _open(request)
        row.content, row.word = content, word
        row.ended_by, row.ended_at = by, timezone.now()
        row.save()
        verb = "content_request.answered" if content else "content_request.declined"
        about: dict[str, Any] = {"content": content.title if content else "", "word": word}
        journal.record(verb, actor=by, target=row, tell=_author(row), **about)
    request.refresh_from_db()
    return request


def _open(request: ContentRequest) -> ContentRequest:
    row = ContentRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if row.ended_at is not None:
        raise Conflict(_("This request is answered already."), code="answered")
    return row


def _author(row: ContentRequest) -> list[int]:
    return [row.asked_by_id] if row.asked_by_id else []
