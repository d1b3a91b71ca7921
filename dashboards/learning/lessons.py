"""The night of the learned score: trained on the company's own verdicts, kept as one row.

Heavy libraries are loaded here: only tasks and the demo import this module.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from sklearn.metrics import roc_auc_score

from alignment.vision.choices import Grade
from alignment.web.business_days import today
from alignment.web.errors import Refused
from dashboards.learning import own, training
from dashboards.learning.models import LearnedScore, Lesson

# A is the best: the lower the place, the higher the rank.
RANKS = {grade: -place for place, grade in enumerate(Grade.values)}


def learn(as_of: date | None = None) -> LearnedScore:
    """Train on the verdicts of the twelve months before; run twice it keeps the same row."""
    day = as_of or today()
    found = list(own.decided(day))
    row: dict[str, Any] = {
        "decided": len(found),
        "accepted": sum(each.accepted for each in found),
        **_trained(found),
        **_ranked_by_grade(found),
    }
    with transaction.atomic():
        LearnedScore.objects.exclude(as_of=day).delete()
        row["computed_at"] = timezone.now()
        kept, _new = LearnedScore.objects.update_or_create(as_of=day, defaults=row)
    return kept


def _trained(found: list[own.Verdict]) -> dict[str, Any]:
    table = {name: [each.cells[at] for each in found] for at, name in enumerate(own.CODES)}
    outcomes = [int(each.accepted) for each in found]
    try:
        trained = training.train(table, outcomes, outcome=own.VERDICT, are_codes=True)
    except Refused:
        return {"lesson": Lesson.TOO_FEW, "quality": {}, "model": {}}
    lesson = Lesson.LEARNED if trained.quality["learns"] else Lesson.CHANCE
    return {"lesson": lesson, "quality": trained.quality, "model": trained.score.plain()}


def _ranked_by_grade(found: list[own.Verdict]) -> dict[str, Any]:
    """How well the signed ideal customer ranks the same verdicts."""
    graded = [(RANKS[each.grade], each.accepted) for each in found if each.grade]
    told = {accepted for _rank, accepted in graded}
    auc = None
    if len(told) == 2:
        auc = float(roc_auc_score([yes for _r, yes in graded], [rank for rank, _y in graded]))
    return {"graded": len(graded), "grade_auc": auc}
