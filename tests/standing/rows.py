"""The rows that addresses of the matrix name, made for the people of the world."""

import random
from collections.abc import Callable
from datetime import timedelta
from functools import cache, wraps
from typing import Any

from django.utils import timezone

from alignment.journal.models import Event
from alignment.notifications import links
from alignment.notifications.models import Channel, Delivery, KeptMail
from alignment.notifications.services import notify_of
from alignment.people.models import ApiKey, User
from alignment.vision import glossary, houses, signing
from alignment.vision import services as vision
from alignment.vision.models import Criterion, HouseVersion, IcpVersion, Segment, Term
from alignment.vision.selectors import draft_version, in_force_version
from dashboards.learning import training
from dashboards.learning.facts import effects_of
from dashboards.learning.own import CODES
from dashboards.learning.training import Trained
from dashboards.models import AttributionLock, LearnedScore
from dashboards.proof import writing
from dashboards.proof.models import Evidence, Suggestion
from dashboards.services import measure_day
from leads import calendars, conversations, own_fields, parties, todo, transitions
from leads.models import Activity, Campaign, Import, Lead, Party, Product, WebForm
from leads.privacy import requests
from leads.webforms import save_form
from tests import factories
from tests.vision.criteria import INDUSTRY, REGION

Named = dict[str, Any]
Make = Callable[[Any], Named]


class World(dict[str, User]):
    """One person for each role, and what is made once for all addresses that show it."""

    def __init__(self, people: dict[str, User], made: dict[str, Named] | None = None):
        super().__init__(people)
        self.made = dict(made or {})


def once(make: Make) -> Make:
    """Rows that many pages only show: made by the first that asks."""

    @wraps(make)
    def made(world: World) -> Named:
        if make.__name__ not in world.made:
            world.made[make.__name__] = make(world)
        return world.made[make.__name__]

    return made


def today(world: Named | None = None) -> str:
    return timezone.localdate().isoformat()


def soon(world: Named | None = None) -> str:
    return (timezone.localdate() + timedelta(days=9)).isoformat()


def named(row: Any) -> Named:
    return {"public_id": row.public_id}


# --- People and the ideal customer ------------------------------------------------------------
def somebody(world: Named) -> Named:
    return named(world["sales"])


def some_team(world: Named) -> Named:
    return named(world["sales"].team)


def a_strangers_key(world: Named) -> Named:
    factories.api_key(world["stranger"])
    return named(ApiKey.objects.filter(user=world["stranger"]).latest("pk"))


def an_absence(world: Named) -> Named:
    day = timezone.localdate() + timedelta(days=30)
    return named(world["sales"].absences.create(starts_on=day, ends_on=day))


def published(world: Named) -> Any:
    """The version in force; the same again would be refused."""
    current = in_force_version()
    return current or vision.write_version([INDUSTRY, REGION], by=world["direction"])


def ideal_customer(world: Named) -> Named:
    """A version in force and a draft of another; addresses of theirs need nothing more."""
    published(world)
    for waiting in IcpVersion.objects.filter(status__in=signing.NOT_YET_ACTIVE):
        signing.withdraw(waiting, by=world["direction"])
    draft = draft_version() or vision.start_draft(by=world["direction"])
    # One that says the same again is not published.
    draft.criteria.filter(label=REGION["label"]).update(weight=2)
    return {}


def a_draft(world: Named) -> Named:
    return ideal_customer(world)


def a_version(world: Named) -> Named:
    return {"number": published(world).number}


def a_public_version(world: Named) -> Named:
    return named(published(world))


def a_suggestion(world: Named) -> Named:
    version, counts = published(world), ("yes_with", "n_with", "yes_without", "n_without")
    tested = ("before_n", "before_yes", "after_n", "after_yes")
    row = Suggestion.objects.create(
        version=version, criterion=version.criteria.first(), current=3, proposed=2,
        computed_at=timezone.now(), **dict.fromkeys((*counts, *tested), 1),
    )  # fmt: skip
    return named(row)


