from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.web.ids import new_id
from leads.choices import PairState, Record


class SuspectedPair(models.Model):
    """Two companies, or two people, that look like one; `low_id` is the smaller key."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    record = models.CharField(max_length=12, choices=Record)
    low_id = models.BigIntegerField()
    high_id = models.BigIntegerField()
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=PairState, default=PairState.OPEN)
    found_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("suspected pair")
        verbose_name_plural = _("suspected pairs")
        ordering = ["-score", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "low_id", "high_id"], name="leads_suspected_pair_once"
            ),
            models.CheckConstraint(
                condition=Q(low_id__lt=models.F("high_id")), name="leads_suspected_pair_in_order"
            ),
        ]
        indexes = [
            models.Index(
                fields=["-score", "id"], condition=Q(state="open"), name="leads_pair_to_look_at"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record} {self.low_id} {self.high_id}"


class Merge(models.Model):
    """One company or person folded into another, with all it takes to unfold it again.

    The row that went is deleted, so that no list has to think of it; `gone` keeps its values and
    `moved` the keys of what was re-pointed. Its address leads to the row that stayed.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    record = models.CharField(max_length=12, choices=Record)
    kept_id = models.BigIntegerField()
    gone_id = models.BigIntegerField()
    gone_public_id = models.UUIDField(db_index=True)
    gone_label = models.CharField(max_length=200)
    gone = models.JSONField(default=dict)
    kept_before = models.JSONField(default=dict)
    moved = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["record", "kept_id"], name="leads_merge_into")]

    def __str__(self) -> str:
        return self.gone_label
