from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.vision.choices import (
    CriterionKind,
    FactName,
    Operator,
    VersionStatus,
)
from alignment.web.ids import new_id


class IcpVersionQuerySet(models.QuerySet["IcpVersion"]):
    def in_force(self):
        return self.filter(status=VersionStatus.ACTIVE)

    def draft(self):
        return self.filter(status=VersionStatus.DRAFT)

    def published(self):
        return self.exclude(status=VersionStatus.DRAFT)


class IcpVersion(models.Model):
    """One version of the ideal customer; leads keep the version that graded them."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    number = models.PositiveIntegerField(_("version"), unique=True)
    status = models.CharField(max_length=12, choices=VersionStatus, default=VersionStatus.DRAFT)
    note = models.CharField(_("what changes and why"), max_length=500, blank=True)
    nomenclature = models.CharField(max_length=5, default="naf2")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    effective_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = IcpVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("ideal customer")
        verbose_name_plural = _("ideal customer versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["status"], condition=models.Q(status="active"), name="vision_one_icp_active"
            ),
            models.UniqueConstraint(
                fields=["status"], condition=models.Q(status="draft"), name="vision_one_icp_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("vision:icp_version", args=[self.number])


class Criterion(models.Model):
    """One line of the ideal customer: a fact, an operator, values, and what it weighs."""

    version = models.ForeignKey(IcpVersion, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField(default=0)
    label = models.CharField(_("criterion"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=CriterionKind)
    fact = models.CharField(_("fact"), max_length=20, choices=FactName)
    operator = models.CharField(_("operator"), max_length=10, choices=Operator)
    values = models.JSONField(_("values"), default=list, blank=True)
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def counts_for(self) -> bool:
        """Whether the weight is part of the hundred points, rather than taken off."""
        return self.kind in {CriterionKind.MANDATORY, CriterionKind.WEIGHTED}
