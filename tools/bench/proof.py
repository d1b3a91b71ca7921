"""What a night of evidence costs at full size: facts kept once, then every verdict read again."""

import time
from collections.abc import Callable

from alignment.vision import services
from alignment.vision.choices import CriterionKind, FactName, Operator
from alignment.vision.selectors import in_force_version
from dashboards.proof import writing
from leads.handover_facts import fill_missing
from leads.models import Handover

CRITERIA = (
    (FactName.NAF_SECTION, Operator.IN, ["C", "F", "G"]),
    (FactName.WORKFORCE_BAND, Operator.IN, ["11", "12", "21"]),
    (FactName.REGION, Operator.IN, ["84", "93", "11"]),
    (FactName.JOB_TITLE, Operator.CONTAINS, ["direct", "gérant"]),
    (FactName.NEED, Operator.KNOWN, []),
    (FactName.BUDGET, Operator.BETWEEN, [10000, None]),
)


def measure_evidence(say: Callable[[str], None]) -> None:
    """The first night keeps the facts of every hand-over; the others read what is there."""
    if in_force_version() is None:
        services.write_version([_criterion(*each) for each in CRITERIA], by=None)
    outcomes = Handover.objects.exclude(decided_on=None).count()
    for label, work in (("facts kept, first night", fill_missing), ("evidence", writing.run)):
        start = time.perf_counter()
        rows = work()
        took = time.perf_counter() - start
        say(f"{label:22}{took:8.2f} s ({rows:,} rows, {outcomes:,} verdicts)")


def _criterion(fact: str, operator: str, values: list[object]) -> dict[str, object]:
    return {
        "label": str(FactName(fact).label), "kind": CriterionKind.WEIGHTED, "fact": fact,
        "operator": operator, "values": values, "weight": 2,
    }  # fmt: skip