def some_evidence(world: Named) -> Named:
    published(world)
    writing.run()
    return named(Evidence.objects.earliest("pk"))


@cache
def taught() -> Trained:
    """A score that learned from two hundred made-up verdicts."""
    chance = random.Random(7)
    sections = [chance.choice("CFG") for _each in range(200)]
    table = {name: ["x"] * 200 for name in CODES} | {"naf_section": sections}
    accepted = [int(chance.random() < (0.8 if each == "C" else 0.3)) for each in sections]
    return training.train(table, accepted, outcome="verdict", are_codes=True)


@once
def learned(world: Named) -> Named:
    model, quality = taught().score.plain(), taught().quality
    LearnedScore.objects.create(
        as_of=timezone.localdate(), lesson="learned", decided=200, accepted=quality["yes"],
        quality=quality, model=model, effects=effects_of(taught().score, 200),
        graded=150, grade_auc=0.6, computed_at=timezone.now(),
    )  # fmt: skip
    return talked_to(world)


def a_public_draft(world: Named) -> Named:
    ideal_customer(world)
    return named(draft_version())


def proposed_version(world: Named) -> Any:
    ideal_customer(world)
    return signing.propose(draft_version(), by=world["direction"], note="Taille")


def a_proposed_version(world: Named) -> Named:
    return {"number": proposed_version(world).number}


def a_public_proposed_version(world: Named) -> Named:
    return named(proposed_version(world))


def a_criterion(world: Named) -> Named:
    ideal_customer(world)
    return {"pk": Criterion.objects.filter(version__status="draft").latest("pk").pk}


# --- The message ------------------------------------------------------------------------------
SAID = {
    "promise": "En service en dix jours",
    "proofs": ["41 sur 44", "Un interlocuteur", "Au dixième"],
    "objections": [{"text": "Trop cher", "answer": "Comparer le rebut"}],
}


def a_house(world: Named) -> Named:
    return named(houses.house_of(None))


def a_house_draft(world: Named) -> Named:
    return named(written(world).house)


def a_house_proposed(world: Named) -> Named:
    return named(house_proposed(world).house)


def a_public_house_draft(world: Named) -> Named:
    return named(written(world))


def a_public_house_proposed(world: Named) -> Named:
    return named(house_proposed(world))


def a_segment(world: Named) -> Named:
    found = Segment.objects.first()
    rule = {"source": ["event"]}
    return named(found or houses.add_segment(by=world["marketing"], name="Salon", rule=rule))


def written(world: Named) -> Any:
    """A draft, whatever became of those before it."""
    HouseVersion.objects.filter(status="proposed").delete()
    return houses.write(houses.house_of(None), by=world["direction"], **SAID)


def house_proposed(world: Named) -> Any:
    return signing.propose(written(world), by=world["direction"], note="Délai")


# --- Records ----------------------------------------------------------------------------------
def a_company(world: Named) -> Named:
    return named(factories.company())


def a_contact(world: Named) -> Named:
    return named(factories.contact(factories.company()))


def a_contact_to_tell(world: Named) -> Named:
    return {**a_contact(world), "kind": "csv"}


def a_request(world: Named) -> Named:
    row = requests.log_request(kind="access", by=world["sales"], contact=factories.contact())
    return named(row)


def a_sheet(world: Named) -> Named:
    return {"key": "prospects"}


def a_broken_link(world: Named) -> Named:
    return {"token": "none.of.ours"}


def a_campaign(world: Named) -> Named:
    return named(Campaign.objects.get_or_create(name="Sirha", channel="event")[0])


def a_task(world: Named) -> Named:
    sam = world["sales"]
    return named(todo.plan_task(by=sam, title="Rappeler", lead=factories.accepted(sam)))


def a_party(world: Named) -> Named:
    lead = factories.accepted(world["sales"])
    other = factories.contact(lead.company)
    parties.add_party(lead, by=world["sales"], contact=other)
    return {**named(lead), "contact_id": other.public_id}


