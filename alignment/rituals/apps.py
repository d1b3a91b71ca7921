from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RitualsConfig(AppConfig):
    name = "alignment.rituals"
    label = "rituals"
    verbose_name = _("Rituals")

    def ready(self) -> None:
        from alignment.notifications.enclosures import enclose
        from alignment.rituals.calendars import enclosed

        enclose("rituals.meeting", enclosed)
