"""What marketing knows that helps to sell: contents, campaigns, and what others reacted to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q

from alignment.vision.choices import MessageKind
from alignment.vision.models import Message
from alignment.web.business_days import today
from leads.choices import TouchKind
from leads.models import Lead, Touch
from leads.reference import naf_section
from sla.choices import Effect
from sla.models import Feedback, FeedbackAnswer, FeedbackMessage
from sla.selectors.segments import in_divisions, section_label

REMEMBERED, RECENT = timedelta(days=365), timedelta(days=90)
MOST, MOST_OF_OTHERS = 5, 3
ASKED = (TouchKind.CONTENT, TouchKind.OPENED, TouchKind.CLICK, TouchKind.VISIT)
CAME = (TouchKind.EVENT, TouchKind.DEMO_REQUEST, TouchKind.PRICE)


@dataclass(frozen=True)
class Reaction:
    """How a message went down with others: so many hit, hurt, of so many that spoke of it."""

    message: Message
    hit: int
    hurt: int
    n: int


@dataclass(frozen=True)
class Known:
    """What marketing knows about one lead; `segment` names whom the reactions are of."""

    contents: list[Touch]
    campaigns: list[str]
    segment: str
    reactions: list[Reaction]
    objections: list[tuple[Message, int]]
    next_owner: Any

    @property
    def is_empty(self) -> bool:
        return not (
            self.contents or self.campaigns or self.reactions or self.objections or self.next_owner
        )


def of_lead(lead: Lead) -> Known:
    """Touches of the person or company, then reactions of the same industry, else the same fit."""
    touches = list(_touches(lead)[:50])
    condition, segment = _segment(lead)
    others = Feedback.objects.filter(
        condition, asked_on__gte=today() - REMEMBERED, cancelled_at__isnull=True
    ).exclude(lead=lead)
    return Known(
        [touch for touch in touches if touch.kind in (*ASKED, *CAME)][:MOST],
        _campaigns(touches),
        segment,
        _reactions(others),
        _objections(others),
        _next_owner(lead),
    )


def reactions_of_all() -> list[Reaction]:
    """What went down best and worst with everybody in the last 90 days."""
    return _reactions(
        Feedback.objects.filter(asked_on__gte=today() - RECENT, cancelled_at__isnull=True)
    )


def _touches(lead: Lead) -> Any:
    """Of every cycle of the person, by the keys of the cycles: a join would read them all."""
    cycles = [lead.pk]
    if lead.contact_id:
        same = Lead.objects.filter(contact=lead.contact_id).order_by("-cycle", "-id")
        cycles += same.values_list("pk", flat=True)[:20]
    rows = Touch.objects.filter(lead__in=cycles).exclude(kind=TouchKind.UNSUBSCRIBE)
    return rows.select_related("campaign").order_by("-occurred_at", "-id")


def _campaigns(touches: Iterable[Touch]) -> list[str]:
    names = (touch.campaign.name for touch in touches if touch.campaign)
    return list(dict.fromkeys(names))[:MOST]


def _segment(lead: Lead) -> tuple[Q, str]:
    company = lead.company
    section = naf_section(company.naf_code, company.nomenclature) if company else ""
    if section:
        return in_divisions("lead__company__naf_code", section), section_label(section)
    if lead.fit_grade:
        return Q(lead__fit_grade=lead.fit_grade), lead.fit_grade
    return Q(pk__in=[]), ""


def _reactions(others: Any) -> list[Reaction]:
    rows = (
        FeedbackMessage.objects.filter(
            feedback__in=others.order_by().values("pk"), message__is_active=True
        )
        .order_by()
        .values("message")
        .annotate(
            n=Count("pk"),
            hit=Count("pk", filter=Q(effect=Effect.HIT)),
            hurt=Count("pk", filter=Q(effect=Effect.HURT)),
        )
    )
    found = sorted(rows, key=lambda row: (row["hurt"] - row["hit"], -row["n"]))[:MOST_OF_OTHERS]
    messages = Message.objects.in_bulk([row["message"] for row in found])
    return [Reaction(messages[row["message"]], row["hit"], row["hurt"], row["n"]) for row in found]


def _objections(others: Any) -> list[tuple[Message, int]]:
    met = (
        Message.objects.filter(
            kind=MessageKind.OBJECTION, feedback_objecting__in=others.order_by().values("pk")
        )
        .annotate(n=Count("feedback_objecting"))
        .order_by("-n", "pk")
    )
    return [(message, message.n) for message in met[:MOST_OF_OTHERS]]  # type: ignore[attr-defined]


def _next_owner(lead: Lead) -> Any:
    """Who marketing suggested when it let an earlier cycle rest, or this one."""
    cycles = [key for key in (lead.pk, lead.reopened_from_id) if key]
    answer = (
        FeedbackAnswer.objects.filter(feedback__lead__in=cycles, next_owner__isnull=False)
        .select_related("next_owner")
        .order_by("-at")
        .first()
    )
    return answer.next_owner if answer else None
