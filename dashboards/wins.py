"""Wins of both teams: the story of a won deal, read from what each of them did for it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.journal.models import Event
from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.programme.models import Thanks, Win
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads.choices import DealStatus
from leads.models import Opportunity, Share
from sla.models import Feedback

SHOWN = 12
TOLD_FOR = timedelta(days=365)
LONGEST = 160
BOTH = {str(TeamKind.MARKETING), str(TeamKind.SALES)}


@dataclass
class Card:
    """Who brought it, who checked it, who won it, what was shown, and how long it took."""

    deal: Opportunity
    teams: set[str] = field(default_factory=set)
    brought_by: str = ""
    prequalified_by: str = ""
    contents: list[str] = field(default_factory=list)
    win: Win | None = None

    @property
    def days(self) -> int | None:
        """Calendar days from the first record of the prospect to the signature."""
        if self.deal.won_on is None:
            return None
        return max((self.deal.won_on - self.deal.lead.captured_on).days, 0)

    @property
    def thanks(self) -> list[Thanks]:
        return list(self.win.thanks.all()) if self.win else []


def cards() -> list[Card]:
    """The last wins that both teams had a hand in, the newest first; six statements."""
    since = timezone.localdate() - TOLD_FOR
    found = _deals().filter(won_on__gte=since).order_by("-won_on", "-pk")
    return [card for card in _read(list(found[: 4 * SHOWN])) if card.teams >= BOTH][:SHOWN]


def card_of(public_id: Any) -> Card | None:
    """The card of one won deal; None where it is not won or only one team acted."""
    found = _read(list(_deals().filter(public_id=public_id)))
    return found[0] if found and found[0].teams >= BOTH else None


@transaction.atomic
def post(card: Card, *, by: User) -> Win:
    """Say it in the channels that chose shared wins; once."""
    win = _win_of(card)
    waiting = Win.objects.filter(pk=win.pk, posted_at__isnull=True)
    if not waiting.update(posted_at=timezone.now(), posted_by=by):
        raise Conflict(_("It was posted already."), code="posted")
    win.refresh_from_db()
    tell = User.objects.active().of_kind(*BOTH).exclude(pk=by.pk).values_list("pk", flat=True)
    journal.record("win.shared", actor=by, target=card.deal.lead, tell=sorted(tell))
    return win


@transaction.atomic
def thank(card: Card, *, by: User, team: str, text: str) -> Thanks:
    """Thank the other team for its part; its people are told.

    Raises NotAllowed for one's own team, Incomplete without words, Conflict for a second time.
    """
    if team not in BOTH or by.team_kind == team:
        raise NotAllowed(_("Thanks go to the other team."))
    text = " ".join(text.split())
    if not text or len(text) > LONGEST:
        raise Incomplete(fields={"text": _("Say it in one line, at most 160 characters.")})
    try:
        with transaction.atomic():
            row = Thanks.objects.create(win=_win_of(card), by=by, team=team, text=text)
    except IntegrityError:
        raise Conflict(_("You have thanked them already."), code="thanked") from None
    tell = User.objects.active().of_kind(team).exclude(pk=by.pk).values_list("pk", flat=True)
    journal.record("win.thanked", actor=by, target=card.deal.lead, tell=sorted(tell))
    return row


def other_teams(person: User) -> list[str]:
    """Whom the person may thank: the teams of the wins but their own."""
    return sorted(BOTH - {person.team_kind})


def _win_of(card: Card) -> Win:
    win, _new = Win.objects.get_or_create(deal=card.deal.public_id)
    return win


def _deals() -> QuerySet[Opportunity]:
    rows = Opportunity.objects.countable().filter(status=DealStatus.WON)
    return rows.select_related(
        "owner__team",
        "lead__company",
        "lead__campaign",
        "lead__marketer__team",
        "lead__owner__team",
    ).prefetch_related("lead__handovers__given_by__team", "lead__handovers__assignee__team")


def _read(deals: list[Opportunity]) -> list[Card]:
    """Cards of the deals: what the rows say, and whatever else the journal knows."""
    leads = [deal.lead_id for deal in deals]
    acted, checked = _journal_of(leads)
    shown = _contents_of(leads)
    wins = {
        win.deal: win
        for win in Win.objects.filter(deal__in=[deal.public_id for deal in deals]).prefetch_related(
            "thanks__by"
        )
    }
    return [
        Card(
            deal,
            acted[deal.lead_id] | _teams_in(deal),
            _brought_by(deal),
            checked.get(deal.lead_id, ""),
            shown[deal.lead_id],
            wins.get(deal.public_id),
        )
        for deal in deals
    ]


def _journal_of(leads: Iterable[int]) -> tuple[dict[int, set[str]], dict[int, str]]:
    """The teams that acted on each lead, and who pre-qualified it."""
    acted: dict[int, set[str]] = defaultdict(set)
    checked: dict[int, str] = {}
    events = Event.objects.standing().filter(target_kind="leads.lead", target_id__in=leads)
    rows = events.values_list("target_id", "verb", "actor_team", "actor_label").order_by("id")
    for pk, verb, team, label in rows:
        if team:
            acted[pk].add(team)
        if verb == "lead.prequalification_ended" and label:
            checked[pk] = label
    return acted, checked


def _teams_in(deal: Opportunity) -> set[str]:
    """Teams of the people whom the rows name."""
    lead = deal.lead
    people = [deal.owner, lead.owner, lead.marketer]
    for handover in lead.handovers.all():
        people += [handover.given_by, handover.assignee]
    return {person.team_kind for person in people if person}


def _brought_by(deal: Opportunity) -> str:
    """Who passed it on, else who looked after it before; "" when nobody did."""
    given = [handover.given_by for handover in deal.lead.handovers.all() if handover.given_by]
    person = given[-1] if given else deal.lead.marketer
    return str(person) if person else ""


def _contents_of(leads: Iterable[int]) -> dict[int, list[str]]:
    """Titles of what the prospects were shown: by link, or as feedback says."""
    found: dict[int, list[str]] = defaultdict(list)
    shared = Share.objects.filter(lead__in=leads).values_list("lead", "version__content__title")
    said = Feedback.contents.through.objects.filter(feedback__lead__in=leads)
    for pk, title in [*shared, *said.values_list("feedback__lead", "content__title")]:
        if title not in found[pk]:
            found[pk].append(title)
    return found
