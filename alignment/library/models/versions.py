from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.library.choices import RemakeState
from alignment.library.models.contents import Content
from alignment.web.ids import new_id


class Held(models.Model):
    """A file that was checked and is kept, or an address that is never fetched."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    # Kept under a name of ours; `name` is what people called it, without any path.
    file = models.FileField(max_length=200, blank=True)
    name = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    address = models.URLField(_("address"), max_length=500, blank=True)
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    @property
    def is_file(self) -> bool:
        return bool(self.sha256)


class ContentVersion(Held):
    """One state of a content; a number is never used again, a file never replaced."""

    content = models.ForeignKey(Content, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("number"))

    class Meta:
        verbose_name = _("version of a content")
        verbose_name_plural = _("versions of contents")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["content", "number"], name="library_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.content} · {self.number}"


class Remake(Held):
    """A version that a rep made for themselves: what the library's own one lacked."""

    content = models.ForeignKey(Content, on_delete=models.CASCADE, related_name="remakes")
    state = models.CharField(max_length=8, choices=RemakeState, default=RemakeState.PROPOSED)
    version = models.OneToOneField(
        ContentVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="remake"
    )
    word = models.CharField(_("word to its author"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("own version")
        verbose_name_plural = _("own versions")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return str(self.content)
