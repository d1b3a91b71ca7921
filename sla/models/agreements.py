from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.vision.models import IcpVersion
from alignment.web.ids import new_id
from leads.choices import Tier
from sla.choices import AgreementStatus, Promise, Side, side_of


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def in_force(self):
        return self.filter(status=AgreementStatus.ACTIVE)

    def open(self):
        """The one version that is being written or signed."""
        return self.filter(status__in=(AgreementStatus.DRAFT, AgreementStatus.PROPOSED))

    def ever_in_force(self):
        """Versions that some day counted."""
        return self.filter(status__in=(AgreementStatus.ACTIVE, AgreementStatus.SUPERSEDED))


class Agreement(models.Model):
    """One version of the contract between marketing and sales; never edited once proposed.

    It counts from `effective_on` to `ends_on`, both included, in the company's days. A clock keeps
    the version under which it started.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    number = models.PositiveIntegerField(_("version"), unique=True)
    status = models.CharField(max_length=10, choices=AgreementStatus, default=AgreementStatus.DRAFT)
    effective_on = models.DateField(_("in force from"), null=True, blank=True)
    ends_on = models.DateField(_("in force until"), null=True, blank=True)
    goal_revenue = models.DecimalField(
        _("common goal: revenue of the year (euros without tax)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
    )
    goal_opportunities = models.PositiveIntegerField(
        _("common goal: opportunities a month"), null=True, blank=True
    )
    note = models.CharField(_("what changes and why"), max_length=500, blank=True)
    icp_version = models.ForeignKey(
        IcpVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="agreements"
    )
    digest = models.CharField(max_length=64, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contract versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["status"], condition=Q(status="active"), name="sla_one_active"
            ),
            models.UniqueConstraint(
                fields=["status"], condition=Q(status="draft"), name="sla_one_draft"
            ),
            models.UniqueConstraint(
                fields=["status"], condition=Q(status="proposed"), name="sla_one_proposed"
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("sla:agreement", args=[self.number])


class Signature(models.Model):
    """One team's word under one version, with the digest of what it signed."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="signatures")
    side = models.CharField(max_length=10, choices=Side)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="signatures"
    )
    digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "side"], name="sla_one_signature_a_side")
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()} · {self.user}"


class Commitment(models.Model):
    """One line of the contract.

    `number`: leads a month (volume), leads per rep and week (capacity), attempts (persistence).
    `minutes`: working minutes of a delay. `share`: which part must keep it, from 0 to 1.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="commitments")
    promise = models.CharField(_("promise"), max_length=20, choices=Promise)
    tier = models.CharField(_("priority"), max_length=2, choices=Tier, blank=True)
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    minutes = models.PositiveIntegerField(_("working minutes"), null=True, blank=True)
    share = models.DecimalField(
        _("required share"), max_digits=4, decimal_places=3, null=True, blank=True
    )
    within_days = models.PositiveSmallIntegerField(_("within working days"), null=True, blank=True)
    channels = models.PositiveSmallIntegerField(_("on how many channels"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        ordering = ["position", "promise", "tier"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "promise", "tier"], name="sla_promise_once"
            ),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gt=0, share__lte=1),
                name="sla_share_between",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__gt=0), name="sla_number_positive"
            ),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gt=0), name="sla_minutes_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_promise_display()} {self.tier}".strip()

    @property
    def side(self) -> str:
        """Which team promises it."""
        return side_of(self.promise)
