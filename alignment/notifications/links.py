"""Links in messages that let one person do one thing once, without logging in.

A GET shows what would be done and changes nothing, so that scanners of mails do no harm; a POST
does it through the handler that settings.LINK_HANDLERS names for the purpose.
"""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from alignment.journal.models import Event
from alignment.notifications.models import OneTimeLink
from alignment.people.models import User
from alignment.web.errors import Conflict, Refused

LASTS = timedelta(hours=72)
KEPT = timedelta(days=30)
SIGNER = signing.Signer(salt="tandem.one-time-link", sep=".")


class DeadLink(Refused):
    """The link is not one of ours, is over, was used, or is somebody else's."""

    code = "dead_link"
    status = 404
    message = _("This link does not exist: copy it whole from the message.")
    reader: User | None = None  # whose it was, when it is one of ours


@dataclass(frozen=True)
class Reply:
    """What a handler answers: a template with its context, and `done` in words once it is done."""

    template: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    done: str = ""
    url: str = ""
    title: str = ""
    event: Event | None = None  # what was done, told in the journal


@dataclass(frozen=True)
class Offer:
    """A link worth putting into a message: what it does, in words, and to what."""

    purpose: str
    label: Any
    target: UUID


Handler = Callable[[OneTimeLink, User, Mapping[str, Any] | None], Reply]


def make(
    user: User,
    purpose: str,
    target: UUID | str,
    ttl: timedelta = LASTS,
    *,
    needs_login: bool = False,
) -> str:
    """The address of a new link for this person; only a hash of its token is kept."""
    token = SIGNER.sign(secrets.token_urlsafe(24))
    OneTimeLink.objects.create(
        digest=_digest(token),
        user=user,
        purpose=purpose,
        target=target,
        needs_login=needs_login,
        expires_at=timezone.now() + ttl,
    )
    return settings.SITE_URL.rstrip("/") + reverse("notifications:link", args=[token])


def find(token: str) -> OneTimeLink:
    """The link of the token, still good. Raises DeadLink (404 unknown, 410 over or used)."""
    try:
        SIGNER.unsign(token)
    except signing.BadSignature as error:
        raise DeadLink from error
    links = OneTimeLink.objects.select_related("user__team", "user__second_team")
    link = links.filter(digest=_digest(token)).first()
    if link is None or not (link.user.is_active and link.user.kinds):
        raise DeadLink
    if link.used_at:
        raise _over(link, _("This link was used already: it works once."), "used_link")
    if link.expires_at <= timezone.now():
        raise _over(link, _("This link is over: it worked for three days."), "expired_link")
    return link


def show(link: OneTimeLink) -> Reply:
    """What the link would do; changes nothing."""
    return _handler(link)(link, link.user, None)


def use(link: OneTimeLink, data: Mapping[str, Any]) -> Reply:
    """Do it, once: the link is used up in the transaction of the act, or neither happens."""
    with transaction.atomic():
        free = OneTimeLink.objects.filter(pk=link.pk, used_at__isnull=True)
        if not free.filter(expires_at__gt=timezone.now()).update(used_at=timezone.now()):
            raise Conflict(_("This link was used already: it works once."), code="used_link")
        reply = _handler(link)(link, link.user, data)
        if not reply.done:
            transaction.set_rollback(True)
    return reply


def offers_of(event: Event, person: User) -> list[Offer]:
    """What the person may do about the event by a link, as the apps above offer it."""
    return [offer for path in settings.LINK_OFFERS for offer in import_string(path)(event, person)]


def next_of(reply: Reply, person: User) -> list[tuple[Any, str]]:
    """What may be done after what was just done: words and addresses of fresh links."""
    if reply.event is None:
        return []
    offers = offers_of(reply.event, person)
    return [(offer.label, make(person, offer.purpose, offer.target)) for offer in offers]


def forget_old() -> int:
    """Delete links that have been over for 30 days and return how many."""
    deleted, _kinds = OneTimeLink.objects.filter(expires_at__lt=timezone.now() - KEPT).delete()
    return deleted


def _over(link: OneTimeLink, message: Any, code: str) -> DeadLink:
    dead = DeadLink(message, code=code)
    dead.status, dead.reader = 410, link.user
    return dead


def _handler(link: OneTimeLink) -> Handler:
    path = settings.LINK_HANDLERS.get(link.purpose)
    if path is None:
        raise DeadLink
    return import_string(path)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
