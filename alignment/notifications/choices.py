from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a channel is; its transport has the same name."""

    SLACK = "slack", "Slack"
    TEAMS = "teams", "Teams"
    WHATSAPP = "whatsapp", "WhatsApp"
    WEBHOOK = "webhook", _("Webhook")


class Medium(models.TextChoices):
    """By what way a delivery leaves: to one person by e-mail, or through a channel."""

    EMAIL = "email", _("E-mail")
    SLACK = "slack", "Slack"
    TEAMS = "teams", "Teams"
    WHATSAPP = "whatsapp", "WhatsApp"
    WEBHOOK = "webhook", _("Webhook")


class State(models.TextChoices):
    """`failed` was refused for good, `dead` was tried too often, `dropped` need not be sent."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Refused")
    DEAD = "dead", _("Given up")
    DROPPED = "dropped", _("Dropped")


class Way(models.TextChoices):
    """How a person may hear of something."""

    IN_APP = "in_app", _("In Tandem")
    EMAIL = "email", _("E-mail")
