from django.db import models
from django.utils.translation import gettext_lazy as _


class RoundKind(models.TextChoices):
    DIAGNOSTIC = "diagnostic", _("Diagnostic")
    PULSE = "pulse", _("Pulse")


class Mode(models.TextChoices):
    """How a team answers: each person unseen, or all together and openly."""

    ANONYMOUS = "anonymous", _("Each person, anonymously")
    TOGETHER = "together", _("One answer of the team, openly")


class ImmersionState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


class ProjectKind(models.TextChoices):
    LAUNCH = "launch", _("Launch")
    ACCOUNT = "account", _("Key account")
    EVENT = "event", _("Event")
    OTHER = "other", _("Other")


class Metric(models.TextChoices):
    """What a training should move; the values are the keys of the KPIs."""

    ACCEPTANCE = "acceptance_rate", _("Sales acceptance")
    CONTACT = "first_contact", _("Time to first contact")
    FEEDBACK = "feedback_completeness", _("Feedback complete")
    CONVERSION = "stage_conversion", _("Conversion")
    WIN_RATE = "win_rate", _("Win rate")
    CYCLE = "sales_cycle", _("Length of the sales cycle")
