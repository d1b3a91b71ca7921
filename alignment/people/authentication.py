"""Who calls the API: other software with a key, or a page's own session."""

from datetime import timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import (
    BaseAuthentication,
    SessionAuthentication,
    get_authorization_header,
)
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from alignment.people import keys
from alignment.people.models import ApiKey, User

SCHEMES = (b"bearer", b"api-key")
NOTE_USE_EVERY = timedelta(minutes=5)


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer tdm_...` (or `Api-Key tdm_...`)."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        scheme, _space, secret = get_authorization_header(request).partition(b" ")
        if scheme.lower() not in SCHEMES:
            return None
        key = keys.find(secret.decode("latin-1").strip())
        if key is None:
            raise AuthenticationFailed(_("This API key is unknown, expired or revoked."))
        _note_use(key)
        if "Accept-Language" not in request.headers:
            # The middleware knew no person yet; its own override ends with the request.
            translation.activate(key.user.language)
        return key.user, key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Tandem"'


class PageSession(SessionAuthentication):
    """The session of a logged-in page; unsafe methods need the CSRF token."""


def _note_use(key: ApiKey) -> None:
    """Once in five minutes: a write for each read would cost more than the read."""
    now = timezone.now()
    if key.last_used_at is None or now - key.last_used_at > NOTE_USE_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
