"""What the contract brings to the weekly agenda: contests, late promises, lines for the review."""

from dataclasses import replace

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alignment.people.choices import TeamKind
from alignment.rituals.agenda import SHOWN, Asked, Row, Section
from alignment.web.business_days import DAY, first_of_month, local_date
from leads.choices import Stage, Tier
from leads.models import Lead
from leads.reasons import Reason
from sla.choices import Promise
from sla.compliance import Flag, report_of
from sla.models import Clock, Contest
from sla.selectors.insight import insight_of

REASONS = dict(Reason.choices)
PEOPLE = ("lead__company", "lead__contact", "lead__owner")


def contests(asked: Asked) -> Section:
    """Contested rejections that wait for a ruling, the oldest first."""
    waiting = Contest.objects.filter(
        ruling="", withdrawn_at__isnull=True, lead__stage=Stage.CONTESTED, lead__is_test=False
    )
    rows = waiting.select_related(*PEOPLE, "opened_by").order_by("opened_at", "pk")[:SHOWN]
    return Section(
        "contests", _("Contests to rule on"), 2, _("No contest waits for a ruling."),
        [_row_of_contest(contest) for contest in rows], waiting.count(),
    )  # fmt: skip


def late(asked: Asked) -> Section:
    """Leads that nobody has tried in time, and late promises on P1, the oldest first."""
    running = Clock.objects.running().countable().filter(exemption="", due_at__lt=asked.now)
    rows = running.filter(Q(promise=Promise.FIRST_ATTEMPT) | Q(tier=Tier.P1))
    total = rows.order_by().aggregate(n=Count("lead", distinct=True))["n"]
    # A lead may have a clock for the verdict and one for the first attempt: it is one point.
    firsts = rows.select_related(*PEOPLE, "owner").order_by("due_at", "pk")[: 2 * SHOWN]
    once: dict[int, Clock] = {}
    for clock in firsts:
        once.setdefault(clock.lead_id, clock)
    return Section(
        "late", _("Untouched, and late on P1"), 5, _("No lead is left untouched, no P1 is late."),
        [_row_of_clock(clock) for clock in list(once.values())[:SHOWN]], total, reverse("sla:late"),
    )  # fmt: skip


def flagged(asked: Asked) -> Section:
    """Lines of the contract always or never met for three months."""
    lines = [
        line
        for line in report_of(first_of_month(local_date(asked.now)), now=asked.now).lines
        if line.flag
    ]
    rows = [
        Row(
            f"{line.label} {line.tier}".strip(),
            str(Flag(line.flag).label),
            line.rows_url,
            line.side,
        )
        for line in lines
    ]
    empty = _("No line was always or never met for three months.")
    return Section(
        "contract", _("Contract, for the next review"), 0, empty, rows[:SHOWN], len(rows),
        reverse("sla:contract"),
    )  # fmt: skip


def to_renegotiate(asked: Asked) -> Section:
    """The same lines where the contract itself is on the table."""
    return replace(
        flagged(asked), key="renegotiate", title=_("The contract, to renegotiate"), minutes=20
    )


def messages(asked: Asked) -> Section:
    """What hit and what hurt in the closed month, and the objections that were met most."""
    last = first_of_month(local_date(asked.now)) - DAY
    found = insight_of(first_of_month(last), last)
    rows = [
        Row(
            score.message.text,
            gettext("hit: {hit}, hurt: {hurt}, of {n}").format(
                hit=score.hit, hurt=score.hurt, n=score.n
            ),
            score.url,
        )
        for score in found.scores[: SHOWN // 2]
    ]
    rows += [
        Row(
            share.label,
            gettext("objection met: {n}").format(n=share.count),
            share.url,
        )
        for share in found.objections[: SHOWN // 2]
    ]
    return Section(
        "messages", _("Messages and objections"), 10,
        _("No feedback named a message that month."), rows, len(rows),
        f"{reverse('sla:insight')}?days=30",
    )  # fmt: skip


def _row_of_contest(contest: Contest) -> Row:
    by = contest.opened_by.full_name if contest.opened_by else ""
    words = [str(REASONS.get(contest.reason, "")), by]
    return Row(
        str(contest.lead), " · ".join(filter(None, words)), contest.lead.get_absolute_url(),
        TeamKind.DIRECTION,
    )  # fmt: skip


def _row_of_clock(clock: Clock) -> Row:
    lead: Lead = clock.lead
    words = [str(clock.get_promise_display()), clock.tier]
    if clock.owner:
        words.append(clock.owner.full_name)
    return Row(
        str(lead),
        " · ".join(filter(None, words)),
        lead.get_absolute_url(),
        clock.side,
        clock.due_at,
    )
