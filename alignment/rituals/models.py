from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.rituals.choices import Day, Kind, Presence, State
from alignment.web.ids import new_id

PERSON = settings.AUTH_USER_MODEL


class Ritual(models.Model):
    """A meeting that both teams hold again and again; `at` is the wall clock of the company."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, unique=True)
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Day)
    at = models.TimeField(_("at"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    starts_on = models.DateField(_("from"))
    invited: models.ManyToManyField = models.ManyToManyField(
        PERSON, related_name="rituals", blank=True
    )
    paused = models.BooleanField(_("paused"), default=False)
    created_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("ritual")
        verbose_name_plural = _("rituals")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return reverse("rituals:home")


class Meeting(models.Model):
    """One meeting of a ritual; `occurs_on` is the day the rhythm gave it, wherever it moved.

    `snapshot` is what was shown: frozen when it starts, never read again from the data.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    ritual = models.ForeignKey(Ritual, on_delete=models.PROTECT, related_name="meetings")
    occurs_on = models.DateField()
    planned_at = models.DateTimeField(_("when"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    why = models.CharField(_("why"), max_length=200, blank=True)
    facilitator = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="facilitated"
    )
    snapshot = models.JSONField(default=list)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    summary = models.TextField(_("minutes of the meeting"), blank=True)
    # Grows with each change that calendars must hear of (RFC 5545, SEQUENCE).
    sequence = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-planned_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["ritual", "occurs_on"], name="rituals_meeting_once")
        ]
        indexes = [models.Index(fields=["planned_at"], name="rituals_meeting_when")]

    def __str__(self) -> str:
        return str(self.ritual)

    def get_absolute_url(self) -> str:
        return reverse("rituals:meeting", args=[self.public_id])


class Attendance(models.Model):
    """Somebody came, or said that they could not."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="attendances")
    presence = models.CharField(max_length=8, choices=Presence)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="rituals_attendance_once")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_presence_display()}"


class Decision(models.Model):
    """What a meeting decided and why; `item` is the key of the section it belongs to."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    item = models.CharField(max_length=30, blank=True)
    text = models.CharField(_("decision"), max_length=200)
    why = models.CharField(_("why"), max_length=200, blank=True)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class ActionQuerySet(models.QuerySet["Action"]):
    def open(self):
        return self.filter(done_at__isnull=True)

    def done(self):
        return self.filter(done_at__isnull=False)


class Action(models.Model):
    """Something a person said they would do until a day, and what it changed once done."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    title = models.CharField(_("what"), max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        on_delete=models.PROTECT,
        related_name="actions",
    )
    due_on = models.DateField(_("until"))
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    changed = models.CharField(_("what it changed"), max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="actions"
    )

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(
                fields=["owner", "due_on"],
                condition=models.Q(done_at__isnull=True),
                name="rituals_action_open",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("rituals:actions")
