"""What leads bring to the agenda: hand-overs to decide, what waits for marketing, what comes."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alignment.people.choices import TeamKind
from alignment.people.models import Absence
from alignment.rituals.agenda import DAYS_AHEAD, SHOWN, Asked, Row, Section
from alignment.web.business_days import local_date
from leads.choices import Stage
from leads.models import Campaign, Lead

URGENT_FIRST = (F("due_at").asc(nulls_last=True), "pk")


def to_decide(asked: Asked) -> Section:
    """Hand-overs without a verdict, the most urgent first."""
    waiting = Lead.objects.countable().filter(stage=Stage.HANDED_OVER)  # type: ignore[attr-defined]
    return _section(
        "decide", _("Hand-overs to decide"), 10, _("Every hand-over has its verdict."), waiting,
        (Stage.HANDED_OVER,),
    )  # fmt: skip


def to_answer(asked: Asked) -> Section:
    """Leads that sales returned or rejected and marketing has not answered."""
    stages = (Stage.RETURNED, Stage.REJECTED)
    waiting = Lead.objects.countable().filter(stage__in=stages)  # type: ignore[attr-defined]
    empty = _("Nothing returned or rejected waits for an answer.")
    return _section("answer", _("Returned or rejected, to answer"), 5, empty, waiting, stages)


def coming_up(asked: Asked) -> Section:
    """Campaigns that begin within a week, and who is away in it: whom sales will miss, and when."""
    first = local_date(asked.now)
    last = first.fromordinal(first.toordinal() + DAYS_AHEAD)
    campaigns = Campaign.objects.filter(starts_on__range=(first, last)).order_by("starts_on", "pk")
    away = (
        Absence.objects.filter(starts_on__lte=last, ends_on__gte=first, user__is_active=True)
        .select_related("user__team", "deputy")
        .order_by("starts_on", "pk")
    )
    rows = [*map(_row_of_campaign, campaigns), *map(_row_of_absence, away)]
    return Section(
        "coming", _("Coming up"), 3, _("No campaign begins and nobody is away this week."),
        rows[:SHOWN], len(rows),
    )  # fmt: skip


def _row_of_campaign(campaign: Campaign) -> Row:
    words = [str(campaign.get_channel_display()), _day(campaign.starts_on)]
    url = reverse("leads:campaign", args=[campaign.public_id])
    return Row(campaign.name, " · ".join(words), url, TeamKind.MARKETING.value)


def _row_of_absence(absence: Absence) -> Row:
    text = gettext("away from {first} to {last}").format(
        first=_day(absence.starts_on), last=_day(absence.ends_on)
    )
    if absence.deputy:
        text = f"{text}, {gettext('deputy: {who}').format(who=absence.deputy.full_name)}"
    person = absence.user
    url = reverse("people:absences", args=[person.public_id])
    return Row(person.full_name, text, url, person.team_kind)


def _day(day: date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""


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
