"""What the company and its people shape themselves: fields, saved views, runs over many rows."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.web.ids import new_id
from leads.choices import FieldKind, Record, RunStatus, Sharing, Stage


class CustomField(models.Model):
    """A field the company added; its values live in `extra` of the records, under `key`."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    record = models.CharField(_("on"), max_length=12, choices=Record)
    key = models.SlugField(_("key"), max_length=40)
    label = models.CharField(_("label"), max_length=80)
    help = models.CharField(_("help"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=FieldKind)
    options = models.JSONField(_("choices"), default=list, blank=True)
    required_from = models.CharField(_("required from"), max_length=12, choices=Stage, blank=True)
    is_personal = models.BooleanField(_("says something about a person"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("custom field")
        verbose_name_plural = _("custom fields")
        ordering = ["record", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "key"],
                name="leads_custom_field_key",
                violation_error_message=_("This key is already taken."),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class SavedView(models.Model):
    """A list as somebody wants to find it again: filters, columns, order."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    record = models.CharField(max_length=12, choices=Record)
    name = models.CharField(_("name"), max_length=80)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views"
    )
    sharing = models.CharField(
        _("for whom"), max_length=8, choices=Sharing, default=Sharing.PRIVATE
    )
    # A locked view is changed by managers only; others filter on top, or keep it as theirs.
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    query = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    # A key of a column, « - » before it when the largest comes first; "" is the list's own order.
    sort = models.CharField(max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["record", "position", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "record", "name"],
                name="leads_saved_view_name",
                violation_error_message=_("You already have a view with this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None


class BulkRun(models.Model):
    """One action on many records, done in the background: what, on which, how far."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    record = models.CharField(max_length=12, choices=Record)
    action = models.CharField(_("action"), max_length=60)
    values = models.JSONField(default=dict)
    # The records as they were chosen: by id, or by the filter at the moment of asking.
    ids = models.JSONField(default=list)
    query = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=RunStatus, default=RunStatus.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    # The run that this one takes back; a second one cannot.
    undoes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="undone_by"
    )
    # What an export made; the night takes old ones away.
    file = models.FileField(upload_to="exports", max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    alive_at = models.DateTimeField(null=True, blank=True)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("bulk action")
        verbose_name_plural = _("bulk actions")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(status__in=[RunStatus.WAITING, RunStatus.RUNNING]),
                name="leads_bulk_to_do",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.total}"

    def get_absolute_url(self) -> str:
        return reverse("leads:run", args=[self.public_id])

    @property
    def is_open(self) -> bool:
        return self.status in (RunStatus.WAITING, RunStatus.RUNNING)

    @property
    def percent(self) -> int:
        """How far it is, in whole hundredths."""
        return 100 * self.done // self.total if self.total else 0


class BulkFailure(models.Model):
    """A record that refused a bulk action, and why, in the words of who asked."""

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="failures")
    record_id = models.BigIntegerField()
    label = models.CharField(max_length=200)
    url = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500)

    class Meta:
        verbose_name = _("refused row")
        verbose_name_plural = _("refused rows")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.label
