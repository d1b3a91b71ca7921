"""The leader's quarter of an hour: three things only they can unblock, and how they ruled."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.vision.signing import waiting_for
from alignment.web import figures
from alignment.web.business_days import local_date
from leads.choices import DealStatus, Stage, Verdict
from leads.models import Handover, Opportunity
from sla.models import Clock, Contest
from sla.selectors.versions import open_version

SHOWN, REGISTER = 3, 12
YEAR = timedelta(days=365)
# A deal this long past its expected signature is stuck.
STUCK = timedelta(days=30)
# A promise this long past its due time has no owner who can keep it.
LATE_FOR = timedelta(days=5)


@dataclass(frozen=True)
class Point:
    """What waits for the leader, since when, and the one address where it is settled."""

    kind: str
    title: str
    why: str
    url: str
    since: date


@dataclass(frozen=True)
class Balance:
    """How contested rejections were ruled on in a year."""

    for_marketing: int
    for_sales: int


def points(person: User, now: datetime) -> list[Point]:
    """The three that have waited longest, one of each kind first; about ten statements."""
    today = local_date(now)
    sources: list[Callable[[], Iterator[Point]]] = [
        lambda: _contests(today),
        lambda: _signatures(person, today),
        lambda: _rituals(now),
        lambda: _deals(today),
        lambda: _promises(now),
    ]
    found = [list(source()) for source in sources]
    firsts = sorted((points[0] for points in found if points), key=_waited)
    rest = sorted((point for points in found for point in points[1:]), key=_waited)
    return [*firsts, *rest][:SHOWN]


def rulings() -> list[Handover]:
    """The last rulings on contested rejections, the newest first."""
    rows = Handover.objects.countable().filter(ruled_at__isnull=False)
    related = rows.select_related("lead__company", "lead__contact", "ruled_by")
    return list(related.order_by("-ruled_at", "-pk")[:REGISTER])


def balance(now: datetime) -> Balance:
    """How often each side was found right in the last year."""
    rows = Handover.objects.countable().filter(ruled_at__gt=now - YEAR)
    overturned = Q(verdict=Verdict.OVERTURNED)
    found = rows.aggregate(
        marketing=Count("pk", filter=overturned), sales=Count("pk", filter=~overturned)
    )
    return Balance(found["marketing"], found["sales"])


def attendance(person: User, now: datetime) -> tuple[int, int] | None:
    """Meetings in a row that the person came to, and how many were held; None while none was."""
    if not settings.ATTENDANCE_OF:
        return None
    return import_string(settings.ATTENDANCE_OF)(person, now)


def _waited(point: Point) -> date:
    return point.since


def _contests(today: date) -> Iterator[Point]:
    waiting = Contest.objects.filter(
        ruling="", withdrawn_at__isnull=True, lead__stage=Stage.CONTESTED, lead__is_test=False
    ).select_related("lead__company", "lead__contact")
    for contest in waiting.order_by("opened_at", "pk")[:SHOWN]:
        yield Point(
            "contest", _("Rule on a contest: {lead}").format(lead=contest.lead),
            _("Both teams wait for one word to go on."), contest.lead.get_absolute_url(),
            local_date(contest.opened_at),
        )  # fmt: skip


def _signatures(person: User, today: date) -> Iterator[Point]:
    for version in waiting_for(person)[:SHOWN]:
        name = f"{version._meta.verbose_name} {version}"
        yield Point(
            "signature", _("Sign, or say why not: {what}").format(what=name),
            _("Until then the old version goes on."), version.get_absolute_url(), today,
        )  # fmt: skip
    agreement = open_version()
    if agreement is None or not agreement.digest or agreement.proposed_at is None:
        return
    signed = {signature.side for signature in agreement.signatures.all()}
    if {str(TeamKind.MARKETING), str(TeamKind.SALES)} - signed:
        yield Point(
            "signature", _("The contract waits for a signature: {what}").format(what=agreement),
            _("Until then the old version goes on."), agreement.get_absolute_url(),
            local_date(agreement.proposed_at),
        )  # fmt: skip


def _rituals(now: datetime) -> Iterator[Point]:
    """Meetings cancelled or missed twice in a row, said by the app that knows them."""
    if settings.MISSED_RITUALS:
        for title, since, url in import_string(settings.MISSED_RITUALS)(now):
            why = _("It did not take place twice in a row: hold it, or change its day.")
            yield Point("ritual", str(title), why, url, since)


def _deals(today: date) -> Iterator[Point]:
    stuck = Opportunity.objects.countable().filter(
        status=DealStatus.OPEN, expected_close_on__lt=today - STUCK, value__isnull=False
    ).select_related("lead__company", "lead__contact")  # fmt: skip
    for deal in stuck.order_by("-value", "pk")[:SHOWN]:
        assert deal.expected_close_on
        days = (today - deal.expected_close_on).days
        why = ngettext(
            "{amount}, expected {n} day ago: one call from you may end it.",
            "{amount}, expected {n} days ago: one call from you may end it.",
            days,
        ).format(amount=figures.money(deal.value), n=days)
        title = _("A large deal is stuck: {lead}").format(lead=deal.lead)
        yield Point("deal", title, why, deal.lead.get_absolute_url(), deal.expected_close_on)


def _promises(now: datetime) -> Iterator[Point]:
    """Counted, not named: one line for all that is late for days."""
    late = Clock.objects.running().countable().filter(exemption="", due_at__lt=now - LATE_FOR)
    found = late.aggregate(n=Count("lead", distinct=True))["n"]
    oldest = late.order_by("due_at").values_list("due_at", flat=True).first()
    if found and oldest:
        title = ngettext(
            "{n} lead has been late for days", "{n} leads have been late for days", found
        ).format(n=found)
        why = _("Somebody must be freed, or the promise be made smaller.")
        yield Point("promise", title, why, "/contract/late/", local_date(oldest))
