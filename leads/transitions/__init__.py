"""The only writer of a stage. One verb per line of the table, for every door alike."""

from leads.transitions.doors import perform
from leads.transitions.downstream import (
    accept,
    back_to_sql,
    lose,
    open_opportunity,
    qualify_sql,
    reject,
    return_,
    win,
)
from leads.transitions.either_side import (
    disqualify,
    expire,
    may,
    merge,
    opt_out,
    reassign,
    recycle,
    reopen,
    rule,
    take,
)
from leads.transitions.erasure import erase
from leads.transitions.lines import Action, Field
from leads.transitions.table import ACTIONS, open_to
from leads.transitions.undo import correct, messages_lost, undo, undoable
from leads.transitions.upstream import (
    conclude,
    contest,
    hand_over,
    nurture,
    prequalify,
    qualify,
    resubmit,
)

__all__ = [
    "ACTIONS",
    "Action",
    "Field",
    "accept",
    "back_to_sql",
    "conclude",
    "contest",
    "correct",
    "disqualify",
    "erase",
    "expire",
    "hand_over",
    "lose",
    "may",
    "merge",
    "messages_lost",
    "nurture",
    "open_opportunity",
    "open_to",
    "opt_out",
    "perform",
    "prequalify",
    "qualify",
    "qualify_sql",
    "reassign",
    "take",
    "recycle",
    "reject",
    "reopen",
    "resubmit",
    "return_",
    "rule",
    "undo",
    "undoable",
    "win",
]
