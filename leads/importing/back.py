"""Taking imports back from the browser, and what the nights take away of their files."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from alignment.people.models import User
from alignment.web.errors import Conflict, Refused
from leads.choices import ImportStatus
from leads.importing import choosing, faults, uploads
from leads.importing.reverting import ENDED, Reverted, refuse_later, revert
from leads.models import Import

# More lines than this are taken back by a worker: a page does not wait so long.
AT_ONCE = 1500
FILES_KEPT = timedelta(days=30)
DRAFTS_KEPT = timedelta(days=7)
ASKED_AGAIN_AFTER = timedelta(seconds=90)


def ask(batch: Import, *, by: User) -> Reverted | None:
    """Take an import back at once, or None when a worker is to do it (starting.push_back)."""
    choosing.require_own(batch, by)
    if batch.created + batch.updated <= AT_ONCE:
        return revert(batch, by=by)
    with transaction.atomic():
        row = Import.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if row.status not in ENDED:
            raise Conflict(_("This import was taken back already."), code="already_reverted")
        refuse_later(row)
        row.reading["back_by"] = by.pk
        row.problems, row.alive_at = [], timezone.now()
        row.save(update_fields=["reading", "problems", "alive_at"])
    batch.refresh_from_db()
    return None


def do(pk: int) -> None:
    """Take back what somebody asked for; a run that was killed has changed nothing."""
    batch = _asked().filter(pk=pk).first()
    if batch is None:
        return
    by = User.objects.filter(pk=batch.reading["back_by"]).first()
    Import.objects.filter(pk=pk).update(alive_at=timezone.now())
    with translation.override(by.language if by else None):
        try:
            revert(batch, by=by)
        except Refused as refused:
            batch.refresh_from_db()
            batch.reading.pop("back_by", None)
            batch.problems = [str(refused)]
            batch.save(update_fields=["reading", "problems"])


def is_going_back(batch: Import) -> bool:
    """Whether a worker is at taking it back."""
    return "back_by" in batch.reading and batch.status in ENDED


def left_behind() -> list[int]:
    """Those that a dead worker, or a lost push, left."""
    late = timezone.now() - ASKED_AGAIN_AFTER
    return list(_asked().filter(alive_at__lt=late).values_list("pk", flat=True))


def forget_files() -> int:
    """Delete files and faulty lines of imports long ended, and drafts that nobody started."""
    now = timezone.now()
    old = Import.objects.exclude(upload="").filter(finished_at__lt=now - FILES_KEPT)
    count = 0
    for batch in old.iterator():
        uploads.forget_file(batch)
        faults.forget(batch)
        count += 1
    drafts = Import.objects.filter(status=ImportStatus.DRAFT, started_at__lt=now - DRAFTS_KEPT)
    for batch in drafts.iterator():
        uploads.forget_file(batch)
        batch.delete()
        count += 1
    return count


def _asked():
    return Import.objects.filter(status__in=ENDED, reading__back_by__isnull=False)
