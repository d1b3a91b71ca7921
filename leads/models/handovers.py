"""The hand-over of a lead to sales, with the verdict that sales gives."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alignment.web.ids import new_id
from leads.choices import Stage, Tier, Verdict
from leads.models.cycles import Lead
from leads.reasons import Fault, Reason


class HandoverQuerySet(models.QuerySet["Handover"]):
    def pending(self):
        return self.filter(verdict=Verdict.PENDING)

    def countable(self):
        """Hand-overs that numbers count: not void, not a second look after a ruling."""
        return self.counting().filter(lead__is_test=False).exclude(lead__stage=Stage.MERGED)

    def counting(self):
        """The same before the leads that numbers leave out are left out."""
        return self.filter(counts=True).exclude(verdict=Verdict.VOID)


COUNTED = (
    "assignee", "lead", "counts", "verdict", "reason", "fault", "contested_on", "ruled_on",
)  # fmt: skip


class Handover(models.Model):
    """Marketing passes a lead to a named rep; the verdict of sales is part of the row.

    `decide_by` and `attempt_by` are fixed when the clock starts and govern the row for its life.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="handovers")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="given_handovers",
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="handovers"
    )
    tier = models.CharField(max_length=2, choices=Tier)
    note = models.CharField(max_length=500, blank=True)
    is_self_service = models.BooleanField(default=False)
    is_complete = models.BooleanField(default=False)
    counts = models.BooleanField(default=True)

    handed_over_at = models.DateTimeField()
    handed_over_on = models.DateField()
    decide_by = models.DateTimeField()
    attempt_by = models.DateTimeField()
    attempt_by_on = models.DateField()

    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.PENDING)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    fault = models.CharField(max_length=10, choices=Fault, blank=True)
    answer = models.CharField(_("follow-up"), max_length=500, blank=True)
    missing = models.JSONField(default=list, blank=True)
    question = models.CharField(max_length=500, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    resubmitted_at = models.DateTimeField(null=True, blank=True)
    contested_at = models.DateTimeField(null=True, blank=True)
    contested_on = models.DateField(null=True, blank=True)
    contested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    argument = models.CharField(max_length=500, blank=True)
    ruled_at = models.DateTimeField(null=True, blank=True)
    ruled_on = models.DateField(null=True, blank=True)
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    first_attempt_at = models.DateTimeField(null=True, blank=True)
    first_attempt_on = models.DateField(null=True, blank=True)
    attempt_minutes = models.PositiveIntegerField(null=True, blank=True)
    attempt_on_time = models.BooleanField(null=True)
    first_conversation_at = models.DateTimeField(null=True, blank=True)
    first_conversation_on = models.DateField(null=True, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        ordering = ["-handed_over_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["lead"], condition=Q(verdict="pending"), name="leads_one_pending_handover"
            ),
        ]
        indexes = [
            # Wide enough to count a month for the contract without reading the rows.
            models.Index(
                fields=["handed_over_on", *COUNTED, "is_complete"], name="leads_handover_on"
            ),
            models.Index(fields=["decided_on", *COUNTED], name="leads_handover_decided_on"),
            models.Index(
                fields=["assignee", "decide_by"],
                condition=Q(verdict="pending"),
                name="leads_handover_queue",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id} → {self.assignee_id}"
