from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class TeamKind(models.TextChoices):
    MARKETING = "marketing", _("Marketing")
    SALES = "sales", _("Sales")
    DIRECTION = "direction", _("Direction")


def somebody_of(kind: str) -> str:
    """How a person is called of whom only the team is known."""
    return gettext("The {team} team").format(team=TeamKind(kind).label)


class Scope(models.TextChoices):
    """What an API key may do; `write` includes `read`."""

    READ = "read", _("Read")
    WRITE = "write", _("Read and write")


class HolidayZone(models.TextChoices):
    """Where public holidays differ in France; empty means where the company is."""

    MAINLAND = "FR", _("Mainland France")
    ALSACE_MOSELLE = "57", _("Alsace-Moselle")
    GUADELOUPE = "971", _("Guadeloupe")
    MARTINIQUE = "972", _("Martinique")
    GUYANE = "973", _("French Guiana")
    REUNION = "974", _("Réunion")
    MAYOTTE = "976", _("Mayotte")
