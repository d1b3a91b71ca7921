from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.web.ids import new_id
from leads.choices import LegalBasis, Source, TouchKind
from leads.models.campaigns import Campaign
from leads.models.companies import Contact
from leads.models.cycles import Lead


class WebForm(models.Model):
    """A form for the company's site, by link or embedded, whose answers become leads."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120, unique=True)
    title = models.CharField(_("title"), max_length=160)
    intro = models.TextField(_("introduction"), max_length=1000, blank=True)
    # [{"key": "email", "label": "", "required": true}, …] in the order of the page.
    fields = models.JSONField(default=list)
    button = models.CharField(_("button"), max_length=60, blank=True)
    thanks = models.TextField(_("thank-you text"), max_length=1000, blank=True)
    redirect_to = models.URLField(_("page to go to"), max_length=300, blank=True)
    consent = models.TextField(_("consent text"), max_length=1000, blank=True)
    notice = models.TextField(_("information notice"), max_length=2000, blank=True)
    legal_basis = models.CharField(
        _("legal basis"), max_length=20, choices=LegalBasis, default=LegalBasis.LEGITIMATE_INTEREST
    )
    campaign = models.ForeignKey(
        Campaign, null=True, blank=True, on_delete=models.SET_NULL, related_name="forms"
    )
    source = models.CharField(_("source"), max_length=60, choices=Source, default=Source.WEBSITE)
    touch_kind = models.CharField(
        _("counts as"), max_length=12, choices=TouchKind, default=TouchKind.PRICE
    )
    marketer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("marketing owner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="forms",
    )
    # Sites that may show it in a frame, one origin a line; empty lets none do so.
    embed_on = models.TextField(_("sites that embed it"), max_length=1000, blank=True)
    is_active = models.BooleanField(_("open"), default=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("web form")
        verbose_name_plural = _("web forms")
        ordering = ["-is_active", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("leads:form", args=[self.public_id])


class FormAnswer(models.Model):
    """What somebody sent through a form, as sent, and the lead it went to."""

    form = models.ForeignKey(WebForm, on_delete=models.CASCADE, related_name="answers")
    lead = models.ForeignKey(
        Lead, null=True, blank=True, on_delete=models.SET_NULL, related_name="form_answers"
    )
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="form_answers"
    )
    values = models.JSONField(default=dict)
    utm = models.JSONField(default=dict, blank=True)
    first_utm = models.JSONField(default=dict, blank=True)
    page = models.CharField(max_length=500, blank=True)
    consented = models.BooleanField(default=False)
    is_new_lead = models.BooleanField(default=False)
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["-received_at", "-id"]
        indexes = [models.Index(fields=["form", "-received_at"], name="leads_answer_of_form")]

    def __str__(self) -> str:
        return f"{self.form} {self.received_at:%Y-%m-%d}"
