"""What the numbers bring to the monthly review: the closed month, by promise and by campaign."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alignment.library.selectors import requests
from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.rituals.agenda import SHOWN, Asked, Row, Section
from alignment.web import figures
from alignment.web.business_days import DAY, local_date, next_month
from dashboards import tiles
from dashboards.choices import Period
from dashboards.kpis import content_use
from dashboards.selectors import Cut, measure_at
from dashboards.windows import month_before
from leads.choices import Verdict
from leads.costs import ledger
from leads.models import Campaign, Handover, Lead
from leads.selectors.campaigns import whole_euros
from sla.agreements import in_force_on
from sla.choices import Promise
from sla.compliance import State, report_of
from sla.selectors.insight import insight_of, reason_label
from sla.selectors.presence import presence_between


def contract(asked: Asked) -> Section:
    """Each promise of the closed month: kept of due, the missed ones first."""
    report = report_of(month_before(local_date(asked.now)), now=asked.now)
    order = (State.MISSED, State.AT_RISK, State.HELD, State.NONE)
    lines = sorted(report.lines, key=lambda line: order.index(line.state))
    rows = [
        Row(
            f"{line.label} {line.tier}".strip(),
            _("{done} of {due}: {state}").format(
                done=line.done, due=line.due, state=line.state.label
            ),
            line.rows_url,
            line.side,
        )
        for line in lines
    ]
    held = sum(line.state == State.HELD for line in lines)
    judged = sum(line.state in (State.HELD, State.MISSED) for line in lines)
    return Section(
        "promises", gettext_lazy("The contract in the closed month"), 10,
        gettext_lazy("No contract was in force that month."),
        rows, len(rows), reverse("sla:contract"),
        figure=_("{held} of {n} held").format(held=held, n=judged) if judged else "",
    )  # fmt: skip


def campaigns(asked: Asked) -> Section:
    """The campaigns of the closed month: cost, MQL, accepted of decided, SQL, and why refused."""
    first = month_before(local_date(asked.now))
    brought = _brought(first)
    named = Campaign.objects.in_bulk(brought)
    book, refused = ledger(), _refused(first, brought)
    rows = [
        Row(
            named[pk].name,
            " · ".join(_told(counts, book.cost(pk, first, next_month(first) - DAY), refused[pk])),
            reverse("leads:campaign", args=[named[pk].public_id]),
            TeamKind.MARKETING.value,
        )
        for pk, counts in brought.items()
    ]
    return Section(
        "campaigns", gettext_lazy("Campaigns of the closed month"), 20,
        gettext_lazy("No campaign brought an MQL that month."),
        rows[:SHOWN], len(rows), reverse("leads:campaigns"),
    )  # fmt: skip


def contents(asked: Asked) -> Section:
    """How many of the contents are used (K14), and what sales asked for and did not have."""
    first = month_before(local_date(asked.now))
    measure = measure_at(content_use.KEY, "", Cut(Period.MONTH, first))
    waiting = requests(ended=False)
    rows = [
        Row(
            each.title,
            _("asked for by {who}").format(who=each.asked_by.full_name) if each.asked_by else "",
            each.get_absolute_url(),
            TeamKind.MARKETING.value,
        )
        for each in waiting[:SHOWN]
    ]
    lacked = insight_of(first, next_month(first) - DAY).lacked
    rows += [
        Row(text, _("missed in feedback: {n}").format(n=n), reverse("sla:insight"))
        for text, n in lacked[: SHOWN - len(rows)]
    ]
    return Section(
        "contents", gettext_lazy("Contents: use and gaps"), 10,
        gettext_lazy("Nobody asked for a content, and none was missed."),
        rows, waiting.count() + len(lacked), reverse("library:contents"),
        figure=_("{share} used").format(share=tiles.shown(measure, "share")) if measure else "",
    )  # fmt: skip


def next_volume(asked: Asked) -> Section:
    """What is promised for next month beside what sales have room for."""
    first = next_month(local_date(asked.now))
    agreement = in_force_on(first)
    lines = {line.promise: line for line in agreement.commitments.all()} if agreement else {}
    rows = []
    if volume := lines.get(Promise.VOLUME):
        text = _("{n} net MQL").format(n=figures.number(volume.number or 0))
        rows.append(Row(str(Promise.VOLUME.label), text, reverse("sla:contract"), "marketing"))
    if cap := lines.get(Promise.CAPACITY):
        room = room_of(cap.number or 0, first)
        text = _("{n} hand-overs, absences taken off").format(n=figures.number(room))
        rows.append(Row(str(Promise.CAPACITY.label), text, reverse("sla:contract"), "sales"))
    return Section(
        "next_volume", gettext_lazy("Next month: volume and capacity"), 10,
        gettext_lazy("The contract promises neither a volume nor a capacity."),
        rows, len(rows), reverse("sla:contract"),
    )  # fmt: skip


def room_of(cap: int, first: date) -> int:
    """The hand-overs that the reps have room for in the weeks that begin in a month."""
    last = next_month(first) - DAY
    mondays = [day for day in _days(first, last) if day.weekday() == 0]
    presence = presence_between(first, last)
    reps = User.objects.active().of_kind(TeamKind.SALES).order_by().values_list("pk", flat=True)
    return sum(presence.cap(cap, rep, monday) for rep in reps for monday in mondays)


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += DAY


def _brought(first: date) -> dict[int, dict[str, int]]:
    """Of the MQL of a month by campaign: how many, accepted, SQL; most MQL first."""
    leads = Lead.objects.countable().filter(campaign__isnull=False, mql_repeat=False)
    of_month = leads.filter(mql_on__range=(first, next_month(first) - DAY)).order_by()
    found = of_month.values("campaign").annotate(
        mql=Count("pk"),
        accepted=Count("pk", filter=Q(accepted_on__isnull=False)),
        sql=Count("pk", filter=Q(sql_on__isnull=False)),
    )
    rows = sorted(found, key=lambda row: (-row["mql"], row["campaign"]))
    return {row.pop("campaign"): row for row in rows}


def _refused(first: date, campaigns: Iterable[int]) -> dict[int, Counter[str]]:
    """Why sales refused the MQL of a month, by campaign."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    refused = Handover.objects.countable().filter(
        verdict=Verdict.REJECTED, lead__campaign__in=list(campaigns),
        lead__mql_on__range=(first, next_month(first) - DAY),
    )  # fmt: skip
    counts = refused.order_by().values_list("lead__campaign", "reason").annotate(n=Count("pk"))
    for campaign, reason, n in counts:
        found[campaign][reason] += n
    return found


def _told(counts: dict[str, int], cost: Decimal | None, refused: Counter[str]) -> Iterator[str]:
    if cost is not None:
        yield figures.money(whole_euros(cost))
    yield _("{n} MQL").format(n=counts["mql"])
    decided = counts["accepted"] + refused.total()
    if decided:
        yield _("{yes} accepted of {n}").format(yes=counts["accepted"], n=decided)
    yield _("{n} SQL").format(n=counts["sql"])
    for reason, n in refused.most_common(1):
        yield _("{reason} ({n})").format(reason=reason_label(reason), n=n)
