from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal.models import Event
from alignment.notifications.choices import Medium, State
from alignment.notifications.models.channels import Channel
from alignment.web.ids import new_id

MOST_OF_ANSWER = 1000


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self):
        return self.filter(state=State.WAITING)

    def due(self, now: datetime):
        """To be sent now, and in nobody's hands."""
        free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
        return self.waiting().filter(free, next_attempt_at__lte=now)

    def with_everything(self):
        return self.select_related("event", "channel", "recipient")


class Delivery(models.Model):
    """One event told once to one channel, or to one person by one medium; without event, a test.

    `attempts` is raised by whoever takes the row and fences what it writes afterwards.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    event = models.ForeignKey(
        Event, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries"
    )
    channel = models.ForeignKey(
        Channel, null=True, blank=True, on_delete=models.CASCADE, related_name="deliveries"
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="deliveries",
    )
    medium = models.CharField(_("medium"), max_length=10, choices=Medium)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"), blank=True)
    payload = models.JSONField(default=dict, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    status_code = models.PositiveSmallIntegerField(_("status"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=MOST_OF_ANSWER, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "channel"], name="notifications_channel_once"),
            models.UniqueConstraint(
                fields=["event", "recipient", "medium"], name="notifications_person_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(state=State.WAITING),
                name="notifications_due",
            ),
            models.Index(fields=["channel", "-id"], name="notifications_of_channel"),
            models.Index(fields=["created_at"], name="notifications_old"),
        ]

    def __str__(self) -> str:
        return self.subject or f"{self.medium} {self.public_id}"

    @property
    def key(self) -> str:
        """The same at every attempt: who receives it twice knows it by this."""
        return f"msg_{self.public_id.hex}"
