"""API keys: `tdm_` + 8 characters that name the key + 32 random bytes that prove it."""

import hashlib
import hmac
import re
import secrets
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.people.models import ApiKey, User
from alignment.web.errors import Incomplete

PREFIX = "tdm_"
SHAPE = re.compile(r"tdm_([0-9a-f]{8})_[A-Za-z0-9_-]{43}")
LIMIT = 20


def create(
    *, by: User, name: str, scope: str, expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """A new key and its secret, which is shown once; raises Incomplete at 20 keys."""
    if by.api_keys.usable().count() >= LIMIT:
        raise Incomplete(_("You have 20 keys already: revoke one first."))
    name_part = secrets.token_hex(4)
    secret = f"{PREFIX}{name_part}_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        user=by,
        name=name,
        scope=scope,
        prefix=PREFIX + name_part,
        digest=digest(secret),
        expires_at=expires_at,
    )
    return key, secret


def revoke(key: ApiKey, *, by: User) -> None:
    """Close the key for good; revoking twice keeps the first moment."""
    ApiKey.objects.filter(pk=key.pk, user=by, revoked_at__isnull=True).update(
        revoked_at=timezone.now()
    )


def find(secret: str) -> ApiKey | None:
    """The usable key behind the secret with its owner and teams, in one query."""
    match = SHAPE.fullmatch(secret)
    if match is None:
        return None
    owner = ("user", "user__team", "user__second_team")
    key = ApiKey.objects.usable().select_related(*owner).filter(prefix=PREFIX + match[1]).first()
    if key is None or not hmac.compare_digest(key.digest, digest(secret)):
        return None
    return key


def in_header(authorization: str) -> ApiKey | None:
    """The usable key in an Authorization header, whatever its scheme."""
    return find(authorization.partition(" ")[2].strip())


def digest(secret: str) -> str:
    """SHA-256 is enough for 256 random bits; passwords need a slow hash, keys do not."""
    return hashlib.sha256(secret.encode("latin-1")).hexdigest()
