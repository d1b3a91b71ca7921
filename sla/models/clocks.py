from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.web.business_days import local_date
from alignment.web.ids import new_id
from leads.choices import Tier
from leads.models import Handover, Lead
from sla.choices import CLOCK_STATES, Cause, ClockResult, Exemption, Promise, Side
from sla.models.agreements import Agreement


class ClockQuerySet(models.QuerySet["Clock"]):
    def running(self):
        """Not stopped; a paused clock has no due time meanwhile."""
        return self.filter(stopped_at__isnull=True, result="")

    def late(self, now: datetime | None = None):
        """Stopped after the due time, or still running past it: true at this very moment."""
        now = now or timezone.now()
        overdue = Q(result="", stopped_at__isnull=True, due_at__lt=now)
        return self.filter(Q(result=ClockResult.LATE) | overdue)

    def settled(self, now: datetime | None = None):
        """Clocks whose verdict is known: met or late, exempt ones left out."""
        now = now or timezone.now()
        overdue = Q(result="", stopped_at__isnull=True, due_at__lt=now)
        return self.filter(
            Q(result__in=(ClockResult.MET, ClockResult.LATE)) | overdue, exemption=""
        )

    def countable(self):
        """Without test data and merged duplicates."""
        return self.filter(lead__is_test=False, lead__merged_at__isnull=True)


class Clock(models.Model):
    """One promise running on one lead: when it started, when it is due, what became of it.

    The due time is stored, in UTC, and computed in minutes of working time. The lead clock
    (`due_at`, what the prospect feels) never starts anew; the owner clock (`owner_due_at`) does
    when somebody else takes over. `counted_on` is the local day on which the clock settles: that
    of the stop when it comes in time, else that of the due time.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="clocks")
    handover = models.ForeignKey(
        Handover, null=True, blank=True, on_delete=models.CASCADE, related_name="clocks"
    )
    agreement = models.ForeignKey(
        Agreement, null=True, blank=True, on_delete=models.PROTECT, related_name="clocks"
    )
    promise = models.CharField(_("promise"), max_length=20, choices=Promise)
    side = models.CharField(max_length=10, choices=Side)
    tier = models.CharField(max_length=2, choices=Tier, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="clocks",
    )
    zone = models.CharField(max_length=3, blank=True)
    minutes = models.PositiveIntegerField()

    started_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    resumed_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=4, choices=ClockResult, blank=True)
    counted_on = models.DateField(null=True, blank=True)
    exemption = models.CharField(max_length=16, choices=Exemption, blank=True)

    owner_since = models.DateTimeField()
    owner_due_at = models.DateTimeField(null=True, blank=True)
    is_excused = models.BooleanField(default=False)

    # The ladder: share of the target (per cent) last announced, and when the next one is reached.
    rung = models.PositiveSmallIntegerField(default=0)
    next_rung_at = models.DateTimeField(null=True, blank=True)
    reassignments = models.PositiveSmallIntegerField(default=0)

    # A new moment agreed once, after the promise was broken: nobody is chased before it, and the
    # promise stays broken.
    postponed_until = models.DateTimeField(null=True, blank=True)
    postponed_why = models.CharField(max_length=140, blank=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["lead", "promise", "started_at"], name="sla_clock_once")
        ]
        indexes = [
            models.Index(
                fields=["next_rung_at", "id"],
                condition=Q(next_rung_at__isnull=False),
                name="sla_clock_next_rung",
            ),
            models.Index(
                fields=["owner", "due_at"],
                condition=Q(stopped_at__isnull=True, result=""),
                name="sla_clock_of_owner",
            ),
            # Wide enough to count a month for the contract without reading the rows.
            models.Index(
                fields=[
                    "promise",
                    "counted_on",
                    "agreement",
                    "tier",
                    "result",
                    "exemption",
                    "lead",
                    "stopped_at",
                    "due_at",
                ],  # fmt: skip
                name="sla_clock_counted",
            ),
            models.Index(fields=["-due_at", "-id"], name="sla_clock_newest"),
        ]

    def __str__(self) -> str:
        return str(self.lead)

    def get_absolute_url(self) -> str:
        """The row of a late promise, where all that helps is at hand; before that, the lead."""
        if self.due_at is None or not self.is_late():
            return self.lead.get_absolute_url()
        month = f"{local_date(self.due_at):%Y-%m}"
        return f"{reverse('sla:late')}?month={month}&clock={self.public_id}"

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None and self.resumed_at is None and self.stopped_at is None

    def is_late(self, now: datetime | None = None) -> bool:
        """Whether the promise is broken at this moment."""
        if self.result:
            return self.result == ClockResult.LATE
        return self.due_at is not None and self.due_at < (now or timezone.now())

    def state(self, now: datetime | None = None) -> str:
        """running, paused, late, met or void: at this moment, whatever the timer has seen."""
        if self.is_late(now):
            return "late"
        return self.result or ("paused" if self.due_at is None else "running")

    def state_words(self) -> str:
        """The state in the reader's language."""
        return str(dict(CLOCK_STATES)[self.state()])


class Breach(models.Model):
    """A promise that was not kept in time, found by the timer, with its cause in one tap."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    clock = models.OneToOneField(Clock, on_delete=models.CASCADE, related_name="breach")
    breached_at = models.DateTimeField()
    found_at = models.DateTimeField(default=timezone.now)
    cause = models.CharField(_("cause"), max_length=12, choices=Cause, blank=True)
    note = models.CharField(_("in a word"), max_length=140, blank=True)
    cause_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    cause_at = models.DateTimeField(null=True, blank=True)
    # A late entry may show that the promise was kept after all: the row stays, and says so.
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("late promise")
        verbose_name_plural = _("late promises")
        ordering = ["-breached_at", "-id"]
        indexes = [models.Index(fields=["-breached_at", "-id"], name="sla_breach_newest")]

    def __str__(self) -> str:
        return str(self.clock)
