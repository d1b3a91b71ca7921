"""Companies with what hangs on them, in a constant number of statements."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q, Sum

from alignment.people.choices import TeamKind
from leads.choices import OPEN_STAGES, ActivityKind, DealStatus, Stage
from leads.models import Activity, Company, Contact, Lead, Opportunity, Touch

MOST_SHOWN = 100


@dataclass
class CompanyFile:
    """What the page of one company shows; lists end at MOST_SHOWN."""

    contacts: list[Contact]
    open_leads: list[Lead] = field(default_factory=list)
    past_leads: list[Lead] = field(default_factory=list)
    deals: list[Opportunity] = field(default_factory=list)

    @property
    def won(self) -> Decimal:
        """Euros without tax of the orders shown, yearly where they recur."""
        won = (deal.value for deal in self.deals if deal.status == DealStatus.WON)
        return sum((value or Decimal(0) for value in won), Decimal(0))


def with_counts(companies: Iterable[Company]) -> list[Company]:
    """The companies with `open_leads`, `all_leads` and `open_value` (euros), in two statements."""
    rows = list(companies)
    keys = [row.pk for row in rows]
    leads = Lead.objects.filter(company__in=keys).exclude(stage=Stage.MERGED).order_by()
    per_company: dict[int, Mapping[str, Any]] = {
        row["company"]: row
        for row in leads.values("company").annotate(
            all=Count("pk"), open=Count("pk", filter=Q(stage__in=OPEN_STAGES))
        )
    }
    deals = Opportunity.objects.open().filter(lead__company__in=keys).order_by()
    value = dict(deals.values_list("lead__company").annotate(total=Sum("value")))
    for row in rows:
        found = per_company.get(row.pk, {})
        row.all_leads, row.open_leads = found.get("all", 0), found.get("open", 0)
        row.open_value = value.get(row.pk)
    return rows


def file_of(company: Company) -> CompanyFile:
    """Contacts, leads and opportunities of the company, newest first."""
    people = company.contacts.filter(erased_at__isnull=True)
    found = CompanyFile(contacts=list(people[:MOST_SHOWN]))
    leads = company.leads.exclude(stage=Stage.MERGED).with_people().select_related("owner__team")
    for lead in leads[:MOST_SHOWN]:
        (found.open_leads if lead.is_open else found.past_leads).append(lead)
    found.deals = list(
        Opportunity.objects.filter(lead__company=company)
        .select_related("lead__company", "lead__contact", "owner__team")
        .order_by("-opened_at", "-id")[:MOST_SHOWN]
    )
    return found


def last_touches(company: Company) -> dict[str, datetime | None]:
    """When each side was last in touch: sales by an act, marketing by an act or an answer."""
    theirs = Q(lead__company=company) | Q(contact__company=company) | Q(company=company)
    acts = Activity.objects.filter(theirs).exclude(kind=ActivityKind.NOTE).order_by()
    found = acts.aggregate(
        sales=Max("occurred_at", filter=Q(team_kind=TeamKind.SALES)),
        marketing=Max("occurred_at", filter=Q(team_kind=TeamKind.MARKETING)),
    )
    touches = Touch.objects.filter(Q(lead__company=company) | Q(contact__company=company))
    answered = touches.order_by().aggregate(at=Max("occurred_at"))["at"]
    both = [at for at in (found["marketing"], answered) if at]
    return {"sales": found["sales"], "marketing": max(both, default=None)}
