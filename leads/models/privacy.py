"""What the law asks of who keeps data about people (domain: 6.5)."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.web.ids import new_id
from leads.choices import Channel, ConsentState, LegalBasis, RightKind
from leads.models.companies import Contact


class Consent(models.Model):
    """One thing a person was told or decided about a channel; rows are added, never changed."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="consents")
    channel = models.CharField(_("channel"), max_length=8, choices=Channel, blank=True)
    state = models.CharField(_("decision"), max_length=10, choices=ConsentState)
    legal_basis = models.CharField(max_length=20, choices=LegalBasis, blank=True)
    wording = models.TextField(_("text shown"), max_length=2000, blank=True)
    via = models.CharField(_("how"), max_length=120, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["contact", "-at"], name="leads_consent_of_contact")]

    def __str__(self) -> str:
        return self.get_state_display()


class Suppressed(models.Model):
    """The salted fingerprint of an address or number that must not be used again.

    Nothing else is kept: enough to recognise it in an import, not enough to write to it.
    """

    channel = models.CharField(max_length=8, choices=Channel)
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=20, blank=True)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppression list")
        constraints = [
            models.UniqueConstraint(fields=["channel", "digest"], name="leads_suppressed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.digest[:8]}"


class RightsRequest(models.Model):
    """What somebody asked about their data, and by when it must be answered."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    kind = models.CharField(_("asked for"), max_length=14, choices=RightKind)
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="rights_requests"
    )
    who = models.CharField(_("who asks"), max_length=200, blank=True)
    via = models.CharField(_("how it came"), max_length=120, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    received_on = models.DateField(_("received on"))
    due_on = models.DateField(_("answer before"))
    extended_because = models.CharField(_("why longer"), max_length=300, blank=True)
    closed_on = models.DateField(_("answered on"), null=True, blank=True)
    outcome = models.CharField(_("answer"), max_length=300, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("request of a person")
        verbose_name_plural = _("requests of people")
        ordering = [models.F("closed_on").asc(nulls_first=True), "due_on", "id"]

    def __str__(self) -> str:
        # The name of who asks stays out of the journal.
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        return reverse("leads:rights_request", args=[self.public_id])


class RegisterSheet(models.Model):
    """A sheet of the register of processing (article 30): one for prospects, one for staff."""

    key = models.SlugField(max_length=20, unique=True)
    texts = models.JSONField(default=dict)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("register sheet")
        verbose_name_plural = _("register sheets")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


class RegistryAnswer(models.Model):
    """What the public company registry answered, kept so that it is asked once a month at most."""

    question = models.CharField(max_length=200, unique=True)
    answer = models.JSONField(default=dict)
    fetched_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("registry answer")
        verbose_name_plural = _("registry answers")

    def __str__(self) -> str:
        return self.question
