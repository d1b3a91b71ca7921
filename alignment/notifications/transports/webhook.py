"""A signed webhook as Standard Webhooks describes it: id, timestamp and HMAC-SHA256 in headers.

The id is that of the delivery and the same at every attempt and replay: who receives it twice
ignores the second. The signature covers "id.timestamp.body".
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from alignment.notifications import answers, words
from alignment.notifications.answers import Answer
from alignment.notifications.models import Delivery
from alignment.notifications.words import Told
from alignment.web import guarded
from alignment.web.errors import Incomplete
from alignment.web.guarded import Place

PREFIX = "whsec_"


def check(place: Place, options: Mapping[str, Any], secret: str) -> None:
    """Resolves the name: an address on a private network is refused before it is kept."""
    try:
        guarded.resolve(place)
    except guarded.Unsafe as error:
        raise Incomplete(fields={"address": str(error)}) from error
    except guarded.Unreachable as error:
        raise Incomplete(
            fields={"address": _("Nothing is known under this name: check the address.")}
        ) from error


def new_secret() -> str:
    """A fresh signing secret, to be shown once."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def sign(secret: str, key: str, timestamp: int, body: bytes) -> str:
    """The value of the webhook-signature header."""
    raw = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{key}.{timestamp}.".encode() + body
    digest = hmac.new(raw, signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def prepare(delivery: Delivery, told: Told) -> dict[str, Any]:
    event = delivery.event
    data: dict[str, Any] = {"verb": told.verb, "sentence": told.sentence, "detail": told.detail}
    if event is not None:
        data |= {
            "id": str(event.public_id),
            "from": event.facts.get("from", ""),
            "to": event.facts.get("to", ""),
            "lead": {"id": words.target_id(event), "label": told.label, "url": told.url},
            "actor": {"name": event.actor_label, "team": event.actor_team},
            "taken_back": event.reverses_id is not None,
        }
    occurred = told.occurred_at.isoformat()
    return {"type": told.verb, "timestamp": occurred, "data": {**data, "occurred_at": occurred}}


def send(delivery: Delivery) -> Answer:
    channel = delivery.channel
    assert channel, "What goes to a webhook has a channel."
    # Sorted: PostgreSQL keeps keys in an order of its own, and a replay sends the same bytes.
    body = json.dumps(delivery.payload, ensure_ascii=False, sort_keys=True).encode()
    timestamp = answers.now_in_seconds()
    return answers.post(
        channel.address,
        body=body,
        headers={
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Tandem-Webhooks/1",
            "webhook-id": delivery.key,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": sign(channel.secret, delivery.key, timestamp, body),
        },
    )
