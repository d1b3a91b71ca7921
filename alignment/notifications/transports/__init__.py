"""The ways out, one module each, all with the same three functions.

`check(place, options, secret)` refuses what the transport cannot use (Incomplete, fields named);
`prepare(delivery, told)` makes the payload, plain JSON, in the language that is active;
`send(delivery)` makes one attempt and says how it went.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from alignment.notifications.answers import Answer
from alignment.notifications.choices import Medium
from alignment.notifications.models import Delivery
from alignment.notifications.transports import email, slack, teams, webhook, whatsapp
from alignment.notifications.words import Told
from alignment.web.guarded import Place


class Transport(Protocol):
    def check(self, place: Place, options: Mapping[str, Any], secret: str) -> None: ...

    def prepare(self, delivery: Delivery, told: Told) -> dict[str, Any]: ...

    def send(self, delivery: Delivery) -> Answer: ...


TRANSPORTS: dict[str, Transport] = {
    Medium.EMAIL: email,
    Medium.SLACK: slack,
    Medium.TEAMS: teams,
    Medium.WHATSAPP: whatsapp,
    Medium.WEBHOOK: webhook,
}
