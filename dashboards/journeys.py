"""What led to each deal: the touches and sales activities of everybody linked to it, streamed.

A linked person is the contact of the deal's lead or a further person on it. A handful of
statements for every few thousand deals; only what happened to them is read.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from django.db.models import F, Q, QuerySet

from alignment.people.choices import TeamKind
from dashboards.attribution import Path
from dashboards.reading import once
from leads.choices import ActivityKind, Origin, TouchKind, origin_of
from leads.models import Activity, Opportunity, Party, Touch
from leads.touches import MEANINGFUL

# A touch older than this before the opportunity did not lead to it (K16).
WITHIN = timedelta(days=365)
# What may have influenced an opportunity begins this long before it (K17).
INFLUENCE = timedelta(days=90)
MANY = 5000
DEAL = (
    "pk", "lead_id", "lead__contact_id", "lead__captured_at", "lead__source", "origin", "opened_at",
    "opened_on", "won_at", "won_on", "lost_at", "cancelled_at", "value",
    "lead__team", "lead__fit_grade",
)  # fmt: skip


class Step(NamedTuple):
    """One touch of a linked person; `campaign` is its key, `source` what it speaks for."""

    pk: int
    at: datetime
    kind: str
    source: str
    campaign: int | None

    @property
    def is_marketing(self) -> bool:
        """Marketing's doing: shown interest, or a first record that a marketing channel brought.

        What a salesperson, a partner or a customer brought is theirs, whatever its kind.
        """
        origin = origin_of(self.source)
        if self.kind == TouchKind.CAPTURE:
            return origin == Origin.MARKETING
        return self.kind in MEANINGFUL and origin in (Origin.MARKETING, Origin.UNKNOWN)

    @property
    def key(self) -> str:
        """What gets the credit: the campaign, else the source, else the kind of touch."""
        if self.campaign is not None:
            return f"campaign:{self.campaign}"
        return f"source:{self.source or self.kind}"


@dataclass(frozen=True)
class Journey:
    """A deal with the touches of its people, oldest first, and the first act of sales before it."""

    deal: dict[str, Any]
    steps: Sequence[Step] = ()
    first_sales_at: datetime | None = None
    marketing: list[Step] = field(init=False)

    def __post_init__(self) -> None:
        since, until = self.deal["opened_at"] - WITHIN, self.closed_at
        found = [
            step
            for step in self.steps
            if step.is_marketing and step.at >= since and (until is None or step.at <= until)
        ]
        object.__setattr__(self, "marketing", found)

    @property
    def value(self) -> Decimal | None:
        return self.deal["value"]

    @property
    def closed_at(self) -> datetime | None:
        """When it was signed, lost or cancelled; None while it is open."""
        return self.deal["won_at"] or self.deal["lost_at"] or self.deal["cancelled_at"]

    @property
    def path(self) -> Path:
        """What the models share the value among."""
        return Path(
            [step.at for step in self.marketing],
            self.deal["lead__captured_at"],
            self.deal["opened_at"],
        )

    @property
    def influenced_at(self) -> datetime | None:
        """The first marketing touch between 90 days before the opening and the close."""
        since = self.deal["opened_at"] - INFLUENCE
        return next((step.at for step in self.marketing if step.at >= since), None)

    @property
    def before_sales(self) -> str:
        """Who was there first: marketing when a touch of its precedes the first act of sales."""
        first, sales = self.marketing[0].at if self.marketing else None, self.first_sales_at
        if first is None or first > self.deal["opened_at"]:
            return Origin.UNKNOWN if sales is None else Origin.SALES
        return Origin.MARKETING if sales is None or first <= sales else Origin.SALES


def journeys(deals: QuerySet[Opportunity]) -> Iterator[Journey]:
    """The journey of each deal, in the order of the query."""
    rows = list(deals.values(*DEAL))
    read: dict[int, Journey] = once("journeys", dict)
    read |= {each.deal["pk"]: each for each in _journeys([r for r in rows if r["pk"] not in read])}
    yield from (read[row["pk"]] for row in rows)


def _journeys(rows: Sequence[dict[str, Any]]) -> Iterator[Journey]:
    people = _people(rows)
    touched = _touches(rows, people)
    tried = _first_acts(rows, people)
    for row in rows:
        lead = row["lead_id"]
        steps = {step.pk: step for step in touched.get(("lead", lead), ())}
        for contact in people[lead]:
            steps |= {step.pk: step for step in touched.get(("contact", contact), ())}
        acts = [tried.get(("lead", lead)), *(tried.get(("contact", c)) for c in people[lead])]
        yield Journey(
            row,
            sorted(steps.values(), key=lambda step: (step.at, step.pk)),
            _earliest(acts, row["opened_at"]),
        )


Key = tuple[str, int]
R = TypeVar("R", Touch, Activity)


def _people(rows: Sequence[dict[str, Any]]) -> dict[int, set[int]]:
    """Keys of the linked people, by lead."""
    found: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        found[row["lead_id"]].update({row["lead__contact_id"]} - {None})
    for leads in _chunks(list(found)):
        parties = Party.objects.filter(lead__in=leads).order_by().values_list("lead", "contact")
        for lead, contact in parties:
            found[lead].add(contact)
    return found


def _touches(rows: Sequence[dict[str, Any]], people: dict[int, set[int]]) -> dict[Key, list[Step]]:
    found: dict[Key, list[Step]] = defaultdict(list)
    columns = ("lead_id", "contact_id", "pk", "occurred_at", "kind", "source", "campaign")
    for name, keys in _both(rows, people):
        touches = _of(Touch.objects.all(), name, keys)
        for lead, contact, *step in touches.values_list(*columns):
            found[name, lead if name == "lead" else contact].append(Step(*step))
    return found


def _first_acts(
    rows: Sequence[dict[str, Any]], people: dict[int, set[int]]
) -> dict[Key, list[datetime]]:
    """When people of sales tried to reach each of them, in no order."""
    found: dict[Key, list[datetime]] = defaultdict(list)
    sales = Q(team_kind=TeamKind.SALES) & ~Q(kind=ActivityKind.NOTE)
    for name, keys in _both(rows, people):
        acts = _of(Activity.objects.filter(sales), name, keys)
        for lead, contact, at in acts.values_list("lead_id", "contact_id", "occurred_at"):
            found[name, lead if name == "lead" else contact].append(at)
    return found


def _of(rows: QuerySet[R], name: str, keys: list[int]) -> QuerySet[R]:
    """The rows of these leads, or of these people; what both would find is read by the person."""
    found = rows.filter(**{f"{name}__in": keys}).order_by()
    return found.exclude(contact=F("lead__contact")) if name == "lead" else found


def _earliest(acts: Iterable[list[datetime] | None], opened_at: datetime) -> datetime | None:
    since = opened_at - WITHIN
    moments = (at for each in acts if each for at in each)
    return min((at for at in moments if since <= at <= opened_at), default=None)


def _both(
    rows: Sequence[dict[str, Any]], people: dict[int, set[int]]
) -> Iterator[tuple[str, list[int]]]:
    """Leads and people, in portions that every database takes as parameters."""
    for leads in _chunks(sorted({row["lead_id"] for row in rows})):
        yield "lead", leads
    for contacts in _chunks(sorted(set().union(*people.values()) if people else set())):
        yield "contact", contacts


def _chunks(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), MANY):
        yield keys[start : start + MANY]
