"""Changing the ideal customer: one draft at a time, and a proposed version is never edited."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from alignment.journal.services import record
from alignment.people.models import User
from alignment.vision import signing
from alignment.vision.choices import VersionStatus
from alignment.vision.models import Criterion, IcpVersion, Remark
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from alignment.web.policies import MANAGER

COPIED = ("position", "label", "kind", "fact", "operator", "values", "weight")


def start_draft(*, by: User | None) -> IcpVersion:
    """The open draft, or a new one copied from the version in force.

    Raises Conflict while a version is being signed: two would be signed side by side.
    """
    draft = IcpVersion.objects.draft().first()
    if draft:
        return draft
    signing.need_nothing_pending(IcpVersion.objects.all())
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
    """Add a criterion to the draft, or change one of it; raises Conflict once it is proposed."""
    signing.need_draft(draft)
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
    """Take a criterion out of the draft; raises Conflict once it is proposed."""
    signing.need_draft(criterion.version)
    criterion.delete()


@transaction.atomic
def say_of(criterion: Criterion, *, by: User, text: str) -> Remark:
    """Say something of one line while the version is written or signed.

    Raises Incomplete for an empty text, Conflict once it is in force.
    """
    version, text = criterion.version, " ".join(text.split())
    if not text:
        raise Incomplete(fields={"text": _("Write what you think of it.")})
    if version.status not in (VersionStatus.DRAFT, *signing.NOT_YET_ACTIVE):
        raise Conflict(_("This version is in force: start a draft to discuss a change."))
    remark = Remark.objects.create(
        version=version, criterion=criterion, about=criterion.label, text=text[:300], by=by
    )
    heard = {*version.remarks.values_list("by", flat=True), version.created_by_id} - {by.pk}
    record(
        "icp.discussed",
        actor=by,
        target=version,
        tell=sorted(key for key in heard if key is not None),
        number=version.number,
        about=criterion.label,
        text=remark.text,
    )
    return remark


@transaction.atomic
def discard_draft(draft: IcpVersion, *, by: User | None) -> None:
    """Throw the draft away; raises Conflict once it is proposed."""
    signing.need_draft(draft)
    draft.delete()


@transaction.atomic
def publish(draft: IcpVersion, *, by: User | None, note: str = "") -> IcpVersion:
    """Put the first version of a company in force with the word of one manager.

    Every later one is signed by both teams (alignment/vision/signing.py), but for None, the
    system. Raises NotAllowed, Incomplete without criteria or change, Conflict when it moved on.
    """
    if by is not None and not MANAGER.holds(by):
        raise NotAllowed(_("Only a manager may publish the ideal customer."))
    if by is not None and IcpVersion.objects.in_force().exists():
        raise NotAllowed(_("Both teams sign a change of the ideal customer: propose it."))
    return signing.put_in_force(draft, by=by, note=note)


@transaction.atomic
def write_version(
    criteria: Iterable[dict[str, Any]], *, by: User | None, note: str = ""
) -> IcpVersion:
    """Publish a version of exactly these criteria (for commands); an open draft is replaced."""
    draft = start_draft(by=by)
    draft.criteria.all().delete()
    for position, fields in enumerate(criteria, start=1):
        Criterion.objects.create(version=draft, position=position, **fields)
    return signing.put_in_force(draft, by=by, note=note)
