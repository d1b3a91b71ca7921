"""Random histories, lived through the real transitions with the clock moved on."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import time_machine
from django.utils import timezone
from hypothesis import strategies as st

from alignment.web.errors import Refused
from leads import activities, transitions
from leads.choices import Stage
from tests import factories

START = datetime(2026, 1, 20, 8, tzinfo=UTC)
REASONS = ("out_of_icp", "duplicate", "bad_data", "no_capacity")
SOURCES = ("event", "outbound", "", "unknown", "partner")

# How long until the next thing happens, to which lead, and which of the possible things it is.
ticks = st.lists(
    st.tuples(st.integers(0, 90), st.integers(0, 5), st.integers(0, 999)),
    min_size=30,
    max_size=90,
)


def live(story, by, rep) -> datetime:
    """Live the story and return the moment at which it ends."""
    leads, now = [], START
    for hours, who, choice in story:
        now += timedelta(hours=hours, minutes=7)
        with time_machine.travel(now, tick=False):
            if who >= len(leads):
                source = SOURCES[choice % len(SOURCES)]
                leads.append(factories.lead(by, source=source))
                continue
            try:
                leads[who] = step(leads[who], choice, by, rep) or leads[who]
            except Refused:
                continue
    return now


def step(lead, choice, by, rep):
    """Do one of the things that the stage allows."""
    lead.refresh_from_db()
    possible = ACTIONS.get(lead.stage, ())
    if not possible:
        return None
    return possible[choice % len(possible)](lead, choice, by, rep)


def soon(days=10):
    return timezone.localdate() + timedelta(days=days)


def qualify(lead, choice, by, rep):
    transitions.qualify(lead, by=by)


def hand_over(lead, choice, by, rep):
    transitions.hand_over(lead, by=by, assignee=rep, tier=("P1", "P2", "P3")[choice % 3])


def accept(lead, choice, by, rep):
    transitions.accept(lead, by=by)


def reject(lead, choice, by, rep):
    transitions.reject(lead, by=by, reason=REASONS[choice % 4], answer="Voir fiche")


def send_back(lead, choice, by, rep):
    transitions.return_(lead, by=by, missing=["budget"])


def resubmit(lead, choice, by, rep):
    transitions.resubmit(lead, by=by, answer="10 k€")


def contest(lead, choice, by, rep):
    transitions.contest(lead, by=by, argument="Le besoin est écrit")


def rule(lead, choice, by, rep):
    transitions.rule(lead, by=by, ruling=("overturn", "uphold")[choice % 2], why="Vu ensemble")


def talk(lead, choice, by, rep):
    outcome = ("reached", "no_answer")[choice % 2]
    activities.log_activity(lead, by=by, kind="call", outcome=outcome)


def qualify_sql(lead, choice, by, rep):
    transitions.qualify_sql(
        lead, by=by, role="decider", next_action="Devis", next_action_on=soon(),
        conversation="Oui", need="Découpe",
    )  # fmt: skip


def open_deal(lead, choice, by, rep):
    amount = None if choice % 5 == 0 else Decimal(1000 + choice)
    transitions.open_opportunity(
        lead, by=by, expected_close_on=soon(20 + choice % 40), amount=amount,
        to_estimate=amount is None,
    )  # fmt: skip


def win(lead, choice, by, rep):
    transitions.win(
        lead, by=by, reason="trust", signed_on=timezone.localdate(), amount=Decimal(choice)
    )


def lose(lead, choice, by, rep):
    transitions.lose(lead, by=by, reason=("price", "invalid", "no_decision")[choice % 3])


def back_to_sql(lead, choice, by, rep):
    transitions.back_to_sql(lead, by=by, why="Trop tôt")


def recycle(lead, choice, by, rep):
    transitions.recycle(lead, by=by, wake_up_on=soon(), reason="bad_timing", answer="Mars")


def disqualify(lead, choice, by, rep):
    transitions.disqualify(lead, by=by, reason="out_of_icp", answer="Trop petit")


def expire(lead, choice, by, rep):
    transitions.expire(lead, reason="expired_untouched", wake_up_on=soon())


def undo(lead, choice, by, rep):
    transitions.undo(lead, by=by)


def hurried(action):
    """Do it and take it back at once: neither counts."""

    def do(lead, choice, by, rep):
        action(lead, choice, by, rep)
        transitions.undo(lead, by=by)

    return do


ACTIONS = {
    Stage.NEW: (qualify, qualify, hand_over, qualify_sql, disqualify, hurried(qualify)),
    Stage.MQL: (hand_over, hand_over, hand_over, open_deal, hurried(hand_over)),
    Stage.HANDED_OVER: (
        accept, accept, accept, reject, send_back, talk, expire, hurried(reject), hurried(accept),
    ),
    Stage.RETURNED: (resubmit, resubmit, expire),
    Stage.REJECTED: (contest, recycle, disqualify),
    Stage.CONTESTED: (rule,),
    Stage.ACCEPTED: (talk, qualify_sql, qualify_sql, open_deal, recycle),
    Stage.SQL: (open_deal, open_deal, talk, disqualify),
    Stage.OPPORTUNITY: (win, win, lose, talk, back_to_sql, hurried(win)),
}  # fmt: skip
