"""What stands beside the story of a lead: milestones, actions, clocks, files, deals, cycles."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alignment.people.models import User
from leads import engagement, files, transitions
from leads.choices import MissingItem, Stage
from leads.models import DealRevision, Handover, Lead, Opportunity

# The one action that is filled, by stage; the others stand beside it or in the menu.
MAIN = {
    Stage.NEW: "qualify", Stage.NURTURING: "qualify", Stage.MQL: "hand_over",
    Stage.PREQUAL: "conclude", Stage.HANDED_OVER: "accept", Stage.RETURNED: "resubmit",
    Stage.ACCEPTED: "qualify_sql", Stage.SQL: "open_opportunity", Stage.OPPORTUNITY: "win",
    Stage.REJECTED: "recycle", Stage.CONTESTED: "rule", Stage.RECYCLED: "reopen",
    Stage.LOST: "reopen",
}  # fmt: skip
BESIDE = frozenset({"reject", "return", "hand_over", "lose", "contest", "recycle"})
MILESTONES: tuple[tuple[str, str | Promise, str], ...] = (
    ("captured", _("Captured"), "marketing"),
    ("mql", _("MQL"), "marketing"),
    ("handed_over", _("Handed over"), "shared"),
    ("first_attempt", _("First attempt"), "sales"),
    ("accepted", _("Accepted"), "sales"),
    ("sql", _("SQL"), "sales"),
    ("opportunity", _("Opportunity"), "sales"),
    ("won", _("Won"), "sales"),
)


@dataclass(frozen=True)
class Milestone:
    """One step of the strip; `inferred` when a jump crossed it."""

    label: str | Promise
    side: str
    at: datetime | None
    inferred: bool


def page_of(lead: Lead, user: User) -> dict[str, Any]:
    """Everything of the page but the story; a constant number of statements."""
    actions = transitions.open_to(user, lead)
    undo = transitions.undoable(lead, by=user)
    deals = list(lead.opportunities.select_related("owner").order_by("-opened_at"))
    return {
        "main": next((a for a in actions if a.name == MAIN.get(Stage(lead.stage))), None),
        "beside": [a for a in actions if a.name in BESIDE and a.name != _main(lead)],
        "others": [a for a in actions if a.name not in BESIDE and a.name != _main(lead)],
        "undo": undo,
        "messages_lost": transitions.messages_lost(undo) if undo else 0,
        "milestones": _milestones(lead),
        "clocks": _clocks(lead),
        "handover": _handover(lead),
        "missing": [MissingItem(item).label for item in files.missing_items(lead)],
        "advice": engagement.recommend(lead.fit_grade, lead.engagement_level).advice.label,
        "deals": deals,
        "revisions": _revisions(deals),
        "cycles": _cycles(lead),
    }


def _main(lead: Lead) -> str:
    return MAIN.get(Stage(lead.stage), "")


def _milestones(lead: Lead) -> list[Milestone]:
    return [
        Milestone(
            label, side, getattr(lead, f"{name}_at"), getattr(lead, f"{name}_inferred", False)
        )
        for name, label, side in MILESTONES
    ]


def _clocks(lead: Lead) -> dict[str, int]:
    """Minutes that marketing took to hand over, and sales to try (system and human delay)."""
    clocks: dict[str, int] = {}
    if lead.handed_over_at and not lead.handed_over_inferred:
        clocks["marketing"] = _minutes(lead.captured_at, lead.handed_over_at)
        if lead.first_attempt_at and lead.first_attempt_at >= lead.handed_over_at:
            clocks["sales"] = _minutes(lead.handed_over_at, lead.first_attempt_at)
    return clocks


def _minutes(start: datetime, end: datetime) -> int:
    return max(0, int((end - start).total_seconds() // 60))


def _handover(lead: Lead) -> Handover | None:
    people = ("assignee", "given_by", "decided_by")
    return lead.handovers.select_related(*people).order_by("-handed_over_at", "-id").first()


def _revisions(deals: list[Opportunity]) -> list[DealRevision]:
    if not deals:
        return []
    return list(deals[0].revisions.select_related("by").order_by("-at", "-id")[:10])


def _cycles(lead: Lead) -> list[Lead]:
    """Other cycles of the same person, newest first; a company without a person has none."""
    if lead.contact_id is None:
        return []
    others = Lead.objects.filter(contact=lead.contact_id).exclude(pk=lead.pk)
    shown = others.only("public_id", "cycle", "stage", "captured_on", "captured_at")
    # By cycle, not by day: the index of days would be walked through every lead there is.
    return list(shown.order_by("-cycle", "-id")[:10])
