"""Which reading of marketing's contribution both teams agreed to show first.

One proposal at a time; it is in force once a manager of each team has signed, and stays on the
books when a later one follows, so that past figures keep the reading they were shown under.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal.services import record
from alignment.people.models import User
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from alignment.web.policies import MANAGER
from dashboards.attribution import MODELS
from dashboards.models import AttributionLock
from sla.agreements import may_sign
from sla.choices import Side

READINGS = {
    "source": _("By source"),
    "first_touch": _("By first touch"),
    "presales": _("Before sales"),
}
# The suffix of the variants of `marketing_sourced` that a reading is measured as.
SUFFIX = {"source": "source", "first_touch": "", "presales": "presales"}
TEAMS = (Side.MARKETING, Side.SALES)


def in_force(at: datetime | None = None) -> AttributionLock | None:
    """The agreed reading at a moment (now unless said), None before the first."""
    signed = AttributionLock.objects.filter(in_force_from__lte=at or timezone.now())
    return signed.order_by("-in_force_from", "-id").first()


def proposed() -> AttributionLock | None:
    """What waits for a signature, if anything does."""
    return AttributionLock.objects.filter(in_force_from__isnull=True).order_by("-id").first()


def require_proposer(by: User) -> None:
    """Raise NotAllowed unless the person may propose a reading."""
    if not MANAGER.holds(by):
        raise NotAllowed


def propose(*, by: User, reading: str, model: str) -> AttributionLock:
    """Propose a reading, and the model that campaigns are judged by; replaces an open proposal.

    Raises NotAllowed (a manager proposes) or Incomplete with its fields.
    """
    require_proposer(by)
    wrong = {}
    if reading not in READINGS:
        wrong["reading"] = _("Not one of the choices.")
    if model not in MODELS:
        wrong["model"] = _("Not one of the choices.")
    if wrong:
        raise Incomplete(fields=wrong)
    with transaction.atomic():
        AttributionLock.objects.filter(in_force_from__isnull=True).delete()
        lock = AttributionLock.objects.create(reading=reading, model=model)
        record("attribution.proposed", actor=by, target=lock, reading=reading, model=model)
    return lock


def sign(lock: AttributionLock, *, by: User, side: str) -> AttributionLock:
    """Sign for one team; with both, the reading is in force from now on.

    Raises NotAllowed by the rules of the contract's signatures, Conflict when it is signed already.
    """
    if side not in TEAMS:
        raise Incomplete(fields={"side": _("Not one of the choices.")})
    may_sign(by, side)
    with transaction.atomic():
        row = AttributionLock.objects.select_for_update(of=("self",)).filter(pk=lock.pk).first()
        if row is None or row.in_force_from is not None:
            raise Conflict
        if getattr(row, f"{side}_at") is not None:
            raise Conflict(_("This side has signed already."))
        now = timezone.now()
        setattr(row, f"{side}_by", by)
        setattr(row, f"{side}_at", now)
        both = row.marketing_at is not None and row.sales_at is not None
        row.in_force_from = now if both else None
        row.save()
        record("attribution.signed", actor=by, target=row, side=str(side), both=both)
    return row
