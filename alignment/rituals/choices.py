"""Kinds of meetings of both teams, where a meeting stands, and who came."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    WEEKLY = "weekly", _("Weekly hand-over meeting")
    MONTHLY = "monthly", _("Monthly campaign review")
    QUARTERLY = "quarterly", _("Quarterly joint review")


class State(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("meeting", "Planned")
    RUNNING = "running", pgettext_lazy("meeting", "Under way")
    HELD = "held", pgettext_lazy("meeting", "Held")
    SKIPPED = "skipped", pgettext_lazy("meeting", "Did not take place")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "Cancelled")


class Presence(models.TextChoices):
    PRESENT = "present", pgettext_lazy("meeting", "Present")
    EXCUSED = "excused", pgettext_lazy("meeting", "Excused")


class Day(models.IntegerChoices):
    MONDAY = 0, pgettext_lazy("ritual", "Monday")
    TUESDAY = 1, pgettext_lazy("ritual", "Tuesday")
    WEDNESDAY = 2, pgettext_lazy("ritual", "Wednesday")
    THURSDAY = 3, pgettext_lazy("ritual", "Thursday")
    FRIDAY = 4, pgettext_lazy("ritual", "Friday")


# Minutes that each kind takes.
MINUTES = {Kind.WEEKLY: 30, Kind.MONTHLY: 60, Kind.QUARTERLY: 120}
