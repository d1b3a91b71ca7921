from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.web.ids import new_id


class ContentQuerySet(models.QuerySet["Content"]):
    def active(self):
        return self.filter(is_active=True)


class Content(models.Model):
    """Something that sales may show a prospect: a case, a sheet, a video."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=160, unique=True)
    address = models.URLField(_("address"), max_length=500, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = ContentQuerySet.as_manager()

    class Meta:
        verbose_name = _("content")
        verbose_name_plural = _("contents")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
