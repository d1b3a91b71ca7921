from django.db import models
from django.utils.translation import gettext_lazy as _

from alignment.vision.models import Criterion, IcpVersion
from alignment.vision.sentences import choices_of, sentence_of
from alignment.web.ids import new_id
from dashboards.proof.maths import Lift, Sides, Strength, katz, strength_of


class Outcome(models.TextChoices):
    ACCEPTED = "accepted", _("Acceptance")
    WON = "won", _("Win rate")


class Evidence(models.Model):
    """What twelve months say of a criterion, or of one value of it (`value`).

    `key` is the same for two criteria that ask the same. Inside are the leads that met it at
    hand-over, outside those that did not; unknown is neither. Cycle in days (median of deals won),
    value in euros (mean of deals won); `off_target` counts rejections coded so.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    key = models.CharField(max_length=64)
    outcome = models.CharField(max_length=10, choices=Outcome)
    fact = models.CharField(max_length=20)
    operator = models.CharField(max_length=10)
    values = models.JSONField(default=list)
    value = models.CharField(max_length=100, blank=True)
    yes_with = models.PositiveIntegerField()
    n_with = models.PositiveIntegerField()
    yes_without = models.PositiveIntegerField()
    n_without = models.PositiveIntegerField()
    unknown = models.PositiveIntegerField()
    strength = models.CharField(max_length=8, choices=Strength)
    quarters = models.PositiveSmallIntegerField(default=0)
    cycle_with = models.FloatField(null=True)
    cycle_without = models.FloatField(null=True)
    value_with = models.FloatField(null=True)
    value_without = models.FloatField(null=True)
    off_with = models.PositiveIntegerField(default=0)
    off_without = models.PositiveIntegerField(default=0)
    off_unknown = models.PositiveIntegerField(default=0)
    first_on = models.DateField()
    last_on = models.DateField()
    computed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["key", "outcome"], name="dashboards_evidence_once")
        ]

    def __str__(self) -> str:
        return f"{self.fact} {self.value} {self.outcome}"

    @property
    def sides(self) -> Sides:
        return Sides(self.yes_with, self.n_with, self.yes_without, self.n_without)

    @property
    def effect(self) -> Lift | None:
        """How many times the rate without is the rate with; None where a side has no yes."""
        return katz(self.sides)

    @property
    def lift(self) -> float | None:
        return self.effect.value if self.effect else None

    @property
    def value_label(self) -> str:
        """The value in words, empty for a criterion as a whole."""
        return dict(choices_of(self.fact)).get(self.value, self.value)

    @property
    def sentence(self) -> str:
        """The question in words, as a criterion reads."""
        values = [self.value] if self.value else self.values
        return sentence_of(Criterion(fact=self.fact, operator=self.operator, values=values))

    @property
    def is_confirmed(self) -> bool:
        """Seen the same way in both of the last two quarters: one of ten is chance."""
        return self.quarters == 2


class Suggestion(models.Model):
    """Another weight for a criterion in force, with what twelve months would have looked like.

    Signed: below zero it counts against. `before` and `after` are leads graded A or B, and how
    many of them were accepted; `sample` names leads whose grade would change.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    criterion = models.OneToOneField(
        Criterion, null=True, on_delete=models.CASCADE, related_name="suggestion"
    )
    version = models.ForeignKey(IcpVersion, on_delete=models.CASCADE, related_name="suggestions")
    current = models.SmallIntegerField()
    proposed = models.SmallIntegerField()
    yes_with = models.PositiveIntegerField()
    n_with = models.PositiveIntegerField()
    yes_without = models.PositiveIntegerField()
    n_without = models.PositiveIntegerField()
    before_n = models.PositiveIntegerField()
    before_yes = models.PositiveIntegerField()
    after_n = models.PositiveIntegerField()
    after_yes = models.PositiveIntegerField()
    sample = models.JSONField(default=list)
    computed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("suggested weight")
        verbose_name_plural = _("suggested weights")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.criterion} {self.current} → {self.proposed}"

    @property
    def strength(self) -> Strength:
        """How well the verdicts prove the criterion itself."""
        return strength_of(Sides(self.yes_with, self.n_with, self.yes_without, self.n_without))


class Calibration(models.Model):
    """Whether the grades kept their word: verdicts by grade at hand-over, as of one evening.

    `grades` maps a grade to [accepted, decided]. The Brier score says how far the rates of the
    first half were from the verdicts of the second; `brier_base` knows the mean alone.
    """

    as_of = models.DateField(unique=True)
    first_on = models.DateField()
    grades = models.JSONField(default=dict)
    brier = models.FloatField(null=True)
    brier_base = models.FloatField(null=True)
    tested = models.PositiveIntegerField(default=0)
    read_later = models.PositiveIntegerField(default=0)
    computed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("calibration")
        verbose_name_plural = _("calibrations")
        ordering = ["-as_of"]

    def __str__(self) -> str:
        return str(self.as_of)
