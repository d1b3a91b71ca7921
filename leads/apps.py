from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class LeadsConfig(AppConfig):
    name = "leads"
    label = "leads"
    verbose_name = _("Leads")

    def ready(self) -> None:
        # The one signal of the house: SQLite loses the triggers of a table that a migration
        # remakes, and no migration should have to remember them.
        post_migrate.connect(_watch_words, sender=self)
        from leads.finding import trigrams  # noqa: F401, PLC0415  (its lookup registers itself)


def _watch_words(*, using: str, **_told: Any) -> None:
    from leads.finding import trigrams, watching  # models are not loaded yet when apps are

    watching.watch(connections[using])
    trigrams.keep(connections[using])
