from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Period(models.TextChoices):
    """What a measure covers: a day (as it stood that evening) or a calendar period."""

    DAY = "day", pgettext_lazy("period", "Day")
    MONTH = "month", pgettext_lazy("period", "Month")
    QUARTER = "quarter", pgettext_lazy("period", "Quarter")
    YEAR = "year", pgettext_lazy("period", "Year")


class Segment(models.TextChoices):
    """How a measure is cut; the whole company is the empty segment."""

    WHOLE = "", _("Whole company")
    SOURCE = "source", _("Source")
    TEAM = "team", _("Team of the owner")
    GRADE = "grade", _("Fit with the ideal customer")
