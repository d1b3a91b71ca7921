from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.people.choices import somebody_of
from alignment.web.ids import new_id
from leads.choices import ActivityKind, ActivityOutcome, TouchKind
from leads.models.campaigns import Campaign
from leads.models.companies import Company, Contact
from leads.models.cycles import Lead


class Activity(models.Model):
    """Something a person of ours did with the prospect: a call, a mail, a meeting, a note."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    # Of a lead, or of a person or company with whom no lead is open.
    lead = models.ForeignKey(
        Lead, null=True, blank=True, on_delete=models.CASCADE, related_name="activities"
    )
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="activities"
    )
    company = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.SET_NULL, related_name="activities"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ActivityKind)
    outcome = models.CharField(_("outcome"), max_length=10, choices=ActivityOutcome, blank=True)
    text = models.TextField(_("text"), max_length=5000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="activities"
    )
    # Theirs at that time: it stays when the person changes team, leaves, or is forgotten.
    team_kind = models.CharField(max_length=12, blank=True, editable=False)
    occurred_at = models.DateTimeField(_("when"), default=timezone.now)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["-occurred_at", "-id"]
        indexes = [
            models.Index(fields=["lead", "-occurred_at"], name="leads_activity_of_lead"),
            models.Index(fields=["contact", "-occurred_at"], name="leads_activity_of_contact"),
            models.Index(
                fields=["company", "-occurred_at"],
                condition=models.Q(company__isnull=False),
                name="leads_activity_of_company",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and self.by is not None:
            self.team_kind = self.by.team_kind
        super().save(*args, **kwargs)

    @property
    def who(self) -> str:
        """Who did it: a person, or their team once the name is forgotten."""
        if self.by is not None:
            return self.by.full_name
        return somebody_of(self.team_kind) if self.team_kind else str(_("Somebody"))

    @property
    def is_attempt(self) -> bool:
        """A human act towards the prospect; a note is not one."""
        return self.kind != ActivityKind.NOTE

    @property
    def is_conversation(self) -> bool:
        return self.is_attempt and self.outcome == ActivityOutcome.REACHED


class Touch(models.Model):
    """Something the prospect did: a form, an event, a click that a person made. Never an open."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    lead = models.ForeignKey(
        Lead, null=True, blank=True, on_delete=models.CASCADE, related_name="touches"
    )
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="touches"
    )
    campaign = models.ForeignKey(
        Campaign, null=True, blank=True, on_delete=models.SET_NULL, related_name="touches"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=TouchKind)
    source = models.CharField(_("source"), max_length=60, blank=True)
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    # Marks of the address that brought the visit, and of the first one that browser kept.
    utm = models.JSONField(default=dict, blank=True)
    first_utm = models.JSONField(default=dict, blank=True)
    occurred_at = models.DateTimeField(_("when"), default=timezone.now)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("touchpoint")
        verbose_name_plural = _("touchpoints")
        ordering = ["-occurred_at", "-id"]
        indexes = [
            models.Index(fields=["lead", "occurred_at"], name="leads_touch_of_lead"),
            models.Index(fields=["contact", "occurred_at"], name="leads_touch_of_contact"),
            models.Index(fields=["campaign", "occurred_at"], name="leads_touch_of_campaign"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
