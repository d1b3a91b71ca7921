"""What marketing brought, read three ways side by side, with the deals and touches behind.

Figures are the stored ones; the deals are those that the figures counted, as known that evening.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dashboards import attribution as models
from dashboards import kpis, locks, page, selectors, services, tiles
from dashboards.journeys import Journey, journeys
from dashboards.kpis import attribution, campaign_cost, marketing_influenced, marketing_sourced
from dashboards.models import AttributionLock, Measure
from dashboards.selectors import Cut
from leads.choices import Origin, Source, TouchKind, origin_of
from leads.models import Campaign, Opportunity

BASES = ("revenue", "pipeline")
NOWHERE = "—"


@dataclass(frozen=True)
class Reading:
    """One reading: its stored measure, and whether both teams agreed to show it first."""

    key: str
    label: str
    measure: Measure | None
    is_locked: bool

    @property
    def ratio(self) -> float | None:
        found = self.measure
        return None if found is None or found.value is None else float(found.value)


@dataclass(frozen=True)
class Told:
    """One deal with what each reading says of it, and the touches behind."""

    deal: Opportunity
    value: Decimal | None
    source: bool
    first_touch: bool
    presales: bool
    influenced: bool
    is_unknown: bool
    steps: Sequence[Any] = ()


def readings(cut: Cut, base: str, lock: AttributionLock | None) -> list[Reading]:
    """The three readings of the period, the agreed one first; one statement."""
    names = {
        key: marketing_sourced.variant_of(base, suffix) for key, suffix in locks.SUFFIX.items()
    }
    found = _stored(marketing_sourced.KEY, names.values(), cut)
    told = [
        Reading(
            key, str(locks.READINGS[key]), found.get(names[key]), bool(lock and lock.reading == key)
        )
        for key in names
    ]
    return sorted(told, key=lambda each: not each.is_locked)


def gap(told: Iterable[Reading]) -> float | None:
    """How far the readings lie apart, as a ratio; None when fewer than two say something."""
    known = [each.ratio for each in told if each.ratio is not None]
    return max(known) - min(known) if len(known) > 1 else None


def influenced(cut: Cut, base: str) -> Measure | None:
    """The stored measure of what marketing had a hand in (K17)."""
    return selectors.measure_at(marketing_influenced.KEY, base, cut)


def deals(cut: Cut, base: str) -> QuerySet[Opportunity]:
    """The deals that the figures of the period count, as known on their evening."""
    variant = marketing_sourced.variant_of(base, "")
    kpi = kpis.KPIS[marketing_sourced.KEY]
    measure = selectors.measure_at(kpi.KEY, variant, cut)
    window = services.window_of(kpi, cut.period, cut.start, measure)
    found: QuerySet[Opportunity] = kpi.rows(variant, window, "n", cut.segment, cut.segment_value)
    return found.select_related("lead__company", "lead__contact", "owner")


def told(rows: Sequence[Opportunity], cut: Cut, base: str) -> list[Told]:
    """The deals of a page with their ticks and touches, in a few statements."""
    measure = influenced(cut, base)
    kpi = kpis.KPIS[marketing_influenced.KEY]
    evening = services.window_of(kpi, cut.period, cut.start, measure).as_of
    ways = {each.deal["pk"]: each for each in journeys(_of(rows))}
    names = campaigns_named(step.campaign for each in ways.values() for step in each.marketing)
    return [_told(row, ways[row.pk], evening, names) for row in rows]


def campaigns_named(keys: Iterable[int | None]) -> dict[int, Campaign]:
    """The campaigns of these keys, in one statement."""
    return Campaign.objects.in_bulk({key for key in keys if key is not None})


def credit_table(cut: Cut) -> dict[str, Any]:
    """Euros of each campaign (or source) under the six models, what stays unattributed, the total.

    Every column adds up to the revenue won.
    """
    found = _stored(attribution.KEY, models.MODELS, cut)
    keys = {key for measure in found.values() for key in measure.extra.get("credits", {})}
    ids = [int(key.partition(":")[2]) for key in keys if key.startswith("campaign:")]
    names = campaigns_named(ids)
    rows = [_credit_row(key, found, names) for key in keys]
    rows.sort(key=lambda row: (-sum(row["euros"]), row["label"]))
    return {
        "models": [(model, attribution.VARIANTS[model]) for model in models.MODELS],
        "rows": rows,
        "unattributed": [_rest(found.get(model)) for model in models.MODELS],
        "totals": [_total(found.get(model)) for model in models.MODELS],
        "n_unattributed": next((m.extra.get("unattributed", 0) for m in found.values()), 0),
    }


def cost_table(cut: Cut) -> dict[str, Any]:
    """What campaigns spent in the period and brought: MQL, SQL, customers; the CAC below (K20)."""
    found = _stored(campaign_cost.KEY, campaign_cost.VARIANTS, cut)
    each: dict[str, dict[str, Any]] = {}
    for variant in ("mql", "sql", "customer"):
        measure = found.get(variant)
        for key, row in (measure.extra.get("campaigns", {}) if measure else {}).items():
            kept = each.setdefault(key, {"spent": round(row["spent"])})
            kept[variant] = row["n"]
            each_one = round(row["spent"] / row["n"]) if row["n"] and row["spent"] else None
            kept[f"per_{variant}"] = each_one
    names = campaigns_named(int(key) for key in each)
    rows = [{"campaign": names[int(key)], **row} for key, row in each.items() if int(key) in names]
    rows.sort(key=lambda row: (-row["spent"], row["campaign"].name))
    cac = found.get("cac")
    each_customer = round(cac.value) if cac and cac.value is not None else None
    return {"rows": rows, "whole": found, "cac": cac, "cac_each": each_customer}


def restated(measure: Measure | None) -> str:
    """What the month's close had said, where the live share has moved since."""
    return page.restated(measure, "share")


