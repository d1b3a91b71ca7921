"""Views that Tandem brings along: the queues that both teams look for every day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leads.choices import DealStatus, Record, Stage


@dataclass(frozen=True)
class ReadyView:
    """A view in code: same fields as a saved one, its key instead of an identifier."""

    record: str
    key: str
    name: str | Promise
    query: Mapping[str, Any]
    columns: tuple[str, ...] = ()
    sort: str = ""
    is_ready: bool = field(default=True, init=False)


READY = (
    ReadyView(Record.LEAD, "mine", _("Mine"), {"mine": "true", "state": "open"}),
    ReadyView(
        Record.LEAD,
        "to-accept",
        _("To accept"),
        {"stage": Stage.HANDED_OVER.value},
        ("name", "ball", "due", "tier", "fit", "from"),
        "due",
    ),
    ReadyView(
        Record.LEAD,
        "late",
        _("Late"),
        {"due": "late", "state": "open"},
        ("name", "stage", "ball", "due", "fit"),
        "due",
    ),
    ReadyView(
        Record.LEAD,
        "to-wake",
        _("Recycled, to wake up"),
        {"stage": [Stage.RECYCLED.value, Stage.NURTURING.value], "wake": "due"},
        ("name", "stage", "wake_up", "reason", "from", "marketer"),
        "wake_up",
    ),
    ReadyView(
        Record.LEAD,
        "no-next-action",
        _("Without a next action"),
        {"stage": [Stage.ACCEPTED.value, Stage.SQL.value, Stage.OPPORTUNITY.value], "next": "none"},
        ("name", "stage", "owner", "days", "next", "fit"),
        "days",
    ),
    ReadyView(
        Record.LEAD,
        "never-contacted",
        _("Never contacted"),
        {"stage": [Stage.HANDED_OVER.value, Stage.ACCEPTED.value], "contacted": "never"},
        ("name", "ball", "phone", "days", "fit", "from"),
        "days",
    ),
    ReadyView(
        Record.LEAD,
        "to-qualify",
        _("To qualify"),
        {"stage": [Stage.NEW.value, Stage.NURTURING.value], "engagement": ["1", "2"]},
        ("name", "stage", "fit", "from", "need", "captured"),
    ),
    ReadyView(
        Record.LEAD,
        "incomplete",
        _("Incomplete files"),
        {"state": "open", "empty": ["siren"]},
        ("name", "stage", "siren", "industry", "workforce", "email"),
    ),
    ReadyView(Record.COMPANY, "customers", _("Customers"), {"is_customer": "true"}),
    ReadyView(Record.COMPANY, "key-accounts", _("Key accounts"), {"is_strategic": "true"}),
    ReadyView(Record.COMPANY, "my-accounts", _("Mine"), {"mine": "true"}),
    ReadyView(
        Record.COMPANY,
        "no-siren",
        _("Without SIREN"),
        {"empty": "siren"},
        ("name", "place", "website", "open_leads", "owner"),
    ),
    ReadyView(Record.CONTACT, "deciders", _("Decision makers"), {"role": "decider"}),
    ReadyView(
        Record.CONTACT, "unreachable", _("Without e-mail or phone"), {"empty": ["email", "phone"]}
    ),
    ReadyView(
        Record.CONTACT,
        "objected",
        _("Objecting"),
        {"objected": "true"},
        ("name", "company", "email", "objected"),
    ),
    ReadyView(
        Record.OPPORTUNITY, "open", _("Open"), {"status": DealStatus.OPEN.value}, (), "closes"
    ),
    ReadyView(
        Record.OPPORTUNITY,
        "won",
        _("Won"),
        {"status": DealStatus.WON.value},
        ("name", "origin", "owner", "won", "reason", "amount"),
        "-won",
    ),
    ReadyView(
        Record.OPPORTUNITY,
        "lost",
        _("Lost"),
        {"status": DealStatus.LOST.value},
        ("name", "origin", "owner", "lost", "reason", "competitor", "amount"),
        "-lost",
    ),
    ReadyView(
        Record.OPPORTUNITY,
        "dormant",
        _("Dormant"),
        {"status": DealStatus.OPEN.value, "dormant": "true"},
        ("name", "step", "owner", "closes", "touched", "amount"),
        "touched",
    ),
    ReadyView(Record.OPPORTUNITY, "all", _("All"), {}),
)


def ready_views(record: str) -> list[ReadyView]:
    """The ready-made views of one list, in their order."""
    return [view for view in READY if view.record == record]


def ready_view(record: str, key: str) -> ReadyView | None:
    return next((view for view in ready_views(record) if view.key == key), None)
