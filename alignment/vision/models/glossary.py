from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.vision.choices import TermGroup
from alignment.vision.models.signing import SIDES, CoSigned, CoSignedQuerySet, one_of_each
from alignment.web.errors import Incomplete
from alignment.web.ids import new_id
from alignment.web.policies import OPERATOR

LONGEST = 600
# What both owners sign of a word.
DEFINED = ("definition_fr", "definition_en", "rule")


class Term(models.Model):
    """A word both teams use; its versions say what it means, in French and in English."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    group = models.CharField(_("about"), max_length=10, choices=TermGroup)
    word_fr = models.CharField(_("word in French"), max_length=80)
    word_en = models.CharField(_("word in English"), max_length=80)
    # How else it is written on pages, in either language: marked there like the word itself.
    forms = models.JSONField(_("also written"), default=list, blank=True)
    marketing_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    sales_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.word

    def get_absolute_url(self) -> str:
        return reverse("vision:term", args=[self.code])

    @property
    def word(self) -> str:
        """The word in the reader's language."""
        return self.word_fr if is_french() else self.word_en

    def owner_of(self, side: str) -> User | None:
        """Who answers for the word in that team; None once they left it or the company."""
        owner: User | None = getattr(self, f"{side}_owner")
        return owner if owner and owner.is_active and side in owner.kinds else None


class TermVersionQuerySet(CoSignedQuerySet):
    def for_signing(self):
        owners = ("term__marketing_owner", "term__sales_owner")
        teams = [f"{owner}__{team}" for owner in owners for team in ("team", "second_team")]
        return self.select_related("term", *owners, *teams)


class TermVersion(CoSigned):
    """What a word means from one day to the next; both owners sign a change."""

    KIND = "term"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    definition_fr = models.TextField(_("definition in French"), max_length=LONGEST, blank=True)
    definition_en = models.TextField(_("definition in English"), max_length=LONGEST, blank=True)
    # A query of leads as settings.TERM_RULES judges it; null where people judge.
    rule = models.JSONField(_("rule"), null=True, blank=True)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    refused_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(_("why not"), max_length=300, blank=True)

    objects = TermVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("definition")
        verbose_name_plural = _("definitions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["term", "number"], name="vision_term_number"),
            *one_of_each("vision_one_term", "term"),
        ]
        indexes = [models.Index(fields=["effective_at"], name="vision_term_since")]

    def __str__(self) -> str:
        return f"{self.term.word} v{self.number}"

    def get_absolute_url(self) -> str:
        return self.term.get_absolute_url()

    @property
    def definition(self) -> str:
        """What it means, in the reader's language, else in the other."""
        texts = (self.definition_fr, self.definition_en)
        return (texts[0] or texts[1]) if is_french() else (texts[1] or texts[0])

    def content(self) -> dict[str, Any]:
        return {
            "term": self.term.code,
            "number": self.number,
            **{name: getattr(self, name) for name in DEFINED},
        }

    def series(self) -> CoSignedQuerySet:
        return TermVersion.objects.filter(term=self.term_id)

    def check_proposal(self, before: "TermVersion | None") -> None:
        """Raise Incomplete without a definition or a change."""
        if not (self.definition_fr and self.definition_en):
            missing = "definition_en" if self.definition_fr else "definition_fr"
            raise Incomplete(fields={missing: _("Required.")})
        if before and all(getattr(before, name) == getattr(self, name) for name in DEFINED):
            text = _("Nothing differs from version {number}: change something first.")
            raise Incomplete(text.format(number=before.number))

    def may_be_proposed_by(self, person: Any) -> bool:
        """Whoever uses the word may propose to change it."""
        return OPERATOR.holds(person)

    def may_be_signed_by(self, person: Any, side: str) -> bool:
        """The owner in that team; a manager of the team where there is none any more."""
        owner = self.term.owner_of(side)
        if owner is not None:
            return bool(owner.pk == person.pk)
        return super().may_be_signed_by(person, side)

    def signers(self) -> models.QuerySet[User]:
        """The two owners, and the managers of a team without one."""
        asked = Q(pk__in=[])
        for side in SIDES:
            owner = self.term.owner_of(side)
            asked |= Q(pk=owner.pk) if owner else Q(is_manager=True, team__kind=side)
        return User.objects.active().filter(asked | Q(team__kind=TeamKind.DIRECTION))


def is_french() -> bool:
    """Whether the reader reads French."""
    return (get_language() or "fr").startswith("fr")
