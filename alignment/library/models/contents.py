from collections.abc import Callable
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alignment.library.choices import Kind, Moment, Persona
from alignment.vision.models import HouseVersion
from alignment.vision.nomenclature import naf_sections
from alignment.web.business_days import today
from alignment.web.ids import new_id


class ContentQuerySet(models.QuerySet["Content"]):
    def active(self):
        return self.filter(is_active=True)

    def with_people(self):
        return self.select_related("owner__team", "current")

    def to_review(self):
        """Whose date of review has come; see also: `Content.is_to_review`."""
        return self.active().filter(review_on__lte=today())

    def standing_on(self, day: Any):
        """In use on the evening of the day."""
        return self.filter(Q(archived_on__isnull=True) | Q(archived_on__gt=day), since_on__lte=day)


class Content(models.Model):
    """Something that sales may show a prospect: a case, a sheet, a video.

    What is shown is its current version; retired ones stay where they were shared.
    """

    CODES: ClassVar[dict[str, Callable[[], list[str]]]] = {
        "moments": lambda: list(Moment.values),
        "sections": lambda: [code for code, _label in naf_sections()],
        "personas": lambda: list(Persona.values),
    }

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=160, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.OTHER)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    when_to_use = models.TextField(_("when to use it"), max_length=600, blank=True)
    # Codes of Moment, of sections of the NAF and of Persona; an empty list fits all.
    moments = models.JSONField(_("moments"), default=list, blank=True)
    sections = models.JSONField(_("industries"), default=list, blank=True)
    personas = models.JSONField(_("people it speaks to"), default=list, blank=True)
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=pgettext_lazy("content", "kept by"), null=True,
        blank=True, on_delete=models.SET_NULL, related_name="contents",
    )  # fmt: skip
    # The message it carries; once another version is in force, it is to be brought up to date.
    message = models.ForeignKey(
        HouseVersion, verbose_name=_("message it carries"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="contents",
    )  # fmt: skip
    review_on = models.DateField(_("to review on"), null=True, blank=True)
    current = models.OneToOneField(
        "library.ContentVersion", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_active = models.BooleanField(_("in use"), default=True)
    # The days between which it counts as one that sales may use (K14).
    since_on = models.DateField(default=today)
    archived_on = models.DateField(null=True, blank=True)
    archived_why = models.CharField(_("why it was retired"), max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = ContentQuerySet.as_manager()

    class Meta:
        verbose_name = _("content")
        verbose_name_plural = _("contents")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("library:content", args=[self.public_id])

    @property
    def is_to_review(self) -> bool:
        """See also: `ContentQuerySet.to_review`."""
        return self.is_active and self.review_on is not None and self.review_on <= today()

    @property
    def moment_labels(self) -> list[str]:
        return [str(Moment(code).label) for code in self.moments if code in Moment.values]

    @property
    def persona_labels(self) -> list[str]:
        return [str(Persona(code).label) for code in self.personas if code in Persona.values]

    @property
    def section_labels(self) -> list[str]:
        known = dict(naf_sections())
        return [str(known[code]) for code in self.sections if code in known]