def with_party(world: Named) -> Named:
    return {"public_id": a_party(world)["public_id"]}


def another_contact(world: Named) -> str:
    return str(factories.contact(factories.company()).public_id)


def the_party(world: Named) -> str:
    """Whom the lead of the address has besides its contact."""
    return str(Party.objects.latest("pk").contact.public_id)


def a_calendar(world: Named) -> Named:
    """Read a moment ago: that is noted once an hour."""
    secret = calendars.renew(by=world["sales"])
    calendars.find(secret)
    return {"secret": secret}


def a_product(world: Named) -> Named:
    return named(Product.objects.get_or_create(name="Découpe laser", defaults={"price": 90})[0])


def a_field(world: Named) -> Named:
    return named(
        own_fields.add_field(
            by=world["direction"], record="company", label="Parc machines", kind="number"
        )
    )


def a_cost(world: Named) -> Named:
    campaign = Campaign.objects.get_or_create(name="Sirha", channel="event")[0]
    day = timezone.localdate()
    return named(campaign.costs.create(amount=900, starts_on=day, ends_on=day))


def a_member(world: Named) -> Named:
    campaign = Campaign.objects.get_or_create(name="Sirha", channel="event")[0]
    return named(campaign.members.create(contact=factories.contact(factories.company())))


def a_proposed_reading(world: Named) -> Named:
    AttributionLock.objects.get_or_create(reading="source", model="linear")
    return {}


def a_form(world: Named) -> Named:
    known = WebForm.objects.first()
    return named(known or save_form(None, by=world["marketing"], name="Devis", title="Un devis ?"))


def an_import(world: Named) -> Named:
    row = Import.objects.create(label="CRM 2025", by=world["marketing"], status="done", rows=3)
    return named(row)


def a_handover(world: Named) -> Named:
    return named(lead_handed_over(world).handovers.get())


def a_deal(world: Named) -> Named:
    return named(factories.opportunity(world["sales"]).opportunities.get())


def an_activity(world: Named) -> Named:
    factories.accepted(world["sales"])
    return named(Activity.objects.latest("pk"))


# --- Leads where an action starts; Maya logged them, Sam holds them from the hand-over on -----
def lead_handed_over(world: Named) -> Lead:
    return factories.handed_over(to=world["sales"], by=world["marketing"])


def a_lead(world: Named) -> Named:
    return named(factories.lead(world["marketing"]))


def another_lead(world: Named) -> str:
    return str(factories.lead(world["marketing"]).public_id)


def mql(world: Named) -> Named:
    return named(factories.mql(world["marketing"]))


def prequalified(world: Named) -> Named:
    lead = factories.mql(world["marketing"])
    due = timezone.localdate() + timedelta(days=3)
    return named(
        transitions.prequalify(lead, by=world["marketing"], owner=world["sales"], due_on=due)
    )


def handed_over(world: Named) -> Named:
    return named(lead_handed_over(world))


def to_accept(world: Named) -> Named:
    return {**handed_over(world), "name": "accept"}


def returned(world: Named) -> Named:
    lead = lead_handed_over(world)
    return named(
        transitions.return_(lead, by=world["sales"], missing=["need"], question="Lequel ?")
    )


def rejected(world: Named) -> Named:
    return named(factories.rejected(world["sales"]))


def contested(world: Named) -> Named:
    lead = factories.rejected(world["sales"])
    return named(transitions.contest(lead, by=world["marketing"], argument="Il a le budget"))


def accepted(world: Named) -> Named:
    """Without a conversation yet: the acceptance is what was done last."""
    return named(transitions.accept(lead_handed_over(world), by=world["sales"]))


def talked_to(world: Named) -> Named:
    return named(factories.accepted(world["sales"]))


def sql(world: Named) -> Named:
    return named(factories.sql(world["sales"]))


