"""The company's own leads as texts by column: what was known at hand-over, and the verdict."""

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
VERDICT = "verdict"


def verdicts() -> Sheet:
    """Hand-overs decided in the last twelve months with their facts; yes is an acceptance."""
    span = span_until(today())
    found = acceptance_rate.rows("decided", span, "denominator").filter(facts__isnull=False)
    kept = [f"facts__{name}" for name in ("nomenclature", *COLUMNS)]
    names = ("verdict", "reason", "decided_on", "contested_on", "settled_on")
    rows = []
    for row in found.order_by("pk").values_list(*names, *kept).iterator(chunk_size=5000):
        verdict, reason, decided, contested, settled = row[:5]
        said = acceptance_rate.outcome(verdict, reason, decided, contested, settled, span.as_of)
        facts = told(dict(zip(("nomenclature", *COLUMNS), row[5:], strict=True)))
        rows.append([*cells_of(facts), "1" if said == "accepted" else "0"])
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
