from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisionConfig(AppConfig):
    name = "alignment.vision"
    label = "vision"
    verbose_name = _("Shared vision")
