"""The measured fact beside a statement of the diagnostic: what people feel, what the data says."""

from datetime import timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from alignment.programme.facts import Fact
from alignment.web import figures
from alignment.web.business_days import today
from dashboards import kpis, page, tiles
from dashboards.choices import Period
from dashboards.models import Measure
from dashboards.selectors import Cut, latest_start
from leads.models import Handover

DAYS = 90
# Statement -> the KPI that measures it, its variant ("" is the KPI's own) and the rows to open.
MEASURED_BY = {
    "6": ("promise_delay", "first_attempt", "late"),
    "8": ("feedback_completeness", "strict", "denominator"),
    "11": ("content_use", "", ""),
    "13": ("ritual_regularity", "", ""),
}


def facts() -> dict[str, Fact]:
    """Facts of the last 90 days by the key of their statement; three statements."""
    found = {key: _fact(*place) for key, place in MEASURED_BY.items() if place[0] in kpis.KPIS}
    known = {key: fact for key, fact in found.items() if fact}
    complete = _complete_files()
    return ({"5": complete} if complete else {}) | known


def _complete_files() -> Fact | None:
    since = today() - timedelta(days=DAYS)
    rows = Handover.objects.countable().filter(handed_over_on__gte=since)
    found = rows.aggregate(n=Count("pk"), complete=Count("pk", filter=Q(is_complete=True)))
    if not found["n"]:
        return None
    return Fact(
        _("handed over with a complete minimal file"),
        figures.rate(found["complete"], found["n"]),
        found["n"],
    )


def _fact(kpi: str, variant: str, part: str) -> Fact | None:
    module = kpis.KPIS[kpi]
    variant = variant if variant in module.VARIANTS else module.default()
    day = latest_start(Period.DAY)
    if day is None:
        return None
    found = Measure.objects.filter(kpi=kpi, variant=variant, period=Period.DAY, start=day)
    measure = found.filter(segment="").first()
    if not measure or measure.value is None:
        return None
    shown = str(tiles.shown(measure, module.UNITS[variant]))
    url = page.rows_url(Cut(Period.DAY, day), kpi, variant, part or module.PARTS[0])
    return Fact(str(module.LABEL), shown, measure.n, url)
