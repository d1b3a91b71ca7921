"""Slack: an incoming webhook, blocks with plain text so that nothing of it is markup."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from alignment.notifications import answers
from alignment.notifications.answers import Answer
from alignment.notifications.models import Delivery
from alignment.notifications.words import Told
from alignment.web.errors import Incomplete
from alignment.web.guarded import Place

HOSTS = ("hooks.slack.com",)
MOST = 2900  # characters of a block


def check(place: Place, options: Mapping[str, Any], secret: str) -> None:
    if place.host not in HOSTS or not place.path.startswith("/services/"):
        raise Incomplete(
            fields={"address": _("A Slack address begins with https://hooks.slack.com/services/.")}
        )


def prepare(delivery: Delivery, told: Told) -> dict[str, Any]:
    blocks: list[dict[str, Any]] = [{"type": "section", "text": _plain(told.sentence)}]
    if told.detail:
        blocks.append({"type": "context", "elements": [_plain(told.detail)]})
    buttons = [_button(button.label, button.url) for button in told.buttons]
    blocks.append(
        {"type": "actions", "elements": [*buttons, _button(_("Open in Tandem"), told.url)]}
    )
    return {"text": _escaped(told.sentence), "blocks": blocks, "unfurl_links": False}


def send(delivery: Delivery) -> Answer:
    assert delivery.channel, "What goes to Slack has a channel."
    return answers.post(
        delivery.channel.address,
        body=json.dumps(delivery.payload).encode(),
        headers={"Content-Type": "application/json"},
    )


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text[:MOST], "emoji": False}


def _button(label: str, url: str) -> dict[str, Any]:
    return {"type": "button", "text": _plain(label[:70]), "url": url}


def _escaped(text: str) -> str:
    """The fallback text is markup: a company may not mention everybody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
