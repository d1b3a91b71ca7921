from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.notifications.choices import Kind
from alignment.web.ids import new_id

SHOWN = 4  # characters at the end of what is secret


class ChannelQuerySet(models.QuerySet["Channel"]):
    def on(self):
        return self.filter(is_active=True)


class Channel(models.Model):
    """An address outside Tandem where chosen events are told.

    `address` and `secret` let whoever knows them write there: nothing shows more of them than
    the host and the last four characters (docs/decisions).
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=80)
    address = models.CharField(_("address"), max_length=1000)
    secret = models.CharField(_("secret"), max_length=500, blank=True)
    options = models.JSONField(default=dict, blank=True)
    topics = models.JSONField(_("events"), default=list, blank=True)
    is_active = models.BooleanField(_("on"), default=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="channels"
    )
    failures = models.PositiveSmallIntegerField(default=0)
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/channels/{self.public_id}/"

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or ""

    @property
    def masked(self) -> str:
        """What may be shown of the address."""
        return f"{self.host}/…{self.address[-SHOWN:]}"

    @property
    def masked_secret(self) -> str:
        return f"…{self.secret[-SHOWN:]}" if self.secret else ""
