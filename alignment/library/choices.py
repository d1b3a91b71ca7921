"""Words of the library: kinds of contents, the moments they serve, whom they speak to."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    CASE = "case", _("Case study")
    DECK = "deck", _("Presentation")
    BATTLECARD = "battlecard", _("Answer to a competitor")
    SHEET = "sheet", _("Product sheet")
    GUIDE = "guide", _("Guide")
    VIDEO = "video", _("Video")
    TEMPLATE = "template", _("Template or calculation")
    LINK = "link", _("Page of the site")
    OTHER = "other", pgettext_lazy("content", "Other")


class Moment(models.TextChoices):
    """When in the buyer's path a content helps."""

    INTEREST = "interest", _("Rouse interest")
    CONTACT = "contact", _("First talks")
    NEED = "need", _("Understand the need")
    PROPOSAL = "proposal", _("Proposal")
    DECISION = "decision", _("Decision")


class Persona(models.TextChoices):
    """The codes are those of a contact's role (leads.choices.ContactRole)."""

    DECIDER = "decider", _("Decision maker")
    BUYER = "buyer", _("Buyer")
    PRESCRIBER = "prescriber", _("Prescriber")
    USER = "user", _("User")


class RemakeState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("own version", "To look at")
    ADOPTED = "adopted", pgettext_lazy("own version", "Adopted")
    DECLINED = "declined", pgettext_lazy("own version", "Not kept")
