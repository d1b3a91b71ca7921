"""Microsoft Teams: the address of a workflow, an Adaptive Card. The old connectors are gone."""

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

HOSTS = (".logic.azure.com", ".powerplatform.com")
CARD = "application/vnd.microsoft.card.adaptive"
MOST = 2000


def check(place: Place, options: Mapping[str, Any], secret: str) -> None:
    if not place.host.endswith(HOSTS):
        raise Incomplete(
            fields={
                "address": _(
                    "In Teams, open Workflows, choose “Post to a channel when a webhook request "
                    "is received” and paste the address it gives."
                )
            }
        )


def prepare(delivery: Delivery, told: Told) -> dict[str, Any]:
    body: list[dict[str, Any]] = [_block(told.sentence, weight="Bolder")]
    if told.detail:
        body.append(_block(told.detail, isSubtle=True))
    links = [(button.label, button.url) for button in told.buttons]
    links.append((_("Open in Tandem"), told.url))
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
        "actions": [{"type": "Action.OpenUrl", "title": label, "url": url} for label, url in links],
    }
    attachment = {"contentType": CARD, "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def send(delivery: Delivery) -> Answer:
    assert delivery.channel, "What goes to Teams has a channel."
    return answers.post(
        delivery.channel.address,
        body=json.dumps(delivery.payload).encode(),
        headers={"Content-Type": "application/json"},
    )


def _block(text: str, **how: Any) -> dict[str, Any]:
    return {"type": "TextBlock", "text": _escaped(text[:MOST]), "wrap": True, **how}


def _escaped(text: str) -> str:
    """Cards read Markdown: a company name may not be a link."""
    for sign in "\\`*_[]()#~":
        text = text.replace(sign, "\\" + sign)
    return text
