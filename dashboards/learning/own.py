"""The company's own leads as texts by column: what was known at hand-over, and the verdict."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from alignment.vision.choices import FactName
from alignment.web.business_days import today
from dashboards.kpis import acceptance_rate
from dashboards.learning.files import Sheet
from dashboards.proof.reading import span_until
from leads.handover_facts import told
from leads.models.handed import COLUMNS, PERSONAL

# Free words about a person are not learned from, only whether they were known.
ONLY_WHETHER = tuple(name for name in PERSONAL if name != "job_title")
LEARNED = (
    "naf_section", "naf_division", "workforce_band", "region", "departement", "seniority", "source",
)  # fmt: skip
# The same as columns that depend on nobody's language.
CODES = (*LEARNED, *(f"{name}_known" for name in ONLY_WHETHER))
VERDICT = "verdict"


@dataclass(frozen=True)
class Verdict:
    """A decided hand-over: its texts in the order of LEARNED, then whether the others are known."""

    cells: list[str]
    accepted: bool
    grade: str


def decided(as_of: date | None = None) -> Iterator[Verdict]:
    """Hand-overs decided in the twelve months before, as they were known at the hand-over."""
    span = span_until(as_of or today())
    found = acceptance_rate.rows("decided", span, "denominator").filter(facts__isnull=False)
    kept = [f"facts__{name}" for name in ("nomenclature", *COLUMNS)]
    names = ("verdict", "reason", "decided_on", "contested_on", "settled_on", "facts__grade")
    for row in found.order_by("pk").values_list(*names, *kept).iterator(chunk_size=5000):
        verdict, reason, decided_on, contested, settled, grade = row[:6]
        said = acceptance_rate.outcome(verdict, reason, decided_on, contested, settled, span.as_of)
        facts = told(dict(zip(("nomenclature", *COLUMNS), row[6:], strict=True)))
        yield Verdict(cells_of(facts), said == "accepted", grade)


def verdicts() -> Sheet:
    """The same as a sheet with an outcome column; yes is an acceptance."""
    rows = [[*each.cells, "1" if each.accepted else "0"] for each in decided()]
    return Sheet([*header(), VERDICT], rows, 0)


def kept_in() -> Path:
    """Where the company's own score is kept between commands."""
    return settings.VAR_DIR / "own.score.json"


def header() -> list[str]:
    """The columns learned from, as people name them."""
    labels = dict(FactName.choices)
    known = _("{fact}: known")
    return [
        *(str(labels[name]) for name in LEARNED),
        *(known.format(fact=labels[name]) for name in ONLY_WHETHER),
    ]


def cells_of(facts: dict[str, str]) -> list[str]:
    """One lead's texts in the order of `header`, from `leads.fit.facts_of` or those kept."""
    whether = ["1" if facts.get(name) else "0" for name in ONLY_WHETHER]
    return [*(str(facts.get(name, "")) for name in LEARNED), *whether]
