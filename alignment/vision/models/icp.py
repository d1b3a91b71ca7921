from typing import Any

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
)
from alignment.vision.models.signing import CoSigned, CoSignedQuerySet, one_of_each
from alignment.web.errors import Incomplete
from alignment.web.ids import new_id

# What a lead is judged by, and how it is called: what both teams sign.
SIGNED_COLUMNS = ("label", "kind", "fact", "operator", "values", "weight")


class IcpVersion(CoSigned):
    """One version of the ideal customer; leads keep the version that graded them."""

    KIND = "icp"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    number = models.PositiveIntegerField(_("version"), unique=True)
    nomenclature = models.CharField(max_length=5, default="naf2")

    objects = CoSignedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ideal customer")
        verbose_name_plural = _("ideal customer versions")
        ordering = ["-number"]
        constraints = one_of_each("vision_one_icp")

    def __str__(self) -> str:
        return f"v{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("vision:icp_version", args=[self.number])

    def content(self) -> dict[str, Any]:
        """The criteria in their order, as they judge a lead."""
        lines = self.criteria.order_by("position", "pk").values_list(*SIGNED_COLUMNS)
        return {
            "number": self.number,
            "nomenclature": self.nomenclature,
            "note": self.note,
            "criteria": [list(line) for line in lines],
        }

    def check_proposal(self, before: "IcpVersion | None") -> None:
        """Raise Incomplete without criteria or change: leads are graded by version."""
        lines = self._compared()
        if not lines:
            raise Incomplete(_("Add at least one criterion before proposing it."))
        if before and before._compared() == lines:
            text = _("Nothing differs from version {number}: change a criterion first.")
            raise Incomplete(text.format(number=before.number))

    def _compared(self) -> list[Any]:
        lines = self.criteria.values_list(*SIGNED_COLUMNS)
        return sorted([line[0].casefold(), *map(str, line[1:])] for line in lines)


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


class Remark(models.Model):
    """What somebody says of one line of a version that is being written or signed."""

    version = models.ForeignKey(IcpVersion, on_delete=models.CASCADE, related_name="remarks")
    criterion = models.ForeignKey(
        Criterion, null=True, on_delete=models.SET_NULL, related_name="remarks"
    )
    # How the line was called: it may be taken out because of what is said of it.
    about = models.CharField(max_length=120)
    text = models.CharField(_("remark"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text
