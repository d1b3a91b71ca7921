from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, cast

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.vision.choices import VersionStatus
from alignment.web.policies import MANAGER

SIDES = (TeamKind.MARKETING, TeamKind.SALES)
SIDE_CHOICES = [(side.value, side.label) for side in SIDES]


@dataclass(frozen=True)
class Signed:
    """The word of one team under a version; `by` and `at` are None until it is given."""

    side: str
    by: User | None
    at: datetime | None

    @property
    def label(self) -> str:
        return str(TeamKind(self.side).label)


class CoSignedQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(status=VersionStatus.ACTIVE)

    def draft(self):
        return self.filter(status=VersionStatus.DRAFT)

    def waiting(self):
        """Proposed, and not yet signed by both teams."""
        return self.filter(status=VersionStatus.PROPOSED)

    def published(self):
        """Versions that are or were in force."""
        return self.filter(status__in=(VersionStatus.ACTIVE, VersionStatus.SUPERSEDED))

    def for_signing(self):
        """With what is read to know who may sign."""
        return self

    def with_signers(self):
        return self.select_related("created_by", "proposed_by", "marketing_by", "sales_by")


class CoSigned(models.Model):
    """One version of a text that both teams sign; alignment/vision/signing.py is its life.

    A subclass says what one signs (`content`), which versions are of the same text (`series`), and
    under which verbs it is told (`KIND`: « icp » gives icp.proposed, icp.signed, icp.withdrawn,
    icp.published). It has `objects = <a CoSignedQuerySet>.as_manager()`, a `number` and a
    `public_id` of its own, and the constraints `one_of_each(name)` in its Meta. It may
    say otherwise who proposes and signs (`may_be_proposed_by`, `may_be_signed_by`, `signers`).
    """

    KIND: ClassVar[str]
    number: Any

    status = models.CharField(max_length=12, choices=VersionStatus, default=VersionStatus.DRAFT)
    note = models.CharField(_("what changes and why"), max_length=500, blank=True)
    digest = models.CharField(max_length=64, blank=True, default="")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True, blank=True)
    marketing_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    marketing_at = models.DateTimeField(null=True, blank=True)
    sales_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    sales_at = models.DateTimeField(null=True, blank=True)
    # The day it should start; empty: as soon as both have signed.
    effective_on = models.DateField(_("in force from"), null=True, blank=True)
    effective_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def content(self) -> dict[str, Any]:
        """What is signed, as plain JSON values, always the same for the same text."""
        raise NotImplementedError

    def get_absolute_url(self) -> str:
        """The page where it is read and signed."""
        raise NotImplementedError

    def series(self) -> "CoSignedQuerySet":
        """Every version of the same text, this one among them: one of them is in force."""
        return cast(CoSignedQuerySet, type(self)._default_manager.all())

    def check_proposal(self, before: Any) -> None:
        """Raise Incomplete when it cannot be proposed yet; `before` is in force, or None."""

    def may_be_proposed_by(self, person: Any) -> bool:
        """Who proposes a version, and withdraws it: a manager."""
        return bool(MANAGER.holds(person))

    def may_be_signed_by(self, person: Any, side: str) -> bool:
        """A manager for a team of theirs (two, for who holds both roles), as for the contract."""
        return bool(person.is_manager and side in person.kinds)

    def signers(self) -> models.QuerySet[User]:
        """Who is told that it is proposed, signed or withdrawn."""
        asked = models.Q(is_manager=True) | models.Q(team__kind=TeamKind.DIRECTION)
        return User.objects.active().filter(asked, team__isnull=False)

    def take_effect(self, before: Any) -> None:
        """What else changes, in the same transaction, when it comes in force after `before`."""

    @property
    def signatures(self) -> list[Signed]:
        """Both teams, in their order, with the word given so far."""
        return list(self._signatures())

    def _signatures(self) -> Iterator[Signed]:
        for side in SIDES:
            yield Signed(side.value, getattr(self, f"{side}_by"), getattr(self, f"{side}_at"))

    @property
    def missing_sides(self) -> list[str]:
        """The teams that have not signed."""
        return [side.value for side in SIDES if getattr(self, f"{side}_at") is None]


def one_of_each(name: str, *fields: str) -> list[models.BaseConstraint]:
    """At most one draft, one proposed and one active version (of each `fields`, if given)."""
    statuses = (VersionStatus.DRAFT, VersionStatus.PROPOSED, VersionStatus.ACTIVE)
    return [
        models.UniqueConstraint(
            fields=[*fields, "status"],
            condition=models.Q(status=status.value),
            name=f"{name}_{status.value}",
        )
        for status in statuses
    ]
