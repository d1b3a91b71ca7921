from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.web.ids import new_id
from leads.choices import TaskKind
from leads.models.companies import Company, Contact
from leads.models.cycles import Lead


class TaskQuerySet(models.QuerySet["Task"]):
    def open(self):
        """Still to be done: neither done nor given up."""
        return self.filter(done_at__isnull=True, cancelled_at__isnull=True)


class Task(models.Model):
    """Something one person means to do by a day, at an hour when it is a meeting or a call.

    `due_on` is the company's local day; `starts_at` and `ends_at` are instants in UTC.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    title = models.CharField(_("what"), max_length=200)
    kind = models.CharField(_("kind"), max_length=8, choices=TaskKind, default=TaskKind.TODO)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        on_delete=models.PROTECT,
        related_name="tasks",
    )
    lead = models.ForeignKey(
        Lead, null=True, blank=True, on_delete=models.CASCADE, related_name="tasks"
    )
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks"
    )
    company = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks"
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("to"), null=True, blank=True)
    remind_at = models.DateTimeField(_("remind me"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Given up, not done: calendars strike it out.
    cancelled_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = [models.F("due_on").asc(nulls_last=True), "starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True)
                | Q(starts_at__isnull=False, ends_at__gte=models.F("starts_at")),
                name="leads_task_hours_in_order",
                violation_error_message=_("The end must not come before the start."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_on"],
                condition=Q(done_at__isnull=True),
                name="leads_task_to_do",
            ),
            models.Index(
                fields=["remind_at"],
                condition=Q(done_at__isnull=True, reminded_at__isnull=True),
                name="leads_task_to_remind",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of what it is about; the person's day when it is about nothing."""
        about = self.lead or self.contact or self.company
        return about.get_absolute_url() if about else reverse("leads:my_day")

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.cancelled_at is None


class CalendarFeed(models.Model):
    """The private address from which a calendar reads somebody's tasks and meetings."""

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return str(self.owner)
