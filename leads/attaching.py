"""Adding to the open cycle of somebody who comes back, instead of opening a second one."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from alignment.people.models import User
from alignment.web.errors import Conflict, NotAllowed
from alignment.web.policies import OPERATOR
from leads import activities, services
from leads.choices import ActivityKind, TouchKind
from leads.models import Campaign, Lead
from leads.touches import record_touch


def add_to_open_lead(
    lead: Lead,
    *,
    by: User,
    source: str = "",
    campaign: Campaign | None = None,
    detail: str = "",
    need: str = "",
    note: str = "",
) -> Lead:
    """Note on the open lead that the person came back: a touch, the need, what was said.

    A need that is known already is left alone; the new one goes into the note. Raises Conflict
    (closed in the meantime), NotAllowed.
    """
    if not OPERATOR.holds(by):
        raise NotAllowed
    with transaction.atomic():
        lead = (
            Lead.objects.select_for_update(of=("self",)).select_related("contact").get(pk=lead.pk)
        )
        if not lead.is_open or lead.contact is None:
            raise Conflict(_("This lead was closed in the meantime: choose again."), code="closed")
        record_touch(
            lead.contact, kind=TouchKind.CAPTURE, lead=lead, campaign=campaign, source=source,
            detail=detail or _("came back"),
        )  # fmt: skip
        words: list[Any] = [note]
        if need and not lead.need:
            services.edit_lead(lead, by=by, need=need)
        elif need and need != lead.need:
            words.insert(0, need)
        text = "\n".join(word for word in words if word)
        if text:
            activities.log_activity(lead, by=by, kind=ActivityKind.NOTE, outcome="", text=text)
    lead.refresh_from_db()
    return lead
