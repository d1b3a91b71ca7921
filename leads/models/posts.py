from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alignment.web.ids import new_id
from leads.models.cycles import Lead

ROOM = pgettext_lazy("room", "Sales and marketing")


class PostQuerySet(models.QuerySet["Post"]):
    def of_lead(self, lead: Lead):
        return self.filter(lead=lead)

    def in_common_room(self):
        """The channel that both teams share."""
        return self.filter(lead__isnull=True)


class Post(models.Model):
    """One message between colleagues: about a lead, or in the room of both teams (no lead)."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    lead = models.ForeignKey(
        Lead, null=True, blank=True, on_delete=models.CASCADE, related_name="posts"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts"
    )
    text = models.TextField(_("message"), max_length=2000)
    mentions = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="mentioned_in"
    )
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["lead", "created_at", "id"], name="leads_post_of_lead"),
            models.Index(
                fields=["-created_at", "-id"],
                condition=Q(lead__isnull=True),
                name="leads_post_common_room",
            ),
        ]

    def __str__(self) -> str:
        # Where it was said: the journal keeps this, and what was said may have to be erased.
        return str(self.lead or ROOM)

    def get_absolute_url(self) -> str:
        page = self.lead.get_absolute_url() if self.lead else reverse("leads:room")
        return f"{page}#post-{self.public_id}"