def opportunity(world: Named) -> Named:
    return named(factories.opportunity(world["sales"]))


def lost(world: Named) -> Named:
    lead = factories.opportunity(world["sales"])
    return named(transitions.lose(lead, by=world["sales"], reason="price"))


@once
def pipeline(world: Named) -> Named:
    """A lead at every stage, for pages that show them together."""
    a_campaign(world)
    published(world)
    for make in (a_lead, mql, prequalified, handed_over, returned, rejected, contested):
        make(world)
    for make in (talked_to, sql, opportunity, lost):
        make(world)
    return {}


def a_post(world: Named) -> Named:
    """What Sam said in the room."""
    return named(conversations.post(None, by=world["sales"], text="@Maya, on en parle ?"))


def a_conversation(world: Named) -> Named:
    lead = lead_handed_over(world)
    conversations.post(lead, by=world["marketing"], text="@Sam, appelle-la vite")
    return named(lead)


# --- News and figures ---------------------------------------------------------------------------
def news(world: Named) -> Named:
    """What the hand-over told Sam; an id of news is that of its event."""
    lead_handed_over(world)
    event = Event.objects.filter(verb="lead.handed_over").latest("pk")
    assert notify_of(event)
    return named(event)


def a_link(world: Named) -> Named:
    """Sam may reject the lead by it; a reason is asked for, so nothing in the form is a refusal."""
    lead = lead_handed_over(world)
    url = links.make(world["sales"], "lead.reject", lead.public_id)
    return {"token": url.split("/")[-2]}


def the_channel(world: Named) -> Channel:
    """Its address is refused before anything leaves: tests do not reach out."""
    return Channel.objects.create(
        kind="webhook", name="ERP", address="https://127.0.0.1/x", secret="whsec_c2VjcmV0",
        topics=["lead.won"], owner=world["manager"],
    )  # fmt: skip


def a_channel(world: Named) -> Named:
    return named(the_channel(world))


def a_delivery(world: Named) -> Named:
    channel = the_channel(world)
    row = Delivery.objects.create(
        channel=channel, medium="webhook", state="dead", subject="Essai", next_attempt_at=None
    )
    return {**named(channel), "delivery_id": row.public_id}


def a_delivery_by_itself(world: Named) -> Named:
    return {"public_id": a_delivery(world)["delivery_id"]}


def a_kept_mail(world: Named) -> Named:
    return named(KeptMail.objects.create(sender="a@b.fr", to="c@d.fr", subject="Essai"))


@once
def measured(world: Named) -> Named:
    """Figures of today, with leads behind them."""
    pipeline(world)
    measure_day(timezone.localdate())
    return {"kpi": "pipeline_value"}


def a_figure() -> str:
    month = timezone.localdate().replace(day=1).isoformat()
    return f"?kpi=stage_conversion&variant=captured_mql&period=month&start={month}"


A_WORD = {
    "word_fr": "Relance", "word_en": "Reminder", "group": "act",
    "definition_fr": "Un second appel", "definition_en": "A second call",
}  # fmt: skip


def a_word(world: dict[str, Any]) -> dict[str, Any]:
    """A word without a definition yet: built-in ones may be gone with the rows of another test."""
    return {"code": the_word().code}


def the_word() -> Term:
    return Term.objects.get_or_create(code="salon", group="act", word_fr="salon", word_en="fair")[0]


def a_public_word(world: Named) -> Named:
    return named(the_word())


def proposed_definition(world: Named) -> Named:
    """Proposed by Maya for a word that nobody owns: managers approve it."""
    return named(
        glossary.propose(
            the_word(), by=world["marketing"], definition_fr="Un salon", definition_en="A fair",
            note="Trop vague",
        )
    )  # fmt: skip


def a_definition(world: Named) -> Named:
    return {
        "word": str(the_word().public_id), "definition_fr": "Un salon", "definition_en": "A fair",
        "note": "Trop vague",
    }  # fmt: skip
