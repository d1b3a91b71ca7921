from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal.models import Event
from alignment.web.ids import new_id
from leads.choices import FiringState, RuleKind
from leads.models.cycles import Lead


class Rule(models.Model):
    """When an event comes, if its lead meets the conditions, then do the acts.

    Assignment rules are read in order and the first that matches wins; automations all run.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=RuleKind, default=RuleKind.AUTOMATION)
    event = models.CharField(_("when"), max_length=60, blank=True)
    conditions = models.JSONField(_("if"), default=dict, blank=True)
    acts = models.JSONField(_("then"), default=list)
    is_active = models.BooleanField(_("on"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    switched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering = ["kind", "position", "id"]
        indexes = [models.Index(fields=["event", "is_active"], name="leads_rule_of_event")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("leads:rule", kwargs={"public_id": self.public_id})


class Firing(models.Model):
    """One time a rule ran: for which event and lead, what it did, or why not."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="firings")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    lead = models.ForeignKey(
        Lead, null=True, blank=True, on_delete=models.CASCADE, related_name="firings"
    )
    state = models.CharField(max_length=8, choices=FiringState)
    told = models.JSONField(default=list)
    depth = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("firing")
        verbose_name_plural = _("firings")
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "event"], name="leads_firing_once"),
        ]
        indexes = [models.Index(fields=["rule", "-at"], name="leads_firing_of_rule")]

    def __str__(self) -> str:
        return f"{self.rule} {self.at:%Y-%m-%d %H:%M}"
