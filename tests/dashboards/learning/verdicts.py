"""Verdicts of which the truth is known: two trades, accepted at two rates."""

import random
from datetime import timedelta

from alignment.web.business_days import today
from leads.choices import Verdict
from leads.models import HandoverFacts
from leads.models.handed import COLUMNS
from tests import factories
from tests.dashboards import rows

INDUSTRY, BUILDING = "25.62B", "43.21A"


def verdicts(n, *, of_industry, of_building, seed=3):
    """So many verdicts, accepted at the two rates; the grade says nothing of it."""
    chance, sam = random.Random(seed), factories.seller()
    for _each in range(n):
        code = chance.choice([INDUSTRY, BUILDING])
        rate = of_industry if code == INDUSTRY else of_building
        accepted = chance.random() < rate
        day = today() - timedelta(days=chance.randrange(2, 300))
        found = rows.handover(
            day, Verdict.ACCEPTED if accepted else Verdict.REJECTED,
            reason="" if accepted else "out_of_icp", assignee=sam,
        )  # fmt: skip
        facts = dict.fromkeys(COLUMNS, "") | {"naf_code": code, "source": chance.choice("ab")}
        HandoverFacts.objects.create(handover=found, grade=chance.choice("ABCD"), **facts)
