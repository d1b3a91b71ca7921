"""Contents: how many of them are used, and the win rate beside them; worked examples and twins."""

import math
import random
from datetime import date, timedelta

import pytest

from alignment.library.models import Content, ContentVersion
from alignment.web.statistics import relative
from dashboards import kpis
from dashboards.choices import Period
from leads.choices import DealStatus
from leads.models import Opportunity, Share
from tests import factories
from tests.dashboards.rows import deal, figure, lead, noon, span_of

pytestmark = pytest.mark.django_db
EVENING = date(2026, 11, 20)


def content(n: int, since: date, archived: date | None = None) -> Content:
    row = Content.objects.create(
        title=f"Contenu {n}", since_on=since, archived_on=archived, is_active=archived is None
    )
    row.current = ContentVersion.objects.create(content=row, number=1, address="https://x.example")
    row.save()
    return row


def shown(row: Content, on: date, to=None, by=None) -> Share:
    return Share.objects.create(
        version=row.current, lead=to or lead(on), by=by, channel="copied", shared_on=on,
        created_at=noon(on), expires_at=noon(on) + timedelta(days=90),
    )  # fmt: skip


def used(evening: date = EVENING):
    return figure("content_use", "", evening, period=Period.DAY, as_of=evening)


def lift(first: date, evening: date = EVENING):
    return figure("content_influence", "", first, period=Period.YEAR, as_of=evening)


def test_the_worked_example_of_use():
    sam = factories.seller()
    for n in range(40):
        row = content(n, EVENING - timedelta(days=30 + n))
        if n < 14:
            shown(row, EVENING - timedelta(days=n), by=sam)
    content(98, EVENING - timedelta(days=29))  # too young
    content(99, EVENING - timedelta(days=99), archived=EVENING)  # retired
    found = used()
    assert (found.numerator, found.denominator, found.value) == (14, 40, 0.35)
    assert (round(found.low, 3), round(found.high, 3)) == (0.221, 0.505)
    assert found.extra == {"asleep": 26, "reps": 1, "sellers": 1}


def test_a_use_of_ninety_days_ago_counts_no_more():
    row = content(1, EVENING - timedelta(days=200))
    shown(row, EVENING - timedelta(days=90))
    assert used().numerator == 0
    shown(row, EVENING - timedelta(days=89))
    assert used().numerator == 1
    test_lead = lead(EVENING, is_test=True)
    Share.objects.update(lead=test_lead)
    assert used().numerator == 0


def test_the_worked_example_of_influence():
    row = content(1, EVENING - timedelta(days=200))
    closed(25, 12, row)
    closed(60, 15)
    found = lift(EVENING)
    assert round(found.value, 2) == 1.92
    assert (round(found.low, 2), round(found.high, 2)) == (1.05, 3.49)
    assert found.extra == {
        "with_content": 25, "with_content_won": 12,
        "without_content": 60, "without_content_won": 15,
    }  # fmt: skip


def test_too_few_deals_or_wins_on_a_side_say_nothing():
    row = content(1, EVENING - timedelta(days=200))
    closed(19, 10, row)
    closed(60, 15)
    assert lift(EVENING).value is None
    closed(1, 0, row)
    assert lift(EVENING).value is not None
    Opportunity.objects.filter(status=DealStatus.WON, lead__shares=None).delete()
    closed(30, 4)
    assert lift(EVENING).value is None


def test_what_was_shown_after_the_close_is_no_influence():
    row = content(1, EVENING - timedelta(days=200))
    won = deal(EVENING - timedelta(days=20), 1000, won=EVENING - timedelta(days=5))
    shown(row, EVENING - timedelta(days=4), to=won.lead)
    assert lift(EVENING).extra["with_content"] == 0
    shown(row, EVENING - timedelta(days=5), to=won.lead)
    assert lift(EVENING).extra["with_content"] == 1


def test_katz_is_what_the_formula_says():
    found = relative(12, 25, 15, 60)
    ratio = (12 / 25) / (15 / 60)
    half = 1.96 * math.sqrt(1 / 12 - 1 / 25 + 1 / 15 - 1 / 60)
    assert found.value == pytest.approx(ratio)
    assert found.interval.high == pytest.approx(ratio * math.exp(half))
    assert relative(0, 25, 15, 60) is None


@pytest.mark.parametrize("seed", range(6))
def test_figures_are_those_of_a_naive_count(seed):
    chance = random.Random(seed)
    contents = [
        content(n, day(chance), day(chance) if chance.random() < 0.2 else None) for n in range(12)
    ]
    deals = []
    for _n in range(40):
        closing, won = day(chance, 100), chance.random() < 0.5
        ended = {"won": closing} if won else {"lost": closing}
        deals.append(deal(closing - timedelta(days=30), 1000, **ended))
    shares = [
        shown(chance.choice(contents), day(chance, 200), to=chance.choice(deals).lead)
        for _n in range(30)
    ]
    evening = EVENING - timedelta(days=chance.randint(0, 60))
    told, twin = used(evening), naive_use(contents, shares, evening)
    assert (told.numerator, told.denominator) == twin
    told, twin = lift(EVENING), naive_influence(deals, shares)
    assert tuple(told.extra.values()) == twin


@pytest.mark.parametrize("part", ["numerator", "denominator", "asleep"])
def test_the_rows_of_use_are_as_many_as_it_says(part):
    for n in range(6):
        row = content(n, EVENING - timedelta(days=50))
        if n % 2:
            shown(row, EVENING)
    found = used()
    count = {"numerator": found.numerator, "denominator": found.denominator, "asleep": 3}[part]
    kpi, span = kpis.KPIS["content_use"], span_of("content_use", EVENING, period=Period.DAY)
    assert kpi.rows("", span, part).count() == count


def closed(n: int, won: int, row: Content | None = None) -> None:
    opened = EVENING - timedelta(days=40)
    for index in range(n):
        ended = {"won": EVENING} if index < won else {"lost": EVENING}
        each = deal(opened, 1000, **ended)
        if row:
            shown(row, opened, to=each.lead)


def day(chance: random.Random, most: int = 300) -> date:
    return EVENING - timedelta(days=chance.randint(0, most))


def naive_use(contents, shares, evening):
    used = old = 0
    for row in contents:
        gone = row.archived_on is not None and row.archived_on <= evening
        if gone or (evening - row.since_on).days < 30:
            continue
        old += 1
        days = [(evening - s.shared_on).days for s in shares if s.version.content_id == row.pk]
        used += any(0 <= each < 90 for each in days)
    return used, old


def naive_influence(deals, shares):
    counts = [0, 0, 0, 0]
    for each in deals:
        closing = each.won_on or each.lost_on
        if closing.year != EVENING.year or closing > EVENING:
            continue
        before = any(s.lead_id == each.lead_id and s.shared_on <= closing for s in shares)
        counts[0 if before else 2] += 1
        if each.won_on:
            counts[1 if before else 3] += 1
    return tuple(counts)