def shown(reading: Reading) -> Any:
    """The share as people read it; of few deals as cases."""
    return tiles.shown(reading.measure, "share")


def _stored(kpi: str, variants: Iterable[str], cut: Cut) -> dict[str, Measure]:
    found = Measure.objects.filter(
        kpi=kpi, variant__in=list(variants), period=cut.period, start=cut.start,
        segment=cut.segment, segment_value=cut.segment_value,
    )  # fmt: skip
    return {measure.variant: measure for measure in found}


def _of(rows: Sequence[Opportunity]) -> QuerySet[Opportunity]:
    return Opportunity.objects.filter(pk__in=[row.pk for row in rows])


def _told(row: Any, way: Journey, evening: Any, names: dict[int, Campaign]) -> Told:
    since = marketing_influenced.influenced_on(way)
    steps = [
        {
            "at": step.at,
            "label": str(TouchKind(step.kind).label)
            if step.kind in TouchKind.values
            else step.kind,
            "campaign": names.get(step.campaign or 0),
            "source": _source(step.source),
        }
        for step in way.marketing
    ]
    return Told(
        deal=row,
        value=row.value_then,
        source=origin_of(row.lead.source) == Origin.MARKETING,
        first_touch=row.origin == Origin.MARKETING,
        presales=way.before_sales == Origin.MARKETING,
        influenced=since is not None and since <= evening,
        is_unknown=row.origin == Origin.UNKNOWN,
        steps=steps,
    )


def _source(code: str) -> str:
    return str(Source(code).label) if code in Source.values else code.replace("_", " ")


def _credit_row(key: str, found: dict[str, Measure], names: dict[int, Campaign]) -> dict[str, Any]:
    kind, _colon, value = key.partition(":")
    campaign = names.get(int(value)) if kind == "campaign" else None
    label = campaign.name if campaign else _credit_label(kind, value)
    euros = [
        found[model].extra.get("credits", {}).get(key, {}).get("value", 0.0)
        if model in found
        else 0.0
        for model in models.MODELS
    ]
    return {"key": key, "label": label, "campaign": campaign, "euros": euros}


def _credit_label(kind: str, value: str) -> str:
    if kind == "campaign":
        return _("A campaign that is gone")
    if value in TouchKind.values and value not in Source.values:
        return str(TouchKind(value).label)
    return _source(value) or NOWHERE


def _rest(measure: Measure | None) -> float:
    return _total(measure) - float((measure and measure.numerator) or 0)


def _total(measure: Measure | None) -> float:
    return float((measure and measure.denominator) or 0)
