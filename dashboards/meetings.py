"""What the numbers bring to the monthly and quarterly meetings of both teams."""

from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alignment.rituals.agenda import SHOWN, Row, Section
from alignment.web.business_days import add_months, local_date
from dashboards import page, tiles
from dashboards.choices import Period
from dashboards.selectors import Cut, measures_of
from dashboards.windows import start_of
from leads.models import Lead
from sla.compliance import State, report_of


def contract(now: datetime) -> Section:
    """Each promise of the closed month: kept of due, the missed ones first."""
    report = report_of(add_months(local_date(now), -1), now=now)
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
    return Section(
        "contract", gettext_lazy("The contract in the closed month"), 10,
        gettext_lazy("No contract was in force that month."),
        rows, len(rows), reverse("sla:contract"),
    )  # fmt: skip


def campaigns(now: datetime) -> Section:
    """The campaigns of the closed month by what they brought: MQL, accepted, rejected."""
    first = add_months(local_date(now), -1)
    of_month = Lead.objects.filter(
        is_test=False, campaign__isnull=False, mql_on__gte=first,
        mql_on__lt=add_months(first, 1),
    )  # fmt: skip
    found = (
        of_month.values("campaign__name", "campaign__public_id")
        .annotate(
            mql=Count("pk"),
            accepted=Count("pk", filter=Q(accepted_on__isnull=False)),
        )
        .order_by("-mql", "campaign__name")
    )
    shown = [
        Row(
            each["campaign__name"],
            _("{mql} MQL, {accepted} accepted").format(mql=each["mql"], accepted=each["accepted"]),
            reverse("leads:campaign", args=[each["campaign__public_id"]]),
        )
        for each in found
    ]
    return Section(
        "campaigns", gettext_lazy("Campaigns of the closed month"), 20,
        gettext_lazy("No campaign brought an MQL that month."),
        shown[:SHOWN], len(shown), reverse("leads:campaigns"),
    )  # fmt: skip


def numbers(now: datetime) -> Section:
    """The shared goals of the quarter that is over, as the dashboard words them."""
    first = add_months(start_of(Period.QUARTER, local_date(now)), -3)
    found, _before = measures_of(Cut(Period.QUARTER, first))
    rows = [
        Row(str(tile.label), str(tiles.shown(found.get(key), page.kpis.KPIS[key[0]].UNITS[key[1]])))
        for tile in tiles.GOALS
        for key in [page.key_of(tile)]
        if found.get(key)
    ]
    return Section(
        "numbers", gettext_lazy("Shared goals of the last quarter"), 15,
        gettext_lazy("Nothing was measured yet."),
        rows, len(rows), reverse("dashboards:dashboard"),
    )  # fmt: skip
