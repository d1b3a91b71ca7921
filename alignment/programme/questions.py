"""What is asked: the fifteen statements of the diagnostic, and the three questions of the pulse."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alignment.programme.choices import RoundKind

DOES_NOT_KNOW = 0
LOWEST, HIGHEST = 1, 5
LONGEST_OBSTACLE = 200


@dataclass(frozen=True)
class Dimension:
    """A side of working together that several statements describe."""

    key: str
    label: str | Promise


@dataclass(frozen=True)
class Item:
    """A statement that people agree with from 1 to 5."""

    key: str
    dimension: str
    text: str | Promise


DIMENSIONS = (
    Dimension("vision", pgettext_lazy("dimension", "Vision")),
    Dimension("handover", pgettext_lazy("dimension", "Hand-over")),
    Dimension("process", pgettext_lazy("dimension", "Process")),
    Dimension("tools", pgettext_lazy("dimension", "Tools")),
    Dimension("culture", pgettext_lazy("dimension", "Culture")),
)
DIAGNOSTIC = (
    Item("1", "vision", _("We share the same goals, in figures.")),
    Item("2", "vision", _("The ideal customer is written down and agreed by both teams.")),
    Item("3", "vision", _("We tell the same value proposition.")),
    Item("4", "handover", _("MQL, SQL and opportunity mean the same to everybody.")),
    Item("5", "handover", _("Leads that are handed over hold the information that is needed.")),
    Item("6", "handover", _("Leads that are handed over are contacted in time.")),
    Item("7", "process", _("Our commitments are written, followed and reviewed.")),
    Item("8", "process", _("Sales gives useful feedback on every lead.")),
    Item("9", "process", _("Marketing acts on this feedback and says so.")),
    Item("10", "tools", _("One single CRM, up to date, used by both teams.")),
    Item("11", "tools", _("Contents can be found and are used.")),
    Item("12", "tools", _("We look at the same dashboards.")),
    Item("13", "culture", _("Our joint meetings take place and decide.")),
    Item("14", "culture", _("Everybody knows the daily work of the other team.")),
    Item("15", "culture", _("The leader carries alignment, and joint wins are recognised.")),
)
PULSE = (
    Item("1", "", _("Working with the other team goes well.")),
    Item("2", "", _("I know what the other team expects of me.")),
)
ITEMS = {RoundKind.DIAGNOSTIC: DIAGNOSTIC, RoundKind.PULSE: PULSE}
# Statements that the tool can hold against a measured fact.
MEASURED = ("5", "6", "8", "11", "13")


def items_of(kind: str) -> tuple[Item, ...]:
    """The statements of a kind of round, in the order in which they are asked."""
    return ITEMS[RoundKind(kind)]


def asks_for_obstacle(kind: str) -> bool:
    """Whether the round also asks, in words, what stands in the way."""
    return kind == RoundKind.PULSE
