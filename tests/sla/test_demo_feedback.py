"""The demo company has given its feedback, mostly, and marketing has answered, mostly."""

from datetime import UTC, datetime

import pytest

from leads import demo
from leads.models import Handover
from sla.demo import contract
from sla.demo import feedback as chapter
from sla.models import Contest, Feedback, FeedbackAnswer
from sla.questions import due_of, given_of
from sla.selectors import feedback as selectors

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_feedback_agrees_with_its_own_rules(time_machine_at):
    time_machine_at(NOW)
    demo.build(now=NOW, months=4, seed=7)
    contract.write(now=NOW, months=4)
    chapter.run(now=NOW, months=4)
    rows = list(selectors.with_words(Feedback.objects.all()))
    assert len(rows) > 80
    for row in rows:
        due = due_of(row, has_messages=True)
        given = given_of(row, due, effects=len(row.effects.all()))
        assert (row.due_fields, row.given_fields) == (len(due), len(given))
        assert (row.done_at is not None) == (due == given)
        assert row.done_at is None or row.done_at <= NOW
    done = sum(row.done_at is not None for row in rows)
    assert 0.8 < done / len(rows) < 1
    assert Contest.objects.count() == Handover.objects.filter(contested_at__isnull=False).count()
    kinds = set(FeedbackAnswer.objects.values_list("kind", flat=True))
    assert kinds == {"reply", "action"}
    assert 0 < selectors.to_answer().count() < 40
