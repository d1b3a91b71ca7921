"""WhatsApp: the Cloud API, with templates that Meta approved; free text is not allowed there.

The template has two parameters in its body: the sentence and the address of the page.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from alignment.notifications import answers
from alignment.notifications.answers import Answer
from alignment.notifications.models import Delivery
from alignment.notifications.words import Told
from alignment.web.errors import Incomplete
from alignment.web.guarded import Place

HOSTS = ("graph.facebook.com",)
PATH = re.compile(r"/v\d{1,3}\.\d{1,2}/\d{5,20}/messages")
NUMBER = re.compile(r"\+[1-9]\d{6,14}")
TEMPLATE = re.compile(r"[a-z0-9_]{1,100}")
LANGUAGE = re.compile(r"[a-z]{2}(_[A-Z]{2})?")
MOST = 1000


def check(place: Place, options: Mapping[str, Any], secret: str) -> None:
    wrong: dict[str, str] = {}
    if place.host not in HOSTS or not PATH.fullmatch(place.path):
        wrong["address"] = _("It reads https://graph.facebook.com/v21.0/<number>/messages.")
    if not secret:
        wrong["secret"] = _("The access token of WhatsApp is needed.")
    if not NUMBER.fullmatch(str(options.get("to", ""))):
        wrong["to"] = _("A number in international form: +33612345678.")
    if not TEMPLATE.fullmatch(str(options.get("template", ""))):
        wrong["template"] = _("The name of the template that Meta approved.")
    if not LANGUAGE.fullmatch(str(options.get("language", ""))):
        wrong["language"] = _("The language of the template: fr, en_US.")
    if wrong:
        raise Incomplete(fields=wrong)


def prepare(delivery: Delivery, told: Told) -> dict[str, Any]:
    assert delivery.channel, "What goes to WhatsApp has a channel."
    options = delivery.channel.options
    words = " · ".join(part for part in (told.sentence, told.detail) if part)
    texts = [" ".join(words.split())[:MOST], told.url]
    parameters = [{"type": "text", "text": text} for text in texts]
    return {
        "messaging_product": "whatsapp",
        "to": options["to"].removeprefix("+"),
        "type": "template",
        "template": {
            "name": options["template"],
            "language": {"code": options["language"]},
            "components": [{"type": "body", "parameters": parameters}],
        },
    }


def send(delivery: Delivery) -> Answer:
    assert delivery.channel, "What goes to WhatsApp has a channel."
    return answers.post(
        delivery.channel.address,
        body=json.dumps(delivery.payload).encode(),
        headers={
            "Content-Type": "application/json",
            "Authorization": f"Bearer {delivery.channel.secret}",
        },
    )
