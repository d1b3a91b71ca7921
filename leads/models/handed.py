"""What was known of a lead when it was handed over: what evidence may learn from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from alignment.vision.choices import Grade
from alignment.vision.models import IcpVersion
from leads.models.companies import Nomenclature
from leads.models.handovers import Handover

# The facts that are kept as they are; NAF division and section follow from the code.
COLUMNS = (
    "naf_code", "workforce_band", "region", "departement", "job_title", "seniority", "need",
    "budget", "current_solution", "source",
)  # fmt: skip
# What may name the person: gone with an erasure.
PERSONAL = ("job_title", "need", "budget", "current_solution")


class HandoverFacts(models.Model):
    """The facts of one hand-over, as known at that moment; empty is unknown.

    `is_exact` is false where they were read later, as for history that was brought in: what was
    completed after the verdict may then stand in them.
    """

    handover = models.OneToOneField(Handover, on_delete=models.CASCADE, related_name="facts")
    is_exact = models.BooleanField(default=True)
    nomenclature = models.CharField(max_length=5, default=Nomenclature.NAF2)
    naf_code = models.CharField(max_length=6, blank=True)
    workforce_band = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=3, blank=True)
    departement = models.CharField(max_length=3, blank=True)
    job_title = models.CharField(max_length=160, blank=True)
    seniority = models.CharField(max_length=12, blank=True)
    need = models.CharField(max_length=500, blank=True)
    budget = models.CharField(max_length=200, blank=True)
    current_solution = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=60, blank=True)
    icp_version = models.ForeignKey(
        IcpVersion, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    grade = models.CharField(_("fit"), max_length=1, choices=Grade, blank=True)

    class Meta:
        verbose_name = _("what was known at the hand-over")
        verbose_name_plural = _("what was known at hand-overs")

    def __str__(self) -> str:
        return f"{self.handover_id} {self.grade}"
