from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.web.ids import new_id
from leads.choices import DealStatus, DealStep, Origin, Recurrence, Stage
from leads.models.cycles import Lead
from leads.reasons import DealReason


class OpportunityQuerySet(models.QuerySet["Opportunity"]):
    def countable(self):
        """What numbers count: of a counted lead, not cancelled."""
        return (
            self.filter(lead__is_test=False)
            .exclude(lead__stage=Stage.MERGED)
            .exclude(status=DealStatus.CANCELLED)
        )

    def open(self):
        return self.filter(status=DealStatus.OPEN)


class Opportunity(models.Model):
    """A possible order: amounts in euros without tax, `value` yearly when it recurs."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="opportunities")
    name = models.CharField(_("name"), max_length=160, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        on_delete=models.PROTECT,
        related_name="opportunities",
    )
    status = models.CharField(max_length=10, choices=DealStatus, default=DealStatus.OPEN)
    step = models.CharField(_("step"), max_length=12, choices=DealStep, default=DealStep.DISCOVERY)
    amount = models.DecimalField(
        _("amount without tax"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    recurrence = models.CharField(
        _("recurrence"), max_length=8, choices=Recurrence, default=Recurrence.ONE_OFF
    )
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    expected_close_on = models.DateField(_("expected signature"), null=True, blank=True)
    origin = models.CharField(
        _("started by"), max_length=10, choices=Origin, default=Origin.UNKNOWN
    )
    opened_at = models.DateTimeField()
    opened_on = models.DateField()
    opened_inferred = models.BooleanField(default=False)
    touched_at = models.DateTimeField(default=timezone.now)
    won_at = models.DateTimeField(null=True, blank=True)
    won_on = models.DateField(null=True, blank=True)
    lost_at = models.DateTimeField(null=True, blank=True)
    lost_on = models.DateField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_on = models.DateField(null=True, blank=True)
    reason = models.CharField(_("main reason"), max_length=20, choices=DealReason, blank=True)
    other_reasons = models.JSONField(_("other reasons"), default=list, blank=True)
    competitor = models.CharField(_("competitor"), max_length=120, blank=True)
    extra = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = OpportunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        ordering = ["expected_close_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["lead"], condition=Q(status="open"), name="leads_one_open_opportunity"
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                name="leads_opportunity_amount_positive",
                violation_error_message=_("The amount cannot be negative."),
            ),
        ]
        indexes = [
            models.Index(fields=["status", "expected_close_on", "id"], name="leads_deal_board"),
            models.Index(fields=["opened_on"], name="leads_deal_opened_on"),
            models.Index(fields=["won_on"], name="leads_deal_won_on"),
            models.Index(fields=["lost_on"], name="leads_deal_lost_on"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.lead)

    def get_absolute_url(self) -> str:
        return reverse("leads:lead", args=[self.lead.public_id])


def yearly(amount: Decimal | None, recurrence: str) -> Decimal | None:
    """What an amount is worth over a year; a one-off deal is worth itself."""
    if amount is None:
        return None
    return amount * 12 if recurrence == Recurrence.MONTHLY else amount


class DealRevision(models.Model):
    """An opportunity as it stood from a moment on, so that any past day can be valued."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="revisions")
    at = models.DateTimeField()
    on = models.DateField()
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    step = models.CharField(max_length=12, choices=DealStep)
    expected_close_on = models.DateField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["opportunity", "on", "id"], name="leads_revision_as_of")]

    def __str__(self) -> str:
        return f"{self.on} {self.value}"


class Product(models.Model):
    """What the company sells, as short as a price list: unit price in euros without tax."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120, unique=True)
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2, null=True, blank=True)
    recurrence = models.CharField(
        _("recurrence"), max_length=8, choices=Recurrence, default=Recurrence.ONE_OFF
    )
    is_active = models.BooleanField(_("in use"), default=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["-is_active", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price__gte=0),
                name="leads_product_price_positive",
                violation_error_message=_("The price cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DealLine(models.Model):
    """One product of an opportunity; lines of another rhythm count yearly in its value."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="lines")
    quantity = models.DecimalField(_("quantity"), max_digits=9, decimal_places=2, default=1)
    unit_price = models.DecimalField(_("unit price"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0) & Q(unit_price__gte=0),
                name="leads_deal_line_positive",
                violation_error_message=_("Quantity and price cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product}"
