"""The night of the learned score: trained on the company's own verdicts, kept as one row.

Heavy libraries are loaded here: only tasks and the demo import this module.
"""

import math
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from alignment.vision.choices import Grade
from alignment.web.business_days import today
from alignment.web.errors import Refused
from dashboards.learning import facts, own, training
from dashboards.learning.models import LearnedScore, Lesson

# A is the best: the lower the place, the higher the rank.
RANKS = {grade: -float(place) for place, grade in enumerate(Grade.values)}


def learn(as_of: date | None = None) -> LearnedScore:
    """Train on the verdicts of the twelve months before; run twice it keeps the same row."""
    day = as_of or today()
    found = list(own.decided(day))
    row: dict[str, Any] = {
        "decided": len(found), "accepted": sum(each.accepted for each in found),
        "quality": {}, "model": {}, "effects": [], "graded": 0, "grade_auc": None,
    }  # fmt: skip
    row |= _trained(found)
    with transaction.atomic():
        LearnedScore.objects.exclude(as_of=day).delete()
        row["computed_at"] = timezone.now()
        kept, _new = LearnedScore.objects.update_or_create(as_of=day, defaults=row)
    return kept


def _trained(found: list[own.Verdict]) -> dict[str, Any]:
    """The grades that both teams signed are measured on the same verdicts held back."""
    table = {name: [each.cells[at] for each in found] for at, name in enumerate(own.CODES)}
    outcomes = [int(each.accepted) for each in found]
    grades = [RANKS.get(each.grade, math.nan) for each in found]
    try:
        trained = training.train(
            table, outcomes, outcome=own.VERDICT, are_codes=True, beside=grades
        )
    except Refused as refused:
        return {"lesson": Lesson.TOO_FEW if refused.code == "too_few" else Lesson.NOTHING}
    quality = trained.quality
    ranked = quality["against_beside"] or {"rows": 0, "other_auc": None}
    return {
        "lesson": Lesson.LEARNED if quality["learns"] else Lesson.CHANCE,
        "quality": quality,
        "model": trained.score.plain(),
        "effects": facts.effects_of(trained.score, len(found)),
        "graded": ranked["rows"],
        "grade_auc": ranked["other_auc"],
    }
