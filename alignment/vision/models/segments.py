from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.web.ids import new_id


class SegmentQuerySet(models.QuerySet["Segment"]):
    def in_use(self):
        return self.filter(retired_at__isnull=True)


class Segment(models.Model):
    """A named group of leads: what the conditions of lists say, kept as plain JSON.

    The conditions are read where leads are known (`leads.segments`); here they are only held, so
    that messages may be written for a segment. The lowest position is looked at first.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80)
    note = models.CharField(_("who they are"), max_length=200, blank=True)
    query = models.JSONField(_("conditions"), default=dict)
    position = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    # A segment is never deleted: what was written for it stays readable.
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = SegmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                condition=models.Q(retired_at__isnull=True),
                name="vision_segment_name",
                violation_error_message=_("There is already a segment with this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name
