import sqlite3
from datetime import date
from functools import lru_cache

from django.apps import AppConfig
from django.db import connections
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "alignment.web"
    label = "web"
    verbose_name = _("Web")

    def ready(self) -> None:
        if connections["default"].vendor == "sqlite":
            sqlite3.register_converter("date", day_of)


@lru_cache(maxsize=16384)
def day_of(text: bytes) -> date:
    """The day that SQLite keeps as text; a night reads the same few hundred a million times."""
    return date.fromisoformat(text.decode())
