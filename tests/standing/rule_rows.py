"""A rule with something in its log."""

from typing import Any

from alignment.journal.models import Event
from leads.models import Firing, Rule
from leads.rules import keeping
from tests import factories

BODY = {
    "name": "Demande du site", "event": "lead.logged", "if-source": "website", "notify-on": "on",
    "notify-to": "marketer", "notify-text": "À appeler",
}  # fmt: skip
JSON = {
    "name": "Demande du site", "kind": "automation", "event": "lead.logged",
    "conditions": {"source": "website"}, "acts": [{"act": "notify", "to": "marketer"}],
}  # fmt: skip
TRIED = {name: value for name, value in JSON.items() if name != "name"}


def a_rule(world: dict[str, Any]) -> dict[str, Any]:
    """A rule that ran once, and refused once."""
    row = keeping.save_rule(
        None, by=world["direction"], name="Appeler", kind="automation", event="lead.logged",
        query={"owner": str(factories.person().public_id)},
        acts=[{"act": "notify", "to": str(world["sales"].public_id), "text": "À appeler"}],
    )  # fmt: skip
    _log(row, world, "done", {"act": "notify", "to": world["sales"].pk})
    _log(row, world, "refused", {"refused": "Tout le monde est absent"})
    return {"public_id": row.public_id}


def _log(row: Rule, world: dict[str, Any], state: str, told: dict[str, Any]) -> None:
    lead = factories.lead(world["marketing"])
    event = Event.objects.get(verb="lead.logged", target_id=lead.pk)
    Firing.objects.create(rule=row, event=event, lead=lead, state=state, told=[told], depth=1)
