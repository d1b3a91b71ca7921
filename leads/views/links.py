"""What one-time links in messages do to a lead: accept it, or reject it with a reason.

Named by settings.LINK_HANDLERS; the page around them is alignment/notifications/views/links.py.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from alignment.journal.models import Event
from alignment.notifications.links import DeadLink, Offer, Reply
from alignment.notifications.models import OneTimeLink
from alignment.people.models import User
from alignment.web.errors import Conflict, Refused
from leads import transitions
from leads.choices import Stage
from leads.forms.actions import ActionForm
from leads.models import Lead
from leads.transitions.engine import overtaken, require_right
from leads.transitions.table import ACTIONS
from leads.views.actions import DONE

ASKING = ("lead.handed_over", "lead.resubmitted", "lead.reassigned")
TEMPLATE = "leads/_link.html"


def offers(event: Event, person: User) -> list[Offer]:
    """A lead that waits for this person's verdict may be accepted or rejected from the message."""
    if event.verb not in ASKING or event.target_kind != Lead._meta.label_lower:
        return []
    lead = Lead.objects.filter(pk=event.target_id, stage=Stage.HANDED_OVER).first()
    if lead is None or lead.owner_id != person.pk:
        return []
    return [
        Offer("lead.accept", ACTIONS["accept"].label, lead.public_id),
        Offer("lead.reject", ACTIONS["reject"].label, lead.public_id),
    ]


def last_event(lead: Lead) -> Event | None:
    """What was recorded of the lead last."""
    return Event.objects.about(lead).order_by("-id").first()


def accept(link: OneTimeLink, user: User, data: Mapping[str, Any] | None) -> Reply:
    """One press: the lead is theirs."""
    return _act("accept", link, user, data)


def reject(link: OneTimeLink, user: User, data: Mapping[str, Any] | None) -> Reply:
    """The reason and its question, as in the product."""
    return _act("reject", link, user, data)


def _act(name: str, link: OneTimeLink, user: User, data: Mapping[str, Any] | None) -> Reply:
    lead = Lead.objects.with_people().filter(public_id=link.target).first()
    if lead is None:
        raise DeadLink
    action = ACTIONS[name]
    if lead.stage not in action.sources:
        raise overtaken(lead)
    require_right(action, user, lead)
    form = ActionForm(action, lead, by=user, data=data)
    if data is not None and form.is_valid():
        try:
            done = transitions.perform(lead, name, by=user, data=form.typed())
        except Conflict:
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            text = str(DONE[name]).format(lead=done, owner=done.owner or "")
            return Reply(done=text, url=done.get_absolute_url(), event=last_event(done))
    title = _("Accept this lead?") if name == "accept" else _("Reject this lead?")
    return Reply(TEMPLATE, {"form": form, "lead": lead, "action": action}, title=title)
