"""What leads bring to the weekly agenda: hand-overs to decide, and what waits for marketing."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alignment.rituals.agenda import SHOWN, Row, Section
from leads.choices import Stage
from leads.models import Lead

URGENT_FIRST = (F("due_at").asc(nulls_last=True), "pk")


def to_decide(now: datetime) -> Section:
    """Hand-overs without a verdict, the most urgent first."""
    waiting = Lead.objects.countable().filter(stage=Stage.HANDED_OVER)  # type: ignore[attr-defined]
    return _section(
        "decide", _("Hand-overs to decide"), 10, _("Every hand-over has its verdict."), waiting,
        (Stage.HANDED_OVER,),
    )  # fmt: skip


def to_answer(now: datetime) -> Section:
    """Leads that sales returned or rejected and marketing has not answered."""
    stages = (Stage.RETURNED, Stage.REJECTED)
    waiting = Lead.objects.countable().filter(stage__in=stages)  # type: ignore[attr-defined]
    empty = _("Nothing returned or rejected waits for an answer.")
    return _section("answer", _("Returned or rejected, to answer"), 5, empty, waiting, stages)


def _section(
    key: str, title: Any, minutes: int, empty: Any, waiting: QuerySet[Lead], stages: tuple[str, ...]
) -> Section:
    url = f"{reverse('leads:list')}?{urlencode({'stage': stages}, doseq=True)}"
    rows = waiting.select_related("company", "contact", "owner", "marketer").order_by(*URGENT_FIRST)
    return Section(
        key, title, minutes, empty, [_row_of(lead) for lead in rows[:SHOWN]], waiting.count(), url
    )


def _row_of(lead: Lead) -> Row:
    holder = lead.ball_holder
    words = [str(lead.get_stage_display()), holder.full_name if holder else ""]
    return Row(
        str(lead), " · ".join(filter(None, words)), lead.get_absolute_url(), lead.ball, lead.due_at
    )
