"""A large company with a year of history, written in bulk: the same rows from the same seed."""

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone

from alignment.journal.models import Event
from alignment.people.choices import TeamKind
from alignment.people.models import Team, User
from alignment.web.business_days import local_date
from leads.choices import DealStatus, Source, Stage, Verdict
from leads.identifiers import name_key, person_key
from leads.models import (
    Activity,
    Campaign,
    Company,
    Contact,
    DealRevision,
    Handover,
    Lead,
    Opportunity,
    Touch,
)
from leads.searching import search_text

BATCH = 2000
DAYS = 365
SOURCES = ["website", "event", "webinar", "email", "paid_search", "organic_search", "unknown", ""]
FIRST = ["Claire", "Karim", "Hélène", "Thomas", "Inès", "Yann", "Sophie", "Marc", "Léa", "Paul"]
LAST = ["Martin", "Belhadj", "Marchetti", "Guérin", "Fabre", "Le Goff", "Arnoux", "Tissier"]
NAMES = ["Ateliers", "Provence", "Groupe", "Logis", "Cosmétiques", "Transports", "Vignobles"]
TOWNS = [("Lyon", "69", "84"), ("Lille", "59", "32"), ("Nantes", "44", "52"), ("Nice", "06", "93")]
# How many go on, and after how many days on average.
FUNNEL = [
    ("mql", Stage.MQL, 0.6, 6),
    ("handed_over", Stage.HANDED_OVER, 0.8, 3),
    ("accepted", Stage.ACCEPTED, 0.8, 2),
    ("sql", Stage.SQL, 0.6, 12),
    ("opportunity", Stage.OPPORTUNITY, 0.7, 8),
    ("won", Stage.WON, 0.35, 45),
]


