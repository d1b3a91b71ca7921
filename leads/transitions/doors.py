"""One way in for every door: an action by its name with the data of a form or a request."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from alignment.people.models import User
from alignment.web.errors import Refused
from leads import custom_fields
from leads.models import Lead
from leads.transitions import downstream, either_side, erasure, upstream
from leads.transitions.lines import FILE_FIELDS
from leads.transitions.table import ACTIONS

VERBS: dict[str, Callable[..., Lead]] = {
    "qualify": upstream.qualify,
    "prequalify": upstream.prequalify,
    "conclude": upstream.conclude,
    "hand_over": upstream.hand_over,
    "resubmit": upstream.resubmit,
    "contest": upstream.contest,
    "nurture": upstream.nurture,
    "accept": downstream.accept,
    "return": downstream.return_,
    "reject": downstream.reject,
    "qualify_sql": downstream.qualify_sql,
    "open_opportunity": downstream.open_opportunity,
    "win": downstream.win,
    "lose": downstream.lose,
    "back_to_sql": downstream.back_to_sql,
    "rule": either_side.rule,
    "recycle": either_side.recycle,
    "disqualify": either_side.disqualify,
    "reassign": either_side.reassign,
    "take": either_side.take,
    "reopen": either_side.reopen,
    "opt_out": either_side.opt_out,
    "merge": either_side.merge,
    "erase": erasure.erase,
}
EMPTY = {"text": "", "long": "", "choice": "", "choices": ()}
TAKES_DETAILS = frozenset({"hand_over", "resubmit"})


def perform(
    lead: Lead, name: str, *, by: User, data: Mapping[str, Any], at: datetime | None = None
) -> Lead:
    """Do the action `name` of the table to the lead; returns the lead (a new one for `reopen`).

    `data` holds typed values by field name, and under `extra` those of the company's own fields
    by record (`{"company": {"key": value}}`); unknown names are ignored, so that a form cannot
    write what the action does not carry. Raises the Refused family, changing nothing.
    """
    if name not in VERBS:
        raise Refused(code="unknown_action", fields={"action": name})
    given = {
        field.name: data[field.name]
        for field in ACTIONS[name].fields
        if data.get(field.name) not in (None, "", [])
    }
    if name in TAKES_DETAILS:
        details = {
            field.name: given.pop(field.name) for field in FILE_FIELDS if field.name in given
        }
        given["details"] = details
    # Missing required values reach the verb as empty, where the table names every one of them.
    for field in ACTIONS[name].fields:
        if field.required and field.name not in given:
            given[field.name] = EMPTY.get(field.kind)
    if at is not None:
        given["at"] = at
    own = data.get("extra")
    if not own:
        return VERBS[name](lead, by=by, **given)
    with transaction.atomic():
        # Before the step, which may ask for them; both stand or neither.
        custom_fields.fill(_locked(lead), own, by=by)
        return VERBS[name](lead, by=by, **given)


def _locked(lead: Lead) -> Lead:
    rows = Lead.objects.select_for_update(of=("self",)).select_related("company", "contact")
    return rows.get(pk=lead.pk)
