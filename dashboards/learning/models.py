from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _

from dashboards.learning.score import Score, from_plain


class Lesson(models.TextChoices):
    """What came of learning from the company's own verdicts."""

    LEARNED = "learned", _("ranks better than chance")
    CHANCE = "chance", _("no better than chance")
    NOTHING = "nothing", _("nothing sets them apart")
    TOO_FEW = "too_few", _("too few verdicts")


class LearnedScore(models.Model):
    """What the verdicts of twelve months taught, as of one evening; the last night's alone is kept.

    `quality` holds the measures on hand-overs held back, `model` the score itself as plain numbers,
    `effects` its facts with the factor of each on the odds and its 95 % interval. `grade_auc` says
    how well the grades of the ideal customer rank the same verdicts.
    """

    as_of = models.DateField(unique=True)
    lesson = models.CharField(max_length=10, choices=Lesson)
    decided = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField()
    quality = models.JSONField(default=dict)
    model = models.JSONField(default=dict)
    effects = models.JSONField(default=list)
    graded = models.PositiveIntegerField(default=0)
    grade_auc = models.FloatField(null=True)
    computed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("learned score")
        verbose_name_plural = _("learned scores")
        ordering = ["-as_of"]

    def __str__(self) -> str:
        return str(self.as_of)

    @property
    def rejected(self) -> int:
        return self.decided - self.accepted

    @cached_property
    def score(self) -> Score | None:
        """The score that may be shown; None where it ranks no better than chance."""
        return from_plain(self.model) if self.lesson == Lesson.LEARNED else None
