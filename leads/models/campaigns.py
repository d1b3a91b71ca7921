from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.web.ids import new_id
from leads.choices import CostKind, MemberState, Source
from leads.models.companies import Contact


class Campaign(models.Model):
    """A marketing action with a channel, dates and a budget (euros without tax)."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120, unique=True)
    channel = models.CharField(_("channel"), max_length=60, choices=Source)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    budget = models.DecimalField(
        _("budget"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    # What links of this campaign carry as utm_campaign.
    utm_campaign = models.SlugField(_("UTM campaign"), max_length=80, blank=True)
    goal = models.CharField(_("goal"), max_length=300, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="campaigns",
    )
    is_active = models.BooleanField(_("running"), default=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-is_active", "-starts_on", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(starts_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="leads_campaign_dates_in_order",
                violation_error_message=_("The end must not come before the start."),
            ),
            models.CheckConstraint(
                condition=models.Q(budget__isnull=True) | models.Q(budget__gte=0),
                name="leads_campaign_budget_positive",
                violation_error_message=_("The budget cannot be negative."),
            ),
            models.UniqueConstraint(
                fields=["utm_campaign"],
                condition=~models.Q(utm_campaign=""),
                name="leads_campaign_utm",
                violation_error_message=_("Another campaign already has this UTM word."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Cost(models.Model):
    """Money spent on a campaign (or on none), in euros without tax, spread over its days."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, null=True, blank=True, on_delete=models.CASCADE, related_name="costs"
    )
    kind = models.CharField(_("kind"), max_length=8, choices=CostKind, default=CostKind.MEDIA)
    label = models.CharField(_("label"), max_length=160, blank=True)
    amount = models.DecimalField(_("amount without tax"), max_digits=12, decimal_places=2)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("cost")
        verbose_name_plural = _("costs")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="leads_cost_dates_in_order",
                violation_error_message=_("The end must not come before the start."),
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gte=0),
                name="leads_cost_positive",
                violation_error_message=_("The amount cannot be negative."),
            ),
        ]
        indexes = [models.Index(fields=["starts_on", "ends_on"], name="leads_cost_of_days")]

    def __str__(self) -> str:
        return self.label or self.get_kind_display()


class Member(models.Model):
    """A person in a campaign's audience, and what the person answered, on line or not."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="members")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="memberships")
    state = models.CharField(
        _("state"), max_length=10, choices=MemberState, default=MemberState.PLANNED
    )
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    touch = models.OneToOneField(
        "leads.Touch", null=True, blank=True, on_delete=models.SET_NULL, related_name="member"
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("person of the audience")
        verbose_name_plural = _("audience")
        ordering = ["-added_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "contact"], name="leads_member_once"),
        ]
        indexes = [models.Index(fields=["campaign", "state"], name="leads_member_by_state")]

    def __str__(self) -> str:
        return str(self.contact)
