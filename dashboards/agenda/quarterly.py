"""What the numbers bring to the quarterly review: goals, funnel, money, proof, people, thanks."""

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alignment.programme.choices import RoundKind
from alignment.programme.results import Results, history
from alignment.rituals.agenda import SHOWN, Asked, Row, Section
from alignment.web import figures
from alignment.web.business_days import local_date
from dashboards import kpis, page, tiles, wins
from dashboards.agenda.weekly import row_of
from dashboards.choices import Period
from dashboards.kpis import stage_duration
from dashboards.models import Measure
from dashboards.proof import drafting
from dashboards.proof import selectors as proof
from dashboards.selectors import Cut, Key, measures_of
from dashboards.tiles import Tile
from dashboards.windows import shifted, start_of

MONEY = (
    Tile("marketing_sourced", "pipeline", gettext_lazy("Pipeline started by marketing"), part="n"),
    Tile("marketing_sourced", "revenue", gettext_lazy("Revenue started by marketing"), part="n"),
    Tile(
        "marketing_influenced", "revenue", gettext_lazy("Revenue marketing had a hand in"), part="n"
    ),
    Tile("campaign_cost", "cac", gettext_lazy("Cost of a new customer"), part="n"),
    Tile("pipeline_value", "total", gettext_lazy("Pipeline value"), part="n"),
)


def goals(asked: Asked) -> Section:
    """The shared goals of the quarter that is over, as the dashboard words them."""
    rows = _rows_of(tiles.GOALS, asked)
    return Section(
        "numbers", gettext_lazy("Shared goals of the last quarter"), 15,
        gettext_lazy("Nothing was measured yet."),
        rows, len(rows), reverse("dashboards:goals"),
    )  # fmt: skip


def funnel(asked: Asked) -> Section:
    """How far the leads captured in the quarter came, and how long each step takes (K2)."""
    found = _measures(asked)
    rows = _funnel_rows(found.get(page.FUNNEL))
    for name, label in stage_duration.VARIANTS.items():
        if measure := found.get((stage_duration.KEY, name)):
            lasts = tiles.shown(measure, stage_duration.UNITS[name])
            rows.append(
                Row(str(label), str(lasts), _rows_url((stage_duration.KEY, name), "n", asked))
            )
    whole = found.get(page.FUNNEL)
    return Section(
        "funnel", gettext_lazy("Funnel and time of each step"), 20,
        gettext_lazy("Nothing was measured yet."),
        rows, len(rows), reverse("dashboards:dashboard"),
        figure=str(tiles.shown(whole, "share")) if whole else "",
    )  # fmt: skip


def money(asked: Asked) -> Section:
    """What marketing started and had a hand in, what a customer costs, what is open."""
    rows = _rows_of(MONEY, asked)
    return Section(
        "money", gettext_lazy("Contribution of marketing"), 15,
        gettext_lazy("Nothing was measured yet."),
        rows, len(rows), reverse("dashboards:contribution"),
    )  # fmt: skip


def ideal_customer(asked: Asked) -> Section:
    """Weights that the verdicts suggest, each with its sentence."""
    found = proof.suggestions()
    rows = [
        Row(
            str(each.criterion.label) if each.criterion else "",
            drafting.sentence_of(each),
            reverse("dashboards:weights"),
        )
        for each in found
    ]
    return Section(
        "ideal_customer", gettext_lazy("The ideal customer: what the verdicts suggest"), 20,
        gettext_lazy("The verdicts suggest no other weight."),
        rows[:SHOWN], len(rows), reverse("dashboards:weights"),
    )  # fmt: skip


def people(asked: Asked) -> Section:
    """Where sales and marketing see it most apart, and the last pulse; only what may be shown."""
    maturity, pulse = (history(kind, most=1) for kind in (RoundKind.DIAGNOSTIC, RoundKind.PULSE))
    rows = [*_gaps(maturity), *_means(pulse)]
    level = next((str(each.level[1]) for each in maturity if each.level), "")
    return Section(
        "people", gettext_lazy("Maturity and pulse"), 15,
        gettext_lazy("No round was closed with enough answers."),
        rows[:SHOWN], len(rows), reverse("programme:home"), figure=level,
    )  # fmt: skip


def recognition(asked: Asked) -> Section:
    """The deals of the quarter that both teams won, and the thanks that went across."""
    since = shifted(Period.QUARTER, start_of(Period.QUARTER, local_date(asked.now)), -1)
    won = [card for card in wins.cards() if card.deal.won_on and card.deal.won_on >= since]
    return Section(
        "recognition", gettext_lazy("Recognition"), 5,
        gettext_lazy("No deal was won by both teams."),
        [row_of(card) for card in won[:SHOWN]], len(won), reverse("dashboards:wins"),
    )  # fmt: skip


def _measures(asked: Asked) -> dict[Key, Measure]:
    return measures_of(Cut(Period.QUARTER, _quarter(asked)))[0]


def _quarter(asked: Asked) -> date:
    """The first day of the quarter that is over."""
    return shifted(Period.QUARTER, start_of(Period.QUARTER, local_date(asked.now)), -1)


def _rows_of(shown: Iterable[Tile], asked: Asked) -> list[Row]:
    found, rows = _measures(asked), []
    for tile in shown:
        key = page.key_of(tile)
        if key in found:
            unit = kpis.KPIS[key[0]].UNITS[key[1]]
            worded, url = tiles.shown(found[key], unit), _rows_url(key, tile.part, asked)
            rows.append(Row(str(tile.label), str(worded), url))
    return rows


def _rows_url(key: Key, part: str, asked: Asked) -> str:
    """The leads, hand-overs or deals behind a figure of the quarter."""
    which = {
        "variant": key[1], "period": str(Period.QUARTER), "start": _quarter(asked).isoformat(),
        "part": part,
    }  # fmt: skip
    return f"{reverse('dashboards:rows', args=[key[0]])}?{urlencode(which)}"


def _funnel_rows(measure: Measure | None) -> list[Row]:
    reached = measure.extra.get("funnel", {}) if measure else {}
    entered = reached.get("captured") or 0
    return [
        Row(
            str(stage.label),
            _("{n}, {share} of the captured").format(
                n=figures.number(reached[name]), share=figures.percent(reached[name] / entered, 0)
            ),
        )
        for name, stage, _team in page.FUNNEL_STEPS
        if entered and name in reached
    ]


def _gaps(found: list[Results]) -> list[Row]:
    """The widest gaps first."""
    lines = [line for each in found for line in each.to_discuss if line.gap is not None]
    widest = sorted(lines, key=lambda line: -abs(line.gap or 0))
    text = _("sales {sales}, marketing {marketing}")
    return [
        Row(
            str(line.label),
            text.format(
                sales=figures.number(line.sales.mean, 1) if line.sales else "",
                marketing=figures.number(line.marketing.mean, 1) if line.marketing else "",
            ),
            reverse("programme:home"),
        )
        for line in widest[: SHOWN // 2]
    ]


def _means(found: list[Results]) -> list[Row]:
    return [
        Row(
            str(line.label),
            _("{mean} of 5 in the last pulse").format(mean=figures.number(line.level, 1)),
            reverse("programme:home"),
        )
        for each in found
        for line in each.lines
        if line.level is not None
    ][: SHOWN // 2]
