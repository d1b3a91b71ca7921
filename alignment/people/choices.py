from django.db import models
from django.utils.translation import gettext_lazy as _


class TeamKind(models.TextChoices):
    MARKETING = "marketing", _("Marketing")
    SALES = "sales", _("Sales")
    DIRECTION = "direction", _("Direction")


class Scope(models.TextChoices):
    """What an API key may do; `write` includes `read`."""

    READ = "read", _("Read")
    WRITE = "write", _("Read and write")
