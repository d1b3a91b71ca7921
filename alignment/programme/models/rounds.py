"""Rounds of questions, and the box in which anonymous answers are only counted.

Nothing here says who answered what. A `Box` is one row of counters: an answer adds to it and leaves
nothing of its own, no row, no order, no instant. `Answered` says that somebody took part; it has
no instant either, and its key is random. docs/anonymity.md says what this protects from.
"""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from alignment.people.choices import TeamKind
from alignment.programme.choices import Mode, RoundKind
from alignment.web.ids import new_id


class RoundQuerySet(models.QuerySet["Round"]):
    def open(self, today: date):
        """Those that may be answered on the day."""
        return self.filter(closed_on__isnull=True, opens_on__lte=today, closes_on__gte=today)

    def over(self):
        """Those whose results may be read: nothing is added to them any more."""
        return self.filter(closed_on__isnull=False)


class Round(models.Model):
    """The same questions put to everybody between two days; results are read once it is closed."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=RoundKind)
    opens_on = models.DateField(_("from"))
    closes_on = models.DateField(_("until"))
    closed_on = models.DateField(null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Kind of team -> {"mode": how it answers, "people": how many it had when the round was opened}.
    groups = models.JSONField(default=dict)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round of questions")
        verbose_name_plural = _("rounds of questions")
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")), name="programme_round_days"
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=models.Q(closed_on__isnull=True),
                name="programme_one_open_round",
            ),
        ]

    def __str__(self) -> str:
        return date_format(self.opens_on, "YEAR_MONTH_FORMAT")

    def get_absolute_url(self) -> str:
        return reverse("programme:answer", args=[self.public_id])

    def mode_of(self, kind: str) -> str:
        """How a kind of team answers in this round."""
        return str(self.groups.get(kind, {}).get("mode", Mode.ANONYMOUS))


class Box(models.Model):
    """What a round was answered, in counters: by kind of team and item, how often each value.

    `counts[kind]["answered"]` is how many people, `counts[kind]["items"][item]` six counters:
    "does not know", then 1 to 5. `obstacles` are kept in alphabetical order, of no team.
    """

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="box")
    counts = models.JSONField(default=dict)
    obstacles = models.JSONField(default=list)

    class Meta:
        verbose_name = _("box of answers")
        verbose_name_plural = _("boxes of answers")

    def __str__(self) -> str:
        return str(self.round_id)


class Answered(models.Model):
    """This person took part in this round; neither when nor what."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="answered")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="programme_answered_once")
        ]

    def __str__(self) -> str:
        return str(self.round_id)


class TeamAnswer(models.Model):
    """What a team too small to be anonymous agreed on, said openly; the last one counts."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="team_answers")
    team = models.CharField(_("team"), max_length=12, choices=TeamKind)
    # Item -> 1 to 5, or 0 for "we do not know".
    values = models.JSONField(default=dict)
    obstacle = models.CharField(_("obstacle"), max_length=200, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("answer of a team")
        verbose_name_plural = _("answers of teams")
        constraints = [
            models.UniqueConstraint(fields=["round", "team"], name="programme_team_answer_once")
        ]

    def __str__(self) -> str:
        return str(self.team)
