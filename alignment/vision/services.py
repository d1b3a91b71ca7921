"""Changing the ideal customer: one draft at a time, and a published version is never edited."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal.services import record
from alignment.people.models import User
from alignment.vision import selectors
from alignment.vision.choices import VersionStatus
from alignment.vision.models import Criterion, IcpVersion
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from alignment.web.policies import MANAGER

COPIED = ("position", "label", "kind", "fact", "operator", "values", "weight")


def start_draft(*, by: User | None) -> IcpVersion:
    """The open draft, or a new one copied from the version in force."""
    draft = IcpVersion.objects.draft().first()
    if draft:
        return draft
    try:
        with transaction.atomic():
            return _copy_of_current(by)
    except IntegrityError:
        # Somebody else started one at the same instant: theirs is the draft.
        return IcpVersion.objects.draft().get()


def _copy_of_current(by: User | None) -> IcpVersion:
    last = IcpVersion.objects.aggregate(last=Max("number"))["last"] or 0
    draft = IcpVersion.objects.create(number=last + 1, created_by=by)
    current = IcpVersion.objects.in_force().first()
    if current:
        copies = [
            Criterion(version=draft, **{name: getattr(criterion, name) for name in COPIED})
            for criterion in current.criteria.all()
        ]
        Criterion.objects.bulk_create(copies)
    return draft


@transaction.atomic
def save_criterion(draft: IcpVersion, criterion: Criterion, *, by: User | None) -> Criterion:
    """Add a criterion to the draft, or change one of it; raises Conflict once it is published."""
    _need_draft(draft)
    criterion.version = draft
    if criterion.pk is None:
        last = draft.criteria.aggregate(last=Max("position"))["last"] or 0
        criterion.position = last + 1
        criterion.save(force_insert=True)
    else:
        criterion.save(update_fields=COPIED)
    return criterion


@transaction.atomic
def remove_criterion(criterion: Criterion, *, by: User | None) -> None:
    """Take a criterion out of the draft; raises Conflict once it is published."""
    _need_draft(criterion.version)
    criterion.delete()


@transaction.atomic
def discard_draft(draft: IcpVersion, *, by: User | None) -> None:
    """Throw the draft away; raises Conflict once it is published."""
    _need_draft(draft)
    draft.delete()


@transaction.atomic
def publish(draft: IcpVersion, *, by: User | None, note: str = "") -> IcpVersion:
    """Put the draft in force and supersede the version before, both or neither.

    Raises NotAllowed unless a manager does it (None is the system), Incomplete without criteria
    or change, Conflict when it was published meanwhile.
    """
    if by is not None and not MANAGER.holds(by):
        raise NotAllowed(_("Only a manager may publish the ideal customer."))
    _need_draft(draft)
    if not draft.criteria.exists():
        raise Incomplete(_("Add at least one criterion before publishing."))
    current = IcpVersion.objects.in_force().first()
    _need_change(current, draft)
    now = timezone.now()
    IcpVersion.objects.in_force().update(status=VersionStatus.SUPERSEDED, superseded_at=now)
    changed = IcpVersion.objects.draft().filter(pk=draft.pk)
    changed.update(status=VersionStatus.ACTIVE, effective_at=now, note=note[:500])
    draft.refresh_from_db()
    record(
        "icp.published",
        actor=by,
        target=draft,
        number=draft.number,
        before=current.number if current else None,
        note=draft.note,
    )
    return draft


@transaction.atomic
def write_version(
    criteria: Iterable[dict[str, Any]], *, by: User | None, note: str = ""
) -> IcpVersion:
    """Publish a version of exactly these criteria (for commands); an open draft is replaced."""
    draft = start_draft(by=by)
    draft.criteria.all().delete()
    for position, fields in enumerate(criteria, start=1):
        Criterion.objects.create(version=draft, position=position, **fields)
    return publish(draft, by=by, note=note)


def _need_draft(version: IcpVersion) -> None:
    """Lock the draft for this transaction, or raise Conflict: it may be published this instant."""
    locked = IcpVersion.objects.draft().filter(pk=version.pk).update(status=VersionStatus.DRAFT)
    if not locked:
        raise Conflict(_("This version is published: start a new draft to change it."))


def _need_change(current: IcpVersion | None, draft: IcpVersion) -> None:
    """Leads are graded by version: one that says the same again would only part them."""
    if current and not selectors.changes_between(current, draft):
        text = _("Nothing differs from version {number}: change a criterion before publishing.")
        raise Incomplete(text.format(number=current.number))
