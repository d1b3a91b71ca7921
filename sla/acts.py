"""What one person can do at once about a promise that is late, from its row."""

from dataclasses import dataclass

from alignment.people.models import User
from alignment.web.policies import OPERATOR
from leads.transitions.table import open_to
from sla import postponing
from sla.choices import Promise, Side
from sla.models import Clock

# What keeps each promise, or gives it to somebody else.
KEPT_BY = {
    Promise.DECISION: ("reassign", "take", "reject", "recycle"),
    Promise.FIRST_ATTEMPT: ("reassign", "take", "reject", "recycle"),
    Promise.ANSWER_RETURNS: ("resubmit", "reassign"),
    Promise.ANSWER_REFUSALS: ("contest", "recycle", "reassign"),
}
CALLED = (Promise.DECISION, Promise.FIRST_ATTEMPT)


@dataclass(frozen=True)
class Acts:
    """The buttons of one row; all False or empty once the promise is done."""

    call: bool = False
    postpone: bool = False
    feedback: bool = False
    transitions: frozenset[str] = frozenset()

    @property
    def has_any(self) -> bool:
        return self != Acts()


def acts_of(clock: Clock, user: User) -> Acts:
    """The acts open to this person; asks the database nothing."""
    if clock.result or clock.stopped_at or clock.lead.erased_at or not OPERATOR.holds(user):
        return Acts()
    is_open = {action.name for action in open_to(user, clock.lead)}
    return Acts(
        call=clock.promise in CALLED and (user.is_sales or user.manages(Side.SALES)),
        postpone=postponing.is_postponable(clock) and postponing.may_postpone(clock, user),
        feedback=clock.promise.startswith("feedback_") and clock.owner_id == user.pk,
        transitions=frozenset(is_open.intersection(KEPT_BY.get(Promise(clock.promise), ()))),
    )
