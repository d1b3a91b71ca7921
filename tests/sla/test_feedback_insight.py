"""What feedback tells: counts that agree with the rows they open."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alignment.web.business_days import today
from leads import transitions
from leads.models import Campaign, Lead
from sla import feedback
from sla.models import Feedback
from sla.selectors.insight import insight_of
from tests import factories
from tests.sla import feedback_rows

pytestmark = pytest.mark.django_db


def told(**options):
    return insight_of(today() - timedelta(days=29), today(), **options)


def rows_behind(page, person, url: str) -> int:
    html = page(person).get(url).content.decode()
    return len(re.findall(r"<tr data-row", html))


def test_refusals_by_campaign_agree_with_their_rows(page, sam, maya):
    sirha = Campaign.objects.create(name="Sirha", channel="event")
    for reason in ("out_of_icp", "out_of_icp", "bad_data"):
        factories.rejected(by=sam, reason=reason, campaign=sirha)
    feedback_rows.of_acceptance(by=sam, campaign=sirha)
    feedback_rows.of_rejection(by=sam)
    group = next(g for g in told().groups if g.refused.label == "Sirha")
    assert (group.refused.count, group.refused.n) == (3, 4)
    assert rows_behind(page, maya, group.url) == 4
    assert rows_behind(page, maya, group.refused.url) == 3
    assert [(r.count, rows_behind(page, maya, r.url)) for r in group.reasons] == [(2, 2), (1, 1)]
    low, high = group.refused.interval
    assert (round(low, 3), round(high, 3)) == (0.301, 0.954)


def test_refusals_by_industry_and_by_source(page, sam, maya):
    factories.rejected(by=sam, company=factories.company(naf_code="62.01Z"), source="event")
    factories.rejected(by=sam, source="")
    by_industry = {g.refused.label: g for g in told(by="segment").groups}
    assert len(by_industry) == 2
    assert [rows_behind(page, maya, g.url) for g in by_industry.values()] == [1, 1]
    by_source = told(by="source").groups
    assert [rows_behind(page, maya, g.url) for g in by_source] == [1, 1]


def test_missing_information_is_ranked_among_files_spoken_of(page, sam, maya):
    for missing in (["budget", "need"], ["budget"]):
        feedback.give(feedback_rows.of_acceptance(by=sam), by=sam, missing=missing)
    feedback.give(feedback_rows.of_acceptance(by=sam), by=sam, is_complete_file=True)
    feedback_rows.of_acceptance(by=sam)
    ranked = told().missing
    assert [(share.count, share.n) for share in ranked] == [(2, 3), (1, 3)]
    assert [rows_behind(page, maya, share.url) for share in ranked] == [2, 1]


def test_a_message_has_a_score_from_ten_feedbacks_on(sam):
    message = feedback_rows.message()
    for index in range(10):
        assert not told().scores or told().scores[0].value is None
        row = Feedback.objects.create(
            lead=factories.lead(), moment="outcome", subject="won", asked_of=sam,
            asked_at=feedback.timezone.now(), asked_on=today(),
        )  # fmt: skip
        row.effects.create(message=message, effect="hit" if index < 7 else "hurt")
    assert told().scores[0].value == pytest.approx(0.4)


def test_the_spread_of_a_grade_names_nobody(page, sam, maya):
    nora = factories.person("Nora Zyx")
    for person, yes, no in ((sam, 5, 0), (nora, 3, 2)):
        for index in range(yes + no):
            lead = factories.handed_over(to=person)
            Lead.objects.filter(pk=lead.pk).update(fit_grade="A")
            if index < yes:
                transitions.accept(lead, by=person)
            else:
                transitions.reject(lead, by=person, reason="out_of_icp", answer="Taille")
    spread = told().spreads[0]
    assert (spread.n, spread.reps, spread.low, spread.high) == (10, 2, 0.6, 1.0)
    html = page(maya).get(reverse("sla:insight")).content.decode()
    assert "Nora Zyx" not in html
    assert rows_behind(page, maya, spread.url) == 10


def test_what_was_undone_counts_nowhere(sam):
    row = feedback_rows.of_rejection(by=sam)
    transitions.undo(row.lead, by=sam)
    assert told().asked == 0 and told().reasons == []


def test_the_page_asks_as_often_for_many_as_for_few(page, sam, maya):
    client, counts = page(maya), []
    for _round in range(2):
        for _lead in range(3):
            row = feedback_rows.of_rejection(by=sam)
            feedback.give(row, by=sam, missing=["budget"], sentence="Vu")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("sla:insight")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16
