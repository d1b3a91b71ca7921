"""« I made my own version »: what a rep made instead of the library's, adopted or not kept."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.library import services
from alignment.library.choices import RemakeState
from alignment.library.models import Content, ContentVersion, Remake
from alignment.people.models import User
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from alignment.web.policies import OPERATOR

# What a version takes over from the one that somebody made.
TAKEN = ("file", "name", "size", "sha256", "media_type", "address")


def propose(
    content: Content,
    *,
    by: User,
    file: UploadedFile | None = None,
    address: str = "",
    note: str = "",
) -> Remake:
    """Show the version that one made; `note` says what the library's own lacked.

    Raises Incomplete (no word, neither file nor address), Conflict (a retired content).
    """
    require_maker(by)
    note = note.strip()
    if not note:
        raise Incomplete(fields={"note": _("Say in a few words what was missing.")})
    services.require_in_use(content)
    row = Remake(content=content, by=by, note=note[:300])
    with services.held(row, file, address), transaction.atomic():
        row.save()
        tell = [content.owner_id] if content.owner_id else []
        journal.record("content.remade", actor=by, target=content, note=row.note, tell=tell)
    return row


def require_maker(by: User) -> None:
    """People of marketing and sales, and the direction."""
    if not OPERATOR.holds(by):
        raise NotAllowed


def adopt(remake: Remake, *, by: User, word: str = "") -> ContentVersion:
    """Make it the current version for everybody; its author is told and stays its author."""
    services.require_writer(by)
    with transaction.atomic():
        locked = _open(remake)
        content = Content.objects.select_for_update(of=("self",)).get(pk=locked.content_id)
        services.require_in_use(content)
        last = content.versions.aggregate(last=Max("number"))["last"] or 0
        version = ContentVersion(content=content, number=last + 1, by=locked.by, note=locked.note)
        for name in TAKEN:
            setattr(version, name, getattr(locked, name))
        version.save()
        services.make_current(content, version)
        locked.version = version
        _decide(locked, by, RemakeState.ADOPTED, word)
    remake.refresh_from_db()
    return version


def decline(remake: Remake, *, by: User, word: str) -> Remake:
    """Put it aside with a word to its author; Incomplete without one."""
    services.require_writer(by)
    if not word.strip():
        raise Incomplete(fields={"word": _("Tell its author why, in a few words.")})
    with transaction.atomic():
        _decide(_open(remake), by, RemakeState.DECLINED, word)
    remake.refresh_from_db()
    return remake


def _open(remake: Remake) -> Remake:
    row = Remake.objects.select_for_update(of=("self",)).get(pk=remake.pk)
    if row.state != RemakeState.PROPOSED:
        raise Conflict(_("Somebody has decided on this version already."), code="decided")
    return row


def _decide(row: Remake, by: User, state: RemakeState, word: str) -> None:
    row.state, row.word = state, word.strip()[:300]
    row.decided_by, row.decided_at = by, timezone.now()
    row.save()
    tell = [row.by_id] if row.by_id else []
    journal.record(f"content.{state.value}", actor=by, target=row.content, word=row.word, tell=tell)