class Filler:
    """Writes `leads` cycles with contacts, hand-overs, deals, activities, touches and events."""

    def __init__(self, leads: int, say: Callable[[str], None]) -> None:
        self.leads = leads
        self.say = say
        self.dice = random.Random(7)
        self.now = timezone.now()

    def fill(self) -> None:
        """Write everything; a year of captures that ends now."""
        self._people()
        self._campaigns()
        self.say(f"{self.leads:,} leads")
        companies = self._bulk(Company, self._companies(max(1, self.leads // 5)))
        contacts = self._bulk(Contact, self._contacts(companies))
        for start in range(0, self.leads, 10_000):
            count = min(10_000, self.leads - start)
            self._cycles(contacts, start, count)
            self.say(f"  {start + count:,}")

    def _people(self) -> None:
        kinds = [("Marketing", TeamKind.MARKETING), ("Ventes Nord", TeamKind.SALES),
                 ("Ventes Sud", TeamKind.SALES), ("Direction", TeamKind.DIRECTION)]  # fmt: skip
        teams = [Team.objects.create(name=name, kind=kind) for name, kind in kinds]
        self.maya = self._person("maya", teams[0])
        self.reps = [self._person(f"rep{n}", teams[1 + n % 2]) for n in range(6)]
        self.dana = self._person("dana", teams[3], is_admin=True, is_manager=True)

    def _person(self, name: str, team: Team, **fields: Any) -> User:
        return User.objects.create_user(
            f"{name}@bench.example", None, first_name=name.title(), team=team, **fields
        )

    def _campaigns(self) -> None:
        self.campaigns = [
            Campaign.objects.create(name=f"Campagne {n}", channel=Source.EVENT) for n in range(8)
        ]

    def _companies(self, count: int) -> Iterator[Company]:
        for number in range(count):
            name = f"{self.dice.choice(NAMES)} {self.dice.choice(LAST)} {number}"
            town, departement, region = self.dice.choice(TOWNS)
            yield Company(
                name=name, name_key=name_key(name), city=town, departement=departement,
                region=region, naf_code="25.62B", workforce_band="12",
                siren=f"{100_000_000 + number}",
            )  # fmt: skip

    def _contacts(self, companies: list[Company]) -> Iterator[Contact]:
        for number in range(max(1, self.leads * 4 // 5)):
            first, last = self.dice.choice(FIRST), self.dice.choice(LAST)
            yield Contact(
                company=companies[number % len(companies)], first_name=first, last_name=last,
                job_title="Directrice des achats", email=f"p{number}@firm{number % 997}.example",
                phone=f"+331{99_000_000 + number % 1_000_000:08d}",
                name_key=person_key(first, last),
            )  # fmt: skip

    def _cycles(self, contacts: list[Contact], start: int, count: int) -> None:
        leads = [self._lead(contacts[(start + n) % len(contacts)], start + n) for n in range(count)]
        self._bulk(Lead, iter(leads))
        self._bulk(Touch, (self._touch(lead) for lead in leads))
        self._bulk(Activity, (self._activity(lead) for lead in leads if lead.first_attempt_at))
        self._bulk(Handover, (self._handover(lead) for lead in leads if lead.handed_over_at))
        deals = self._bulk(Opportunity, (self._deal(lead) for lead in leads if lead.opportunity_at))
        self._bulk(DealRevision, (self._revision(deal) for deal in deals))
        self._bulk(Event, (event for lead in leads for event in self._events(lead)))

    def _lead(self, contact: Contact, number: int) -> Lead:
        at = self.now - timedelta(days=DAYS * (1 - number / self.leads), minutes=5)
        lead = Lead(
            company=contact.company, contact=contact, source=self.dice.choice(SOURCES),
            campaign=self.dice.choice(self.campaigns), need="Remplacer la découpe laser",
            captured_at=at, captured_on=local_date(at), stage=Stage.NEW, stage_entered_at=at,
            owner=self.maya, marketer=self.maya, team=self.maya.team, fit_score=Decimal("72.5"),
            fit_grade=self.dice.choice("AABBBCCD"), fit_completeness=Decimal("0.8"),
            engagement_level=self.dice.randint(1, 4), why_now="Demande de devis",
            external_id=f"bench-{number}",
        )  # fmt: skip
        self._advance(lead, at)
        lead.search = search_text(lead)
        return lead

    def _advance(self, lead: Lead, at: datetime) -> None:
        """Walk down the funnel with the odds and delays of a plausible company."""
        rep = self.dice.choice(self.reps)
        for name, stage, odds, days in FUNNEL:
            at += timedelta(days=self.dice.random() * 2 * days)
            if at > self.now or self.dice.random() > odds:
                break
            setattr(lead, f"{name}_at", at)
            setattr(lead, f"{name}_on", local_date(at))
            lead.stage = lead.highest = stage
            lead.stage_entered_at = at
            if stage == Stage.HANDED_OVER:
                lead.owner, lead.team, lead.tier = rep, rep.team, "P2"
                lead.due_at = at + timedelta(days=1)
                self._attempt(lead, at)
            if stage == Stage.WON:
                lead.closed_at, lead.closed_on = at, local_date(at)

    def _attempt(self, lead: Lead, at: datetime) -> None:
        tried = at + timedelta(hours=self.dice.expovariate(1 / 12))
        if tried < self.now and self.dice.random() < 0.85:
            lead.first_attempt_at, lead.first_attempt_on = tried, local_date(tried)

    def _touch(self, lead: Lead) -> Touch:
        return Touch(
            lead=lead, contact=lead.contact, campaign=lead.campaign, kind="content",
            source=lead.source, occurred_at=lead.captured_at,
        )  # fmt: skip

    def _activity(self, lead: Lead) -> Activity:
        return Activity(
            lead=lead, contact=lead.contact, kind="call", outcome="reached", by=lead.owner,
            team_kind=lead.owner.team_kind if lead.owner else "",
            occurred_at=lead.first_attempt_at, text="Rappeler",
        )  # fmt: skip

    def _handover(self, lead: Lead) -> Handover:
        assert lead.handed_over_at and lead.owner
        due = lead.handed_over_at + timedelta(days=1)
        handover = Handover(
            lead=lead, given_by=self.maya, assignee=lead.owner, tier="P2",
            handed_over_at=lead.handed_over_at, handed_over_on=local_date(lead.handed_over_at),
            decide_by=due, attempt_by=due, attempt_by_on=local_date(due),
        )  # fmt: skip
        if lead.accepted_at:
            handover.verdict, handover.decided_at = Verdict.ACCEPTED, lead.accepted_at
        elif self.dice.random() < 0.9:
            handover.verdict = Verdict.REJECTED
            handover.reason, handover.fault = "out_of_icp", "marketing"
            handover.decided_at = min(due, self.now)
        handover.decided_on = local_date(handover.decided_at) if handover.decided_at else None
        if lead.first_attempt_at:
            handover.first_attempt_at = lead.first_attempt_at
            handover.first_attempt_on = lead.first_attempt_on
            waited = lead.first_attempt_at - lead.handed_over_at
            handover.attempt_minutes = int(waited.total_seconds() // 60)
            handover.attempt_on_time = lead.first_attempt_at <= due
        return handover

    def _deal(self, lead: Lead) -> Opportunity:
        assert lead.opportunity_at
        amount = Decimal(self.dice.randint(2, 80) * 1000)
        deal = Opportunity(
            lead=lead, owner=lead.owner, amount=amount, value=amount, origin="marketing",
            expected_close_on=local_date(lead.opportunity_at) + timedelta(days=60),
            opened_at=lead.opportunity_at, opened_on=local_date(lead.opportunity_at),
        )  # fmt: skip
        if lead.won_at:
            deal.status, deal.won_at, deal.won_on = DealStatus.WON, lead.won_at, lead.won_on
        elif self.dice.random() < 0.5:
            lost = min(lead.opportunity_at + timedelta(days=40), self.now)
            deal.status, deal.lost_at, deal.lost_on = DealStatus.LOST, lost, local_date(lost)
        return deal

    def _revision(self, deal: Opportunity) -> DealRevision:
        return DealRevision(
            opportunity=deal, at=deal.opened_at, on=deal.opened_on, value=deal.value,
            step=deal.step, expected_close_on=deal.expected_close_on,
        )  # fmt: skip

    def _events(self, lead: Lead) -> Iterator[Event]:
        told = (("captured", "lead.logged"), ("mql", "lead.qualified"),
                ("handed_over", "lead.handed_over"), ("accepted", "lead.accepted"))  # fmt: skip
        for name, verb in told:
            at = getattr(lead, f"{name}_at")
            if at:
                yield Event(
                    verb=verb, actor=lead.owner, actor_label=str(lead.owner), occurred_at=at,
                    target_kind="leads.lead", target_id=lead.pk, target_label=str(lead)[:200],
                    facts={"to": name}, recorded_at=at, fanned_out_at=at,
                )  # fmt: skip

    def _bulk(self, model: type[models.Model], rows: Iterator[Any]) -> list[Any]:
        done: list[Any] = []
        batch: list[Any] = []
        for row in rows:
            batch.append(row)
            if len(batch) == BATCH:
                done += model._default_manager.bulk_create(batch)
                batch = []
        return done + model._default_manager.bulk_create(batch)


def last_day(now: datetime) -> date:
    """The last complete local day, which a night measures."""
    return local_date(now) - timedelta(days=1)
