"""What becomes of each line of a chunk, told before anything is written."""

from leads.importing.parties import CREATED, ERASED, SKIPPED
from leads.importing.planning import Plan
from leads.importing.terms import EXTERNAL
from leads.importing.values import Draft
from leads.importing.writing import is_changed

UPDATED, UNCHANGED, REFUSED = "updated", "unchanged", "refused"
__all__ = ["CREATED", "ERASED", "REFUSED", "SKIPPED", "UNCHANGED", "UPDATED", "outcomes_of"]


def outcomes_of(plan: Plan) -> dict[int, str]:
    """Created, updated, unchanged, skipped or erased, by the number of the line.

    A line creates when the lead is new, or whom it speaks of where leads are found by these.
    """
    by_line = {change.draft.line: change for change in plan.changes}
    return {draft.line: _outcome(plan, draft, by_line.get(draft.line)) for draft in plan.drafts}


def _outcome(plan: Plan, draft: Draft, change: object) -> str:
    parties, terms = plan.parties, plan.terms
    of_subject = parties.outcomes[draft.line]
    if parties.is_skipped(draft):
        return of_subject
    if getattr(change, "is_new", False):
        return CREATED
    if of_subject == CREATED and terms.match_on != EXTERNAL:
        return CREATED
    if draft.line in parties.filled or (change is not None and is_changed(change)):  # type: ignore[arg-type]
        return UPDATED
    if change is None and terms.with_leads and not terms.may_create and of_subject == CREATED:
        return SKIPPED
    return UNCHANGED
