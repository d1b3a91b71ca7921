"""The demo, written: people, ideal customer, campaigns, then every cycle in a few statements."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import models, transaction

from alignment.journal import services as journal
from alignment.journal.services import News
from alignment.web.business_days import add_months, local_date
from leads.demo import people as hiring
from leads.demo import words
from leads.demo.chance import Chance
from leads.demo.plans import plan
from leads.demo.shape import shape
from leads.demo.story import Cycle, World, as_facts
from leads.demo.talk import talk
from leads.demo.today import Today
from leads.demo.year import Year
from leads.models import Campaign, Contact, Lead

VIA = "demo"
BATCH = 500


@transaction.atomic
def build(*, now: datetime, months: int, seed: int) -> dict[str, int]:
    """Load the demo into an empty database, all of it or nothing; returns how many rows of each.

    The same seed on the same instant gives the same company.
    """
    today = local_date(now)
    start = add_months(today, -months)
    # Before every lead: some that wait today are three months older than a short history.
    long_ago = now - timedelta(days=31 * (months + 3))
    people = hiring.hire(long_ago - timedelta(days=62))
    midway = now - timedelta(days=15 * months)
    hiring.note_wishes(people)
    versions = hiring.write_ideal_customer(people["ines"], long_ago, midway)
    year = Year(Chance(seed), World(now, versions), people, _campaigns(start, today))
    cycles = [*year.cycles(start, today), *Today(year).cycles()]
    _save(cycles, year)
    talk(cycles, people, now)
    plan(cycles, people, now)
    shape()
    return {"people": len(people), "leads": len(cycles), "companies": len(year.directory.companies)}


def _campaigns(start: date, today: date) -> list[Campaign]:
    found = []
    for name, channel, first, length, budget in words.CAMPAIGNS:
        starts_on = add_months(start, first)
        ends_on = add_months(start, first + length) - timedelta(days=1)
        found.append(
            Campaign(
                name=name,
                channel=channel,
                starts_on=starts_on,
                ends_on=None if length == 12 else ends_on,
                budget=Decimal(budget),
                is_active=length == 12 or ends_on >= today,
            )
        )
    name, channel, days, budget = words.NEXT_CAMPAIGN
    begins = today + timedelta(days=days)
    ends = begins + timedelta(days=30)
    found.append(
        Campaign(name=name, channel=channel, starts_on=begins, ends_on=ends, budget=Decimal(budget))
    )
    return Campaign.objects.bulk_create(found)


def _save(cycles: list[Cycle], year: Year) -> None:
    """Parents first, so that every child knows its key."""
    used = {id(cycle.lead.contact) for cycle in cycles}
    contacts = [contact for contact in year.directory.contacts if id(contact) in used]
    firms = {id(contact.company) for contact in contacts}
    year.directory.companies = [c for c in year.directory.companies if id(c) in firms]
    _insert(year.directory.companies)
    _insert(contacts)
    _number(contacts, cycles)
    _insert([cycle.lead for cycle in cycles])
    for rows_of in _CHILDREN:
        _insert([row for cycle in cycles for row in rows_of(cycle)])
    news = [
        News(said.verb, cycle.lead, said.by, said.at, as_facts(said.facts), said.at)
        for cycle in cycles
        for said in cycle.said
    ]
    # In the order of time, as they would have been written.
    journal.record_many(sorted(news, key=_when), via=VIA)


def _when(item: News) -> datetime:
    return item.occurred_at or datetime.max.replace(tzinfo=UTC)


_CHILDREN: tuple[Callable[[Cycle], Iterable[Any]], ...] = (
    lambda cycle: cycle.touches,
    lambda cycle: cycle.handovers,
    lambda cycle: cycle.activities,
    lambda cycle: [cycle.deal] if cycle.deal else [],
    lambda cycle: cycle.revisions,
)


def _number(contacts: list[Contact], cycles: list[Cycle]) -> None:
    """A person's cycles are counted from one."""
    seen: dict[int, int] = dict.fromkeys((contact.pk for contact in contacts), 0)
    for cycle in cycles:
        lead: Lead = cycle.lead
        if lead.contact:
            seen[lead.contact.pk] += 1
            lead.cycle = seen[lead.contact.pk]


def _insert(rows: list[Any]) -> None:
    if rows:
        model: type[models.Model] = type(rows[0])
        model._default_manager.bulk_create(rows, batch_size=BATCH)
