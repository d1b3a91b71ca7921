"""The one message: a house for everybody and for segments, written, signed by both, read."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.people.actor import actor
from alignment.vision import glossary, houses, signing
from alignment.vision.choices import VersionStatus
from alignment.vision.forms.house import HouseForm, ProposeForm, SegmentForm
from alignment.vision.models import HouseVersion, MessageHouse, Segment
from alignment.vision.views.signing import said_of
from alignment.web.errors import Refused
from alignment.web.policies import MANAGER, MEMBER, WRITER, allow
from alignment.web.toasts import say

read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@allow(MEMBER)
@require_safe
def message_houses(request: HttpRequest) -> HttpResponse:
    """What we say to everybody, then to each segment."""
    said = {row.house_id: row for row in HouseVersion.objects.in_force()}
    waiting = set(HouseVersion.objects.waiting().values_list("house", flat=True))
    rows = MessageHouse.objects.select_related("segment").filter(segment__retired_at__isnull=True)
    context = {
        "houses": [(row, said.get(row.pk), row.pk in waiting) for row in rows],
        "may_write": WRITER.holds(request.user),
    }
    return render(request, "vision/houses.html", context)


@allow(WRITER)
@require_POST
def house_begin(request: HttpRequest) -> HttpResponse:
    """Begin the message that speaks to everybody."""
    return redirect("vision:house_edit", houses.house_of(None).public_id)


@allow(WRITER)
@read_or_post
def segment_new(request: HttpRequest) -> HttpResponse:
    """Name a group of leads that hears another message."""
    form = SegmentForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        segment = form.saved(lambda **values: houses.add_segment(by=actor(request), **values))
        if segment:
            return redirect("vision:house_edit", houses.house_of(segment).public_id)
    return render(request, "vision/segment.html", {"form": form}, status=form.status)


@allow(WRITER)
@read_or_post
def segment(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Change the name or the rule of a segment."""
    found = get_object_or_404(Segment.objects.in_use(), public_id=public_id)
    known = {"name": found.name, "note": found.note, "rule": glossary.rules().address(found.query)}
    form = SegmentForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_bound and form.saved(
        lambda **values: houses.change_segment(found, by=actor(request), **values)
    ):
        say(request, _("Saved."))
        return redirect("dashboards:segments")
    context = {"form": form, "segment": found}
    return render(request, "vision/segment.html", context, status=form.status)


@allow(WRITER)
@require_POST
def segment_retire(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Nobody hears the message of this segment any more."""
    found = get_object_or_404(Segment.objects.in_use(), public_id=public_id)
    houses.retire_segment(found, by=actor(request))
    say(request, _("The segment is retired; what was said to it stays readable."))
    return redirect("dashboards:segments")


@allow(MEMBER)
@require_safe
def house(request: HttpRequest, public_id: Any) -> HttpResponse:
    """One house: what is said, what is being signed, what was said before."""
    return _house_page(request, _house(public_id))


@allow(WRITER)
@read_or_post
def house_edit(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Write the draft; a version that is being signed must be withdrawn first."""
    found = _house(public_id)
    form = HouseForm(
        request.POST if request.method == "POST" else None, version=houses.start_of(found)
    )
    if form.is_bound and form.saved(lambda **v: houses.write(found, by=actor(request), **v)):
        say(request, _("Draft saved."))
        return redirect(found)
    context = {"form": form, "house": found}
    return render(request, "vision/house_edit.html", context, status=form.status)


@allow(WRITER)
@require_POST
def house_discard(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Throw the draft away."""
    found = _house(public_id)
    houses.discard(_or_404(found.versions.draft().first()), by=actor(request))
    say(request, _("The draft is thrown away."))
    return redirect(found)


@allow(MANAGER)
@require_POST
def house_propose(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Freeze the draft for signing."""
    found, form = _house(public_id), ProposeForm(request.POST)
    draft = _or_404(found.versions.draft().first())
    if form.saved(lambda **values: signing.propose(draft, by=actor(request), **values)):
        say(request, _("Proposed: a manager of each team signs it."))
        return redirect(found)
    return _house_page(request, found, proposing=form, status=form.status)


@allow(MANAGER)
@require_POST
def house_sign(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Sign for a team what was shown."""
    found, posted = _house(public_id), request.POST
    version = _or_404(houses.pending(found))
    side, digest = posted.get("side", ""), posted.get("digest", "")
    try:
        signing.sign(version, by=actor(request), side=side, digest=digest)
    except Refused as refusal:
        return _house_page(request, found, error=str(refusal), status=refusal.status)
    say(request, said_of(version))
    return redirect(found)


@allow(MANAGER)
@require_POST
def house_withdraw(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Make the version that is being signed a draft again."""
    found = _house(public_id)
    version = _or_404(houses.pending(found))
    try:
        signing.withdraw(version, by=actor(request))
    except Refused as refusal:
        return _house_page(request, found, error=str(refusal), status=refusal.status)
    say(request, _("Version {number} is a draft again.").format(number=version.number))
    return redirect(found)


def _house_page(
    request: HttpRequest,
    found: MessageHouse,
    *,
    proposing: ProposeForm | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    history = list(found.versions.published().with_signers())
    current = next((row for row in history if row.status == VersionStatus.ACTIVE), None)
    draft, pending = found.versions.draft().first(), houses.pending(found)
    newest = pending or draft
    context = {
        "house": found, "current": current, "history": history, "draft": draft,
        "pending": pending, "newest": newest, "error": error,
        "signing": signing.state_for(pending, request.user) if pending else None,
        "changes": houses.changes(current, newest) if newest else [],
        "may_write": WRITER.holds(request.user) and not pending,
        "may_propose": bool(draft) and not pending and MANAGER.holds(request.user),
        "proposing": proposing or ProposeForm(),
    }  # fmt: skip
    return render(request, "vision/house.html", context, status=status)


def _house(public_id: Any) -> MessageHouse:
    return get_object_or_404(MessageHouse.objects.select_related("segment"), public_id=public_id)


def _or_404(version: HouseVersion | None) -> HouseVersion:
    return version or get_object_or_404(HouseVersion, pk=0)
