from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alignment.library.choices import Kind
from alignment.library.models.contents import Content
from alignment.web.ids import new_id


class ContentRequestQuerySet(models.QuerySet["ContentRequest"]):
    def open(self):
        return self.filter(ended_at__isnull=True)

    def with_people(self):
        return self.select_related("asked_by__team", "taken_by__team", "ended_by__team", "content")


class ContentRequest(models.Model):
    """A content that somebody lacked: asked for, taken, and ended with a content or a word."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    title = models.CharField(_("what is missing"), max_length=160)
    why = models.TextField(_("what it would help with"), max_length=600, blank=True)
    # For a segment or a deal, in words: a content is made for many, not for one person.
    audience = models.CharField(_("for whom"), max_length=160, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, blank=True)
    wanted_on = models.DateField(_("needed on"), null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    content = models.ForeignKey(
        Content, verbose_name=_("content that answers it"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="requests",
    )  # fmt: skip
    word = models.CharField(pgettext_lazy("request", "answer"), max_length=300, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ContentRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("content request")
        verbose_name_plural = _("content requests")
        ordering = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("library:requests")
