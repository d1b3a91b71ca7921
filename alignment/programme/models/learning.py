"""What people of both teams do together: immersions, trainings, pairs, joint projects."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.programme.choices import ImmersionState, Metric, ProjectKind
from alignment.web.ids import new_id

PERSON = settings.AUTH_USER_MODEL


class Immersion(models.Model):
    """Somebody goes along to a real meeting of the other team and says what came of it.

    `meeting` is the public id of the meeting in the app that knows it; no name of it is kept.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    guest = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="immersions")
    host = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="hosted_immersions")
    meeting = models.UUIDField(null=True, blank=True)
    planned_on = models.DateField(_("day"))
    state = models.CharField(max_length=10, choices=ImmersionState, default=ImmersionState.PLANNED)
    learned = models.CharField(_("what I learned"), max_length=300, blank=True)
    to_change = models.CharField(_("what to change"), max_length=200, blank=True)
    content_idea = models.CharField(_("idea for a content"), max_length=200, blank=True)
    # The action that the report started, in the app that keeps actions.
    actions = models.PositiveSmallIntegerField(default=0)
    reported_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("immersion")
        verbose_name_plural = _("immersions")
        ordering = ["planned_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(guest=models.F("host")), name="programme_immersion_of_two"
            ),
            models.UniqueConstraint(
                fields=["guest", "meeting"],
                condition=Q(state=ImmersionState.PLANNED, meeting__isnull=False),
                name="programme_immersion_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guest} – {self.host}"

    def get_absolute_url(self) -> str:
        return reverse("programme:report", args=[self.public_id])


class Training(models.Model):
    """Somebody of one team shows the other how they work, with material, for a number to move."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    title = models.CharField(_("subject"), max_length=120)
    owner = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="trainings")
    planned_on = models.DateField(_("day"))
    attendees: models.ManyToManyField = models.ManyToManyField(
        PERSON, related_name="attended_trainings", blank=True
    )
    material = models.ForeignKey(
        "library.Content", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    metric = models.CharField(_("number it should move"), max_length=40, choices=Metric, blank=True)
    held_on = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        ordering = ["-planned_on", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programme:training", args=[self.public_id])


class Pair(models.Model):
    """Two people of different teams who help each other for a time. No notes are kept."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    first = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    next_on = models.DateField(_("next meeting"), null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("pair")
        verbose_name_plural = _("pairs")
        ordering = ["ends_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=models.F("starts_on")), name="programme_pair_days"
            ),
            models.CheckConstraint(
                condition=~Q(first=models.F("second")), name="programme_pair_of_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.second}"

    def get_absolute_url(self) -> str:
        return reverse("programme:pair", args=[self.public_id])


class Project(models.Model):
    """Something both teams carry: one goal, one lead of each, steps and an outcome."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    title = models.CharField(_("project"), max_length=120)
    kind = models.CharField(_("kind"), max_length=8, choices=ProjectKind, default=ProjectKind.OTHER)
    goal = models.CharField(_("goal"), max_length=200)
    marketing_lead = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    sales_lead = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("what came of it"), max_length=300, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("joint project")
        verbose_name_plural = _("joint projects")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programme:project", args=[self.public_id])


class Milestone(models.Model):
    """A step of a joint project."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("step"), max_length=120)
    due_on = models.DateField(_("until"))
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.title


class Nudge(models.Model):
    """What the leader was privately told when alignment seemed to slip: no person is in it."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    sign = models.CharField(max_length=20)
    figures = models.JSONField(default=dict)
    on = models.DateField(unique=True)

    class Meta:
        verbose_name = _("nudge")
        verbose_name_plural = _("nudges")
        ordering = ["-on"]

    def __str__(self) -> str:
        return self.sign

    def get_absolute_url(self) -> str:
        return reverse("dashboards:quarter_hour")
