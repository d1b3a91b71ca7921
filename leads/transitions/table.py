"""The pipeline as one table: which action leaves which stages, who may do it, what it must carry.

Pages build their forms from it, the API its serializers, and `engine.moving` enforces it, so that
page, keyboard, bulk, import, API and signed link obey the same rule.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leads import reasons
from leads.choices import (
    OPEN_STAGES,
    UPSTREAM_STAGES,
    ContactRole,
    MissingItem,
    PrequalOutcome,
    Recurrence,
    Ruling,
    Stage,
    Tier,
)
from leads.reasons import DealReason
from leads.transitions.lines import (
    FILE_FIELDS,
    NEED,
    NEXT_ACTION,
    NEXT_ACTION_ON,
    WAKE_UP,
    Action,
    Field,
)
from leads.transitions.who import (
    any_manager,
    arbiter,
    colleague,
    either,
    eraser,
    ground_holder,
    marketing,
    rep,
    seller_of,
    step_owner,
)

ACTIONS: dict[str, Action] = {
    action.name: action
    for action in (
        Action(
            "qualify",
            _("Qualify as MQL"),
            "lead.qualified",
            frozenset({Stage.NEW, Stage.NURTURING}),
            marketing,
            (Field("need", _("Stated need"), required=True, known_as="need"),),
            key="q",
        ),
        Action(
            "prequalify",
            _("Pre-qualify"),
            "lead.prequalification_started",
            frozenset({Stage.MQL}),
            either,
            (
                Field("owner", _("Who calls"), "member", required=True),
                Field("due_on", _("Until"), "date", required=True),
            ),
        ),
        Action(
            "conclude",
            _("Outcome of the call"),
            "lead.prequalification_ended",
            frozenset({Stage.PREQUAL}),
            step_owner,
            (
                Field(
                    "outcome",
                    _("Outcome"),
                    "choice",
                    required=True,
                    choices=lambda: PrequalOutcome.choices,
                ),
                NEED,
                Field("role", _("Role"), "choice", choices=lambda: ContactRole.choices),
                Field("timing", _("Timing"), max_length=200, known_as="timing"),
                WAKE_UP,
                Field("reason", _("Reason"), "choice", choices=reasons.known_choices),
            ),
        ),
        Action(
            "hand_over",
            _("Hand over"),
            "lead.handed_over",
            UPSTREAM_STAGES,
            either,
            (
                Field("assignee", _("Sales rep"), "seller", required=True),
                Field("tier", _("Priority"), "choice", choices=lambda: Tier.choices),
                Field("note", _("Why now"), known_as="why_now"),
                NEED,
                *FILE_FIELDS,
            ),
            key="h",
        ),
        Action(
            "accept",
            _("Accept"),
            "lead.accepted",
            frozenset({Stage.HANDED_OVER}),
            rep,
            (NEXT_ACTION_ON, NEXT_ACTION),
            key="a",
        ),
        Action(
            "return",
            _("Information missing"),
            "lead.returned",
            frozenset({Stage.HANDED_OVER}),
            rep,
            (
                Field(
                    "missing",
                    _("What is missing?"),
                    "choices",
                    required=True,
                    choices=lambda: MissingItem.choices,
                ),
                Field("question", _("Your question")),
            ),
            key="i",
        ),
        Action(
            "resubmit",
            _("Complete and hand over again"),
            "lead.resubmitted",
            frozenset({Stage.RETURNED}),
            marketing,
            (Field("answer", _("Your answer")), NEED, *FILE_FIELDS),
        ),
        Action(
            "reject",
            _("Reject"),
            "lead.rejected",
            frozenset({Stage.HANDED_OVER}),
            rep,
            (
                Field(
                    "reason",
                    _("Why?"),
                    "choice",
                    required=True,
                    choices=reasons.verdict_choices,
                ),
                Field("answer", _("In a word")),
            ),
            danger=True,
            key="r",
        ),
        Action(
            "contest",
            _("Contest"),
            "lead.contested",
            frozenset({Stage.REJECTED}),
            marketing,
            (Field("argument", _("Your argument"), required=True),),
        ),
        Action(
            "rule",
            _("Rule"),
            "lead.ruled",
            frozenset({Stage.CONTESTED}),
            arbiter,
            (
                Field(
                    "ruling", _("Ruling"), "choice", required=True, choices=lambda: Ruling.choices
                ),
                Field("why", _("Why"), required=True),
            ),
        ),
        Action(
            "recycle",
            _("Recycle"),
            "lead.recycled",
            frozenset({Stage.REJECTED, Stage.ACCEPTED, Stage.SQL}),
            ground_holder,
            (
                Field("reason", _("Reason"), "choice", choices=reasons.known_choices),
                Field("answer", _("In a word")),
                Field("wake_up_on", _("Wake up on"), "date", required=True),
                Field("track", _("Nurturing track"), max_length=120),
            ),
            system=True,
        ),
        Action(
            "disqualify",
            _("Disqualify"),
            "lead.disqualified",
            frozenset(
                {Stage.NEW, Stage.NURTURING, Stage.MQL, Stage.REJECTED, Stage.ACCEPTED, Stage.SQL}
            ),
            ground_holder,
            (
                Field(
                    "reason", _("Reason"), "choice", required=True, choices=reasons.known_choices
                ),
                Field("answer", _("In a word")),
            ),
            system=True,
            danger=True,
        ),
        Action(
            "nurture",
            _("Keep nurturing"),
            "lead.nurtured",
            frozenset({Stage.NEW, Stage.MQL}),
            marketing,
            (Field("why", _("Reason")), WAKE_UP),
            system=True,
        ),
        Action(
            "qualify_sql",
            _("Qualify as SQL"),
            "lead.sales_qualified",
            UPSTREAM_STAGES | {Stage.ACCEPTED},
            seller_of,
            (
                Field("need", _("Need"), required=True, known_as="need"),
                Field(
                    "role",
                    _("Role of the contact"),
                    "choice",
                    required=True,
                    choices=lambda: ContactRole.choices,
                    known_as="contact_role",
                ),
                Field("next_action", _("Next step"), required=True, max_length=200),
                Field("next_action_on", _("Next step on"), "date", required=True),
                Field(
                    "conversation",
                    _("What was said"),
                    "long",
                    max_length=5000,
                    help=_("Needed when no conversation is logged yet."),
                ),
            ),
        ),
        Action(
            "open_opportunity",
            _("Create the opportunity"),
            "lead.opportunity_opened",
            UPSTREAM_STAGES | {Stage.ACCEPTED, Stage.SQL},
            seller_of,
            (
                Field("amount", _("Amount without tax"), "money"),
                Field("to_estimate", _("Amount still to estimate"), "bool"),
                Field("expected_close_on", _("Expected signature"), "date", required=True),
                Field("recurrence", _("Recurrence"), "choice", choices=lambda: Recurrence.choices),
                Field("name", _("Name"), max_length=160),
            ),
        ),
        Action(
            "win",
            pgettext_lazy("action", "Won"),
            "lead.won",
            frozenset({Stage.OPPORTUNITY}),
            rep,
            (
                Field(
                    "reason",
                    _("Main reason"),
                    "choice",
                    required=True,
                    choices=reasons.winning_choices,
                ),
                Field("amount", _("Final amount without tax"), "money"),
                Field("signed_on", _("Signed on"), "date", required=True),
                Field("competitor", _("Competitor"), max_length=120),
                Field(
                    "other_reasons",
                    _("Other reasons"),
                    "choices",
                    choices=reasons.winning_choices,
                ),
            ),
        ),
        Action(
            "lose",
            pgettext_lazy("action", "Lost"),
            "lead.lost",
            frozenset({Stage.OPPORTUNITY}),
            rep,
            (
                Field(
                    "reason",
                    _("Main reason"),
                    "choice",
                    required=True,
                    choices=lambda: DealReason.choices,
                ),
                Field("competitor", _("Competitor"), max_length=120),
                Field(
                    "other_reasons",
                    _("Other reasons"),
                    "choices",
                    choices=lambda: DealReason.choices,
                ),
            ),
            danger=True,
        ),
        Action(
            "back_to_sql",
            _("Back to qualification"),
            "lead.opportunity_cancelled",
            frozenset({Stage.OPPORTUNITY}),
            rep,
            (Field("why", _("Reason"), required=True),),
        ),
        Action(
            "reassign",
            _("Reassign"),
            "lead.reassigned",
            OPEN_STAGES,
            any_manager,
            (
                Field("owner", _("New owner"), "member", required=True),
                Field("why", _("Reason"), required=True),
            ),
            system=True,
        ),
        Action(
            "take",
            pgettext_lazy("action", "Take"),
            "lead.taken",
            frozenset({Stage.HANDED_OVER, Stage.ACCEPTED}),
            colleague,
            hint=_("It is late and nobody has tried yet."),
        ),
        Action(
            "reopen",
            _("Reopen"),
            "lead.reopened",
            frozenset({Stage.RECYCLED, Stage.LOST, Stage.DISQUALIFIED, Stage.WON}),
            either,
            (Field("trigger", _("What happened?"), required=True, max_length=200),),
            system=True,
        ),
        Action(
            "opt_out",
            _("Record an objection"),
            "lead.opted_out",
            frozenset(Stage) - {Stage.MERGED, Stage.ERASED},
            either,
            (
                Field(
                    "channel", pgettext_lazy("objection", "Channel"), required=True, max_length=60
                ),
            ),
            danger=True,
            # The person's own click on « unsubscribe » has no one of ours behind it.
            system=True,
        ),
        Action(
            "merge",
            _("Merge into another lead"),
            "lead.merged",
            OPEN_STAGES,
            either,
            (Field("into", _("Lead to keep"), "lead", required=True),),
        ),
        Action(
            "erase",
            _("Erase the person"),
            "lead.erased",
            frozenset(Stage) - {Stage.MERGED, Stage.ERASED},
            eraser,
            (),
            danger=True,
        ),
        # Written by the nightly job only: silence is never a "yes".
        Action(
            "expire",
            _("Expire"),
            "lead.expired",
            frozenset({Stage.HANDED_OVER, Stage.RETURNED}),
            lambda user, lead: False,
            system=True,
        ),
    )
}


def open_to(user: Any, lead: Any) -> list[Action]:
    """Actions that this person may do to this lead now, in the order of the table."""
    return [
        action
        for action in ACTIONS.values()
        if lead.stage in action.sources and action.who(user, lead)
    ]
