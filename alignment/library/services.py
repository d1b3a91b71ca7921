"""Contents that sales may show: listed once, renewed by versions, retired rather than deleted."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.library import files
from alignment.library.models import Content, ContentVersion, Held
from alignment.people.models import User
from alignment.web.business_days import today
from alignment.web.errors import Conflict, Incomplete, NotAllowed, Text
from alignment.web.policies import WRITER

EDITABLE = (
    "title", "kind", "summary", "when_to_use", "moments", "sections", "personas", "language",
    "owner", "message", "review_on",
)  # fmt: skip


def save_content(row: Content | None, *, by: User, **fields: Any) -> Content:
    """Add a content or change what is said of it; a new one may bring its `file` or `address`.

    Raises Incomplete for an empty title, one that is there already, or a file that is not taken.
    """
    require_writer(by)
    brought = {name: fields.pop(name) for name in ("file", "address", "note") if name in fields}
    is_new = row is None
    row = row or Content(created_by=by, owner=by)
    for name in EDITABLE:
        if name in fields:
            setattr(row, name, fields[name])
    row.title = " ".join(row.title.split())
    row.changed_at = timezone.now()
    _require_sound(row)
    with transaction.atomic():
        _save(row)
        if brought.get("file") or brought.get("address"):
            add_version(row, by=by, **brought)
        journal.record("content.created" if is_new else "content.edited", actor=by, target=row)
    return row


def add_version(
    content: Content,
    *,
    by: User,
    file: UploadedFile | None = None,
    address: str = "",
    note: str = "",
) -> ContentVersion:
    """Make a file or an address the current version; earlier ones stay where they were shared.

    Raises Incomplete (neither or both, a file that is not taken), Conflict (a retired content).
    """
    require_writer(by)
    row = ContentVersion(content=content, by=by, note=note.strip())
    with held(row, file, address), transaction.atomic():
        locked = Content.objects.select_for_update(of=("self",)).get(pk=content.pk)
        require_in_use(locked)
        last = locked.versions.aggregate(last=Max("number"))["last"] or 0
        row.number = last + 1
        row.save()
        make_current(locked, row)
        if last:
            journal.record("content.renewed", actor=by, target=locked, number=row.number)
    content.refresh_from_db()
    return row


def make_current(content: Content, version: ContentVersion) -> None:
    """What is shown from now on."""
    now = timezone.now()
    Content.objects.filter(pk=content.pk).update(current=version, changed_at=now)


def archive(content: Content, *, by: User, why: str = "") -> Content:
    """Retire a content: it is proposed no more, and its links go on until they expire."""
    require_writer(by)
    return _turn(content, by, "content.archived", False, today(), why.strip()[:200])


def restore(content: Content, *, by: User) -> Content:
    """Take a retired content into use again."""
    require_writer(by)
    return _turn(content, by, "content.restored", True, None, "")


def review(content: Content, *, by: User, until: Any) -> Content:
    """Note that it was read again and still holds, until the next date of review."""
    require_writer(by)
    if until is None or until <= today():
        raise Incomplete(fields={"review_on": _("Choose a day to come.")})
    with transaction.atomic():
        Content.objects.filter(pk=content.pk).update(review_on=until, changed_at=timezone.now())
        journal.record("content.reviewed", actor=by, target=content, until=until.isoformat())
    content.refresh_from_db()
    return content


def require_writer(by: User) -> None:
    """Marketing and managers write what both teams share."""
    if not WRITER.holds(by):
        raise NotAllowed


def require_in_use(content: Content) -> None:
    if not content.is_active:
        raise Conflict(_("This content is retired: take it into use again first."), code="retired")


class held:  # noqa: N801 - reads as a verb: with held(row, file, address)
    """Keep what is brought with the row; the file goes again if the row cannot be saved."""

    def __init__(self, row: Held, file: UploadedFile | None, address: str) -> None:
        self.row, self.file, self.address = row, file, address.strip()

    def __enter__(self) -> Held:
        if bool(self.file) == bool(self.address):
            raise Incomplete(fields={"file": _("Send a file or give an address.")})
        if self.address:
            self.row.address = self.address
            _require_address(self.row)
        elif self.file:
            files.keep(self.row, self.file)
        return self.row

    def __exit__(self, kind: Any, *_rest: Any) -> None:
        if kind is not None:
            files.forget(self.row)


def _turn(
    content: Content, by: User, verb: str, is_active: bool, archived_on: Any, why: str
) -> Content:
    with transaction.atomic():
        locked = Content.objects.select_for_update(of=("self",)).get(pk=content.pk)
        if locked.is_active != is_active:
            locked.is_active, locked.archived_on, locked.archived_why = is_active, archived_on, why
            locked.changed_at = timezone.now()
            locked.save()
            journal.record(verb, actor=by, target=locked, why=why)
    content.refresh_from_db()
    return content


def _save(row: Content) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Incomplete(fields={"title": _("There is one with this title.")}) from None


def _require_sound(row: Content) -> None:
    wrong: dict[str, Text] = {}
    try:
        row.clean_fields(exclude=["owner", "message", "current", "created_by"])
    except ValidationError as error:
        wrong |= {name: str(said[0]) for name, said in error.message_dict.items()}
    if not row.title:
        wrong["title"] = _("Required.")
    for name, known in row.CODES.items():
        if not _are_codes(getattr(row, name), known()):
            wrong[name] = _("Not one of the choices.")
    if wrong:
        raise Incomplete(fields=wrong)


def _are_codes(values: Any, known: Iterable[str]) -> bool:
    codes = set(known)
    return isinstance(values, list) and all(
        isinstance(value, str) and value in codes for value in values
    )


def _require_address(row: Held) -> None:
    """Checked as text only: nobody ever fetches it."""
    try:
        row._meta.get_field("address").clean(row.address, row)
    except ValidationError as error:
        raise Incomplete(fields={"address": str(error.messages[0])}) from None
    parts = urlsplit(row.address)
    if parts.scheme not in ("http", "https") or "@" in parts.netloc:
        raise Incomplete(fields={"address": _("An address begins with https://.")})
