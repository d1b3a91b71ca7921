"""A person with five thousand entries, and a day with two hundred tasks."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alignment.journal import services as journal
from alignment.journal.services import News
from alignment.people.models import User
from alignment.web.business_days import local_date
from leads.models import Activity, Contact, Lead, Task, Touch

ENTRIES = 5000
TASKS = 200


def cases(page: Client) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Named requests as Dana: the person's page, far down their story, her day."""
    dana = User.objects.get(email="dana@bench.example")
    contact = busy_contact(dana)
    plan_much(dana)
    address = contact.get_absolute_url()
    far = (timezone.now() - timedelta(days=300)).isoformat()
    alone = {"HX-Request": "true", "HX-Target": "story"}
    yield f"person, {ENTRIES:,} entries", lambda: page.get(address)
    yield "story, far down", lambda: page.get(address, {"before": f"{far}~1~1"}, headers=alone)
    yield f"my day, {TASKS} tasks", lambda: page.get(reverse("leads:my_day"))


def busy_contact(dana: User) -> Contact:
    """Three cycles with 5,000 activities, touches and events over two years."""
    contact = Contact.objects.filter(leads__isnull=False).latest("pk")
    leads = list(contact.leads.all())
    copies = [Lead(**_copied(leads[0], cycle)) for cycle in (91, 92)]
    leads += Lead.objects.bulk_create(copies)
    now = timezone.now()
    said: list[Any] = []
    for n in range(ENTRIES):
        lead, at = leads[n % len(leads)], now - timedelta(hours=3.5 * n)
        if n % 3 == 0:
            said.append(
                Activity(
                    lead=lead, contact=contact, kind="call", text=f"Appel {n}", by=dana,
                    team_kind=dana.team_kind, occurred_at=at, recorded_at=at,
                )
            )  # fmt: skip
        elif n % 3 == 1:
            said.append(
                Touch(lead=lead, contact=contact, kind="visit", detail=f"Page {n}", occurred_at=at)
            )
        else:
            facts = {"was": {"need": "x"}, "now": {"need": "y"}}
            said.append(News("lead.edited", lead, dana, at, facts, at))
    Activity.objects.bulk_create(
        [row for row in said if isinstance(row, Activity)], batch_size=1000
    )
    Touch.objects.bulk_create([row for row in said if isinstance(row, Touch)], batch_size=1000)
    with transaction.atomic():
        journal.record_many([row for row in said if isinstance(row, News)])
    return contact


def plan_much(dana: User) -> None:
    day = local_date(timezone.now())
    leads = list(Lead.objects.order_by("-pk")[:TASKS])
    Task.objects.bulk_create(
        Task(title=f"Tâche {n}", owner=dana, lead=lead, due_on=day + timedelta(days=n % 9 - 2))
        for n, lead in enumerate(leads)
    )


def _copied(lead: Lead, cycle: int) -> dict[str, Any]:
    kept = ("company_id", "contact_id", "stage", "captured_at", "captured_on", "source", "owner_id")
    return {name: getattr(lead, name) for name in kept} | {"cycle": cycle}
