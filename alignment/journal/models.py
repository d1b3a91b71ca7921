from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.people.choices import somebody_of
from alignment.web.ids import new_id


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, *targets: models.Model):
        """Events whose target is one of the rows."""
        condition = models.Q(pk__in=[])
        for target in targets:
            condition |= models.Q(target_kind=target._meta.label_lower, target_id=target.pk)
        return self.filter(condition)

    def standing(self):
        """Without reversals and what they reversed: the events that numbers count."""
        return self.filter(reversed_by__isnull=True, reverses__isnull=True)

    def waiting(self):
        """Not yet told to the consumers."""
        return self.filter(fanned_out_at__isnull=True)

    def newest_first(self):
        return self.order_by("-occurred_at", "-id")


class Event(models.Model):
    """Who did what to what, when. Append-only: triggers refuse UPDATE and DELETE.

    `facts` may be blanked by an erasure, `fanned_out_at` is the outbox's mark, and who did it is
    forgotten after two years (their team is not); nothing else of a row ever changes.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    verb = models.CharField(max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    actor_label = models.CharField(max_length=160, blank=True)
    actor_team = models.CharField(max_length=12, blank=True)
    target_kind = models.CharField(max_length=40)
    target_id = models.BigIntegerField()
    target_label = models.CharField(max_length=200, blank=True)
    target_url = models.CharField(max_length=300, blank=True)
    facts = models.JSONField(default=dict)
    via = models.CharField(max_length=12, blank=True)
    request_id = models.CharField(max_length=36, blank=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now)
    reverses = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    fanned_out_at = models.DateTimeField(null=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(
                fields=["target_kind", "target_id", "-occurred_at"], name="journal_event_of_target"
            ),
            models.Index(fields=["-recorded_at"], name="journal_event_recent"),
            models.Index(
                fields=["id"],
                condition=models.Q(fanned_out_at__isnull=True),
                name="journal_event_to_fan_out",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_label}"

    @property
    def who(self) -> str:
        """Who did it: a person, their team once the name is forgotten, else the system."""
        if self.actor_label:
            return self.actor_label
        return somebody_of(self.actor_team) if self.actor_team else str(_("Tandem"))

    @property
    def is_of_system(self) -> bool:
        return self.actor_id is None and not self.actor_team


class Night(models.Model):
    """The mark that one work of the night was begun, and done, for a local day of the company."""

    work = models.CharField(max_length=100)
    day = models.DateField()
    begun_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("night")
        verbose_name_plural = _("nights")
        constraints = [
            models.UniqueConstraint(fields=["work", "day"], name="journal_night_once"),
        ]

    def __str__(self) -> str:
        return f"{self.work} {self.day}"
