from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.library.models import ContentVersion
from alignment.web.business_days import today
from alignment.web.ids import new_id
from leads.choices import ShareChannel, VisitKind
from leads.models.companies import Contact
from leads.models.cycles import Lead


class ShareQuerySet(models.QuerySet["Share"]):
    def living(self, at: datetime):
        """Whose link opens at the moment; see also: `Share.is_living`."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=at)


class Share(models.Model):
    """A content shown to a prospect by a link of its own: this row is the record of its use.

    The link's secret is derived from the row (leads/sharing.py) and stands nowhere.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    version = models.ForeignKey(ContentVersion, on_delete=models.PROTECT, related_name="shares")
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="shares")
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="shares"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="shares"
    )
    channel = models.CharField(max_length=6, choices=ShareChannel)
    created_at = models.DateTimeField(default=timezone.now)
    shared_on = models.DateField(default=today)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ShareQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared content")
        verbose_name_plural = _("shared contents")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["lead", "-created_at"], name="leads_share_of_lead"),
            models.Index(fields=["version", "shared_on"], name="leads_share_of_version"),
            models.Index(fields=["shared_on"], name="leads_share_day"),
        ]

    def __str__(self) -> str:
        return str(self.version.content)

    @property
    def is_living(self) -> bool:
        """See also: `ShareQuerySet.living`."""
        return self.revoked_at is None and self.expires_at > timezone.now()


class ShareVisit(models.Model):
    """Something a person did on the page of a link. No address, no browser: only what and when."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="visits")
    kind = models.CharField(max_length=6, choices=VisitKind)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("visit of a shared content")
        verbose_name_plural = _("visits of shared contents")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["share", "kind", "at"], name="leads_visit_of_share")]

    def __str__(self) -> str:
        return self.get_kind_display()
