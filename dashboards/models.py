from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.vision.models.goals import Objective
from dashboards.choices import Period, Segment
from dashboards.learning.models import LearnedScore as LearnedScore
from dashboards.proof.models import Calibration as Calibration
from dashboards.proof.models import Evidence as Evidence
from dashboards.proof.models import Suggestion as Suggestion


class Measure(models.Model):
    """One KPI, one period, one segment, as known on the evening of `as_of`.

    `start` is the first local day of the period. `value` is null where the KPI is not defined
    (zero denominator). `closed_*` is the snapshot of the month's close; the live figure goes on.
    """

    kpi = models.CharField(_("KPI"), max_length=30)
    variant = models.CharField(_("variant"), max_length=40, blank=True)
    period = models.CharField(_("period"), max_length=7, choices=Period)
    start = models.DateField(_("start"))
    segment = models.CharField(_("segment"), max_length=8, choices=Segment, blank=True)
    segment_value = models.CharField(max_length=60, blank=True)
    value = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    numerator = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    denominator = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    n = models.PositiveIntegerField(default=0)
    low = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    high = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    extra = models.JSONField(default=dict)
    definition_version = models.PositiveSmallIntegerField(default=1)
    as_of = models.DateField()
    computed_at = models.DateTimeField()
    closed_value = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    closed_n = models.PositiveIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["kpi", "variant", "period", "start", "segment", "segment_value"]
        constraints = [
            models.UniqueConstraint(
                fields=["kpi", "variant", "period", "start", "segment", "segment_value"],
                name="dashboards_measure_once",
            ),
            models.CheckConstraint(
                condition=~Q(segment="") | Q(segment_value=""), name="dashboards_whole_has_no_value"
            ),
        ]
        indexes = [
            models.Index(fields=["period", "start", "segment"], name="dashboards_measure_page"),
        ]

    def __str__(self) -> str:
        return f"{self.kpi} {self.period} {self.start} {self.value}"


class Measuring(models.Model):
    """One run that has written its measures to the end; what was drawn before it is out of date."""

    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    rows = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("measuring")
        verbose_name_plural = _("measurings")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.began_at} {self.rows}"


class AttributionLock(models.Model):
    """The reading of marketing's contribution that both teams agreed to show first.

    In force once both have signed; a later one supersedes it and past figures keep theirs.
    """

    reading = models.CharField(_("reading"), max_length=20)
    model = models.CharField(_("model"), max_length=20, blank=True)
    marketing_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    marketing_at = models.DateTimeField(null=True, blank=True)
    sales_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sales_at = models.DateTimeField(null=True, blank=True)
    in_force_from = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("agreed reading")
        verbose_name_plural = _("agreed readings")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.reading


class Progress(models.Model):
    """Where a shared goal stood on the evening of `as_of`, over the goal's own days.

    `n` rows stand behind the value; `squares` is the sum of their squared euros, for money.
    """

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="progress")
    as_of = models.DateField()
    value = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    numerator = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    denominator = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    n = models.PositiveIntegerField(default=0)
    squares = models.FloatField(null=True)
    computed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("progress of an objective")
        verbose_name_plural = _("progress of objectives")
        ordering = ["objective", "as_of"]
        constraints = [
            models.UniqueConstraint(fields=["objective", "as_of"], name="dashboards_progress_once")
        ]

    def __str__(self) -> str:
        return f"{self.objective} {self.as_of} {self.value}"
