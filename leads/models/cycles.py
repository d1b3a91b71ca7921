"""The lead cycle: one episode of interest."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.people.choices import TeamKind
from alignment.people.models import Team
from alignment.vision.choices import Grade
from alignment.vision.models import IcpVersion
from alignment.web.ids import new_id
from leads.choices import (
    CLOSED_STAGES,
    MARKETING_STAGES,
    OPEN_STAGES,
    SALES_STAGES,
    LegalBasis,
    Source,
    Stage,
    Tier,
)
from leads.models.campaigns import Campaign
from leads.models.companies import Company, Contact
from leads.models.imports import Import
from leads.reasons import Reason

SOURCE_LABELS = dict(Source.choices)


class LeadQuerySet(models.QuerySet["Lead"]):
    def countable(self):
        """What numbers count: no merged duplicates, no tests."""
        return self.filter(is_test=False).exclude(stage=Stage.MERGED)

    def left_out(self):
        """The others, in words that their small index answers."""
        return self.filter(Q(is_test=True) | Q(merged_at__isnull=False))

    def open(self):
        return self.filter(stage__in=OPEN_STAGES)

    def with_people(self):
        """With what a list row shows, in one statement."""
        return self.select_related("company", "contact", "owner", "marketer", "campaign", "team")

    def by_deadline(self):
        """Oldest deadline first; what has none comes last."""
        return self.order_by(F("due_at").asc(nulls_last=True), "id")


class Lead(models.Model):
    """One cycle of interest of a person or company. Only `leads.transitions` writes `stage`.

    A milestone has an instant in UTC (`_at`) and the company's local day (`_on`), so that numbers
    group by day without converting zones in SQL; neither is overwritten once set, only undone.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    company = models.ForeignKey(
        Company,
        verbose_name=_("company"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="leads",
    )
    contact = models.ForeignKey(
        Contact,
        verbose_name=_("contact"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="leads",
    )
    cycle = models.PositiveSmallIntegerField(_("cycle"), default=1)
    reopened_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reopenings"
    )
    reopen_trigger = models.CharField(max_length=200, blank=True)

    stage = models.CharField(_("stage"), max_length=12, choices=Stage, default=Stage.NEW)
    highest = models.CharField(max_length=12, choices=Stage, default=Stage.NEW)
    stage_entered_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="leads",
    )
    marketer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("marketing owner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="marketed_leads",
    )
    team = models.ForeignKey(
        Team,
        verbose_name=_("owner's team"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="leads",
    )
    assigned_at = models.DateTimeField(null=True, blank=True)
    tier = models.CharField(_("priority"), max_length=2, choices=Tier, blank=True)

    source = models.CharField(_("source"), max_length=60, blank=True)
    campaign = models.ForeignKey(
        Campaign,
        verbose_name=_("campaign"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="leads",
    )
    need = models.CharField(_("stated need"), max_length=500, blank=True)
    offer = models.CharField(_("offer in mind"), max_length=200, blank=True)
    timing = models.CharField(_("timing"), max_length=200, blank=True)
    budget = models.CharField(_("budget"), max_length=200, blank=True)
    current_solution = models.CharField(_("current solution"), max_length=200, blank=True)
    instruction = models.CharField(_("instruction"), max_length=200, blank=True)
    why_now = models.CharField(_("why now"), max_length=500, blank=True)
    note = models.TextField(_("note"), max_length=5000, blank=True)
    legal_basis = models.CharField(
        _("legal basis"), max_length=20, choices=LegalBasis, default=LegalBasis.LEGITIMATE_INTEREST
    )
    informed_on = models.DateField(_("informed on"), null=True, blank=True)
    next_action = models.CharField(_("next action"), max_length=200, blank=True)
    next_action_on = models.DateField(_("next action on"), null=True, blank=True)
    wake_up_on = models.DateField(_("wake up on"), null=True, blank=True)
    track = models.CharField(_("nurturing track"), max_length=120, blank=True)

    icp_version = models.ForeignKey(
        IcpVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="leads"
    )
    fit_score = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    fit_completeness = models.DecimalField(max_digits=4, decimal_places=3, null=True, blank=True)
    fit_grade = models.CharField(_("fit"), max_length=1, choices=Grade, blank=True)
    fit_reasons = models.JSONField(default=list, blank=True)
    engagement_points = models.DecimalField(max_digits=7, decimal_places=2, default=0)
    engagement_level = models.PositiveSmallIntegerField(_("engagement"), default=4)
    is_tql = models.BooleanField(_("confirmed by a conversation"), default=False)

    captured_at = models.DateTimeField(_("captured"), default=timezone.now)
    captured_on = models.DateField()
    mql_at = models.DateTimeField(null=True, blank=True)
    mql_on = models.DateField(null=True, blank=True)
    mql_inferred = models.BooleanField(default=False)
    mql_repeat = models.BooleanField(default=False)
    prequal_started_at = models.DateTimeField(null=True, blank=True)
    prequal_ended_at = models.DateTimeField(null=True, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    handed_over_on = models.DateField(null=True, blank=True)
    handed_over_inferred = models.BooleanField(default=False)
    first_attempt_at = models.DateTimeField(null=True, blank=True)
    first_attempt_on = models.DateField(null=True, blank=True)
    first_conversation_at = models.DateTimeField(null=True, blank=True)
    first_conversation_on = models.DateField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_on = models.DateField(null=True, blank=True)
    accepted_inferred = models.BooleanField(default=False)
    sql_at = models.DateTimeField(null=True, blank=True)
    sql_on = models.DateField(null=True, blank=True)
    sql_inferred = models.BooleanField(default=False)
    opportunity_at = models.DateTimeField(null=True, blank=True)
    opportunity_on = models.DateField(null=True, blank=True)
    opportunity_inferred = models.BooleanField(default=False)
    won_at = models.DateTimeField(null=True, blank=True)
    won_on = models.DateField(null=True, blank=True)
    lost_at = models.DateTimeField(null=True, blank=True)
    lost_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    merged_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_leads"
    )
    erased_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.CharField(_("reason"), max_length=20, choices=Reason, blank=True)

    extra = models.JSONField(default=dict, blank=True)
    external_id = models.CharField(_("identifier elsewhere"), max_length=120, blank=True)
    batch = models.ForeignKey(
        Import, null=True, blank=True, on_delete=models.SET_NULL, related_name="leads"
    )
    anomaly = models.CharField(_("odd data"), max_length=40, blank=True)
    is_test = models.BooleanField(default=False)
    search = models.CharField(max_length=600, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        ordering = ["-captured_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="leads_lead_external_id"
            ),
            models.CheckConstraint(condition=Q(stage__in=list(Stage)), name="leads_lead_stage"),
        ]
        indexes = [
            models.Index(fields=["-captured_at", "-id"], name="leads_lead_newest"),
            models.Index(fields=["stage", "-captured_at", "-id"], name="leads_lead_by_stage"),
            models.Index(fields=["owner", "stage", "due_at"], name="leads_lead_queue"),
            models.Index(fields=["marketer", "stage", "due_at"], name="leads_lead_queue_marketing"),
            # The order of « To do », so that its first rows are read without sorting the rest.
            models.Index(
                fields=["stage", "due_at", "engagement_level", "-captured_at", "-id"],
                name="leads_lead_urgent",
            ),
            models.Index(
                fields=["source", "stage", "-captured_at", "-id"], name="leads_lead_by_source"
            ),
            models.Index(fields=["captured_on"], name="leads_lead_captured_on"),
            models.Index(fields=["mql_on"], name="leads_lead_mql_on"),
            models.Index(fields=["accepted_on"], name="leads_lead_accepted_on"),
            models.Index(fields=["won_on"], name="leads_lead_won_on"),
            # The ready-made queues of the list, in their order.
            models.Index(
                fields=["stage_entered_at", "id"],
                condition=Q(
                    next_action_on__isnull=True,
                    stage__in=[Stage.ACCEPTED, Stage.SQL, Stage.OPPORTUNITY],
                ),
                name="leads_lead_no_next",
            ),
            models.Index(
                fields=["stage_entered_at", "id"],
                condition=Q(
                    first_attempt_at__isnull=True,
                    first_conversation_at__isnull=True,
                    stage__in=[Stage.HANDED_OVER, Stage.ACCEPTED],
                ),
                name="leads_lead_untried",
            ),
            models.Index(fields=["next_action_on", "id"], name="leads_lead_next_action"),
            models.Index(
                fields=["wake_up_on", "id"],
                condition=Q(wake_up_on__isnull=False),
                name="leads_lead_wakes",
            ),
            models.Index(
                fields=["id"],
                condition=Q(is_test=True) | Q(merged_at__isnull=False),
                name="leads_lead_left_out",
            ),
        ]

    def __str__(self) -> str:
        who = self.contact.full_name if self.contact else ""
        where = self.company.name if self.company else ""
        return " · ".join(part for part in (where, who) if part) or self.external_id or "—"

    def get_absolute_url(self) -> str:
        return reverse("leads:lead", args=[self.public_id])

    @property
    def is_open(self) -> bool:
        return self.stage not in CLOSED_STAGES

    @property
    def ball(self) -> str:
        """Which side has to act now: a team kind, or empty when the cycle is closed."""
        if self.stage in MARKETING_STAGES:
            return TeamKind.MARKETING
        if self.stage in SALES_STAGES:
            return TeamKind.SALES
        if self.stage == Stage.CONTESTED:
            return TeamKind.DIRECTION
        if self.stage == Stage.PREQUAL:
            return self.owner.team_kind if self.owner else TeamKind.MARKETING
        return ""

    @property
    def ball_holder(self):
        """The person who has to act, if one is named."""
        if self.ball == TeamKind.MARKETING and self.stage != Stage.PREQUAL:
            return self.marketer or self.owner
        return self.owner if self.ball in (TeamKind.SALES, TeamKind.MARKETING) else None

    @property
    def source_label(self) -> str:
        """The source in words: a known label, the imported word, or empty when nobody said."""
        known = SOURCE_LABELS.get(self.source)
        return self.source.replace("_", " ") if known is None else str(known)

    @property
    def fit_label(self) -> str:
        """Grade and engagement, « B2 », with « ? » while less than half is known."""
        if not self.fit_grade:
            return ""
        unsure = self.fit_completeness is not None and self.fit_completeness < 0.5
        return f"{self.fit_grade}{self.engagement_level}{' ?' if unsure else ''}"
