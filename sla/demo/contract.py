"""The contract of the demo company: a first version, and the one that took over from it."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from alignment.journal import services as journal
from alignment.journal.services import News
from alignment.people.models import User
from alignment.vision.models import IcpVersion
from alignment.web.business_days import (
    DAY,
    add_months,
    add_working_days,
    is_working_day,
    local_date,
)
from leads.models import Handover
from sla.agreements import digest_of
from sla.choices import AgreementStatus, Promise, Side
from sla.models import Agreement, Commitment, Signature

VIA = "demo"
HOUR, DAY_MINUTES = 60, 450
EIGHTY, NINETY = Decimal("0.8"), Decimal("0.9")
# The second version took over so many months before today.
SINCE = 4
# Fewer hand-overs a month than this are the beginning of the story, not a volume.
FEWEST = 20
# (promise, priority, fields); the volume is set from what marketing really handed over.
FIRST: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (Promise.VOLUME, "", {"number": 30}),
    (Promise.ACCEPTANCE, "", {"share": Decimal("0.7")}),
    (Promise.FIRST_ATTEMPT, "P1", {"minutes": DAY_MINUTES, "share": EIGHTY}),
    (Promise.FIRST_ATTEMPT, "P2", {"minutes": 3 * DAY_MINUTES, "share": EIGHTY}),
    (Promise.FIRST_ATTEMPT, "P3", {"minutes": 5 * DAY_MINUTES, "share": EIGHTY}),
    (Promise.FEEDBACK_VERDICT, "", {"minutes": 5 * DAY_MINUTES, "share": EIGHTY}),
)
SECOND: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (Promise.VOLUME, "", {"number": 40}),
    (Promise.ACCEPTANCE, "", {"share": EIGHTY}),
    (Promise.ANSWER_RETURNS, "", {"minutes": 2 * DAY_MINUTES, "share": NINETY}),
    (Promise.FIRST_ATTEMPT, "P1", {"minutes": 4 * HOUR, "share": EIGHTY}),
    (Promise.FIRST_ATTEMPT, "P2", {"minutes": 2 * DAY_MINUTES, "share": EIGHTY}),
    (Promise.FIRST_ATTEMPT, "P3", {"minutes": 3 * DAY_MINUTES, "share": EIGHTY}),
    (Promise.FEEDBACK_VERDICT, "", {"minutes": 5 * DAY_MINUTES, "share": EIGHTY}),
)
NOTES = (
    "Premier contrat, quatre lignes",
    "Salon de novembre : plus de volume, premier appel plus tôt ; réponse aux retours ajoutée",
)


@transaction.atomic
def write(*, now: datetime, months: int) -> None:
    """Write both versions as signed by Inès and Paul, the second with Dana as a witness."""
    people = {user.email.partition("@")[0]: user for user in User.objects.all()}
    today = local_date(now)
    second_on = _first_working_day(add_months(today, -min(SINCE, months - 1)))
    if second_on > today:  # on the first days of a month
        second_on = _first_working_day(add_months(today, -1))
    first_on = _first_working_day(add_months(today, 1 - months))
    if months > SINCE:
        _version(1, FIRST, first_on, people, until=second_on - DAY)
    _version(2 if months > SINCE else 1, SECOND, second_on, people)


def _version(
    number: int,
    lines: tuple[tuple[str, str, dict[str, Any]], ...],
    start: date,
    people: dict[str, User],
    until: date | None = None,
) -> None:
    proposed_at = _at(add_working_days(start, -4), 9)
    found = Agreement.objects.create(
        number=number,
        status=AgreementStatus.SUPERSEDED if until else AgreementStatus.ACTIVE,
        effective_on=start,
        ends_on=until,
        goal_revenue=None if until else Decimal(1_200_000),
        note=NOTES[0 if until else 1],
        icp_version=IcpVersion.objects.filter(effective_at__lte=proposed_at).first(),
        created_by=people["ines"],
        created_at=proposed_at - timedelta(days=3),
        proposed_by=people["ines"],
        proposed_at=proposed_at,
    )
    Commitment.objects.bulk_create(
        Commitment(agreement=found, promise=promise, tier=tier, position=position, **fields)
        for position, (promise, tier, fields) in enumerate(_sized(lines, start))
    )
    found.digest = digest_of(found)
    found.save(update_fields=["digest"])
    _sign(found, people, proposed_at, start)


def _sized(
    lines: tuple[tuple[str, str, dict[str, Any]], ...], start: date
) -> list[tuple[str, str, dict[str, Any]]]:
    """With the volume that the company could promise: a little more than the months before."""
    month = start.replace(day=1)
    before = Handover.objects.countable().filter(
        handed_over_on__gte=add_months(month, -2), handed_over_on__lt=month
    )
    usual = round(before.count() / 2 * 1.05)
    is_known = usual >= FEWEST
    return [
        (promise, tier, {"number": usual} if promise == Promise.VOLUME and is_known else fields)
        for promise, tier, fields in lines
    ]


def _sign(found: Agreement, people: dict[str, User], proposed_at: datetime, start: date) -> None:
    words = [(Side.MARKETING, people["ines"], 2), (Side.SALES, people["paul"], 27)]
    if found.status == AgreementStatus.ACTIVE:
        words.append((Side.DIRECTION, people["dana"], 29))
    facts = {"number": found.number, "effective_on": str(start)}
    news = [News("agreement.proposed", found, people["ines"], proposed_at, facts, proposed_at)]
    for side, person, hours in words:
        at = proposed_at + timedelta(hours=hours)
        Signature.objects.create(
            agreement=found, side=side, user=person, digest=found.digest, signed_at=at
        )
        news.append(News("agreement.signed", found, person, at, facts | {"side": str(side)}, at))
    begun = _at(start, 5)
    news.append(News("agreement.activated", found, None, begun, facts, begun))
    journal.record_many(news, via=VIA)


def _first_working_day(day: date) -> date:
    day = day.replace(day=1)
    while not is_working_day(day):
        day += DAY
    return day


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)
