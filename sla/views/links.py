"""Feedback by a one-time link: the card of a verdict in a message or right after answering.

Named by settings.LINK_HANDLERS and LINK_OFFERS; the page around it is in alignment/notifications.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alignment.journal.models import Event
from alignment.notifications.links import DeadLink, Offer, Reply
from alignment.notifications.models import OneTimeLink
from alignment.people.models import User
from alignment.web.errors import Conflict, Incomplete
from leads.choices import MissingItem
from leads.models import Lead
from sla import feedback as cards
from sla.choices import Moment
from sla.models import Clock, Feedback

LABEL = _("What the file lacked")
NOTHING = "nothing"


class CardForm(forms.Form):
    """What a verdict asks: was the file complete; a sentence if one likes."""

    missing = forms.MultipleChoiceField(
        label=_("What was missing?"),
        choices=[(NOTHING, _("Nothing was missing")), *MissingItem.choices],
        widget=forms.CheckboxSelectMultiple,
    )
    sentence = forms.CharField(
        label=_("In one sentence: facts only, the person may read it"),
        max_length=140,
        required=False,
    )

    def typed(self) -> dict[str, Any]:
        """The fields of `sla.feedback.give`."""
        missing = self.cleaned_data["missing"]
        if missing == [NOTHING]:
            said: dict[str, Any] = {"is_complete_file": True}
        else:
            said = {"missing": [item for item in missing if item != NOTHING]}
        sentence = self.cleaned_data["sentence"]
        return {**said, "sentence": sentence} if sentence else said


def offers(event: Event, person: User) -> list[Offer]:
    """The card that waits for this person after the verdict, or whose time runs out."""
    waiting = Feedback.objects.waiting().filter(asked_of=person, moment=Moment.VERDICT)
    if event.target_kind == Lead._meta.label_lower and event.verb in cards.SUBJECTS:
        found = waiting.filter(lead=event.target_id).order_by("-asked_at").first()
    elif event.target_kind == Clock._meta.label_lower:
        found = waiting.filter(handover__clocks=event.target_id).first()
    else:
        found = None
    return [Offer("sla.feedback", LABEL, found.public_id)] if found else []


def give(link: OneTimeLink, user: User, data: Mapping[str, Any] | None) -> Reply:
    """Show the card, or keep what was said."""
    row = Feedback.objects.select_related("lead__company", "lead__contact")
    card = row.filter(public_id=link.target).first()
    if card is None:
        raise DeadLink
    cards.require_giver(card, user)
    if card.cancelled_at or card.done_at:
        raise Conflict(_("This is no longer asked."), code="not_asked")
    form = CardForm(data)
    if data is not None and form.is_valid():
        try:
            cards.give(card, by=user, **form.typed())
        except Incomplete as refused:
            for name, text in refused.fields.items():
                form.add_error(name if name in form.fields else None, str(text))
        else:
            thanks = str(_("Thank you: marketing sees it."))
            return Reply(done=thanks, url=card.lead.get_absolute_url())
    context = {"form": form, "lead": card.lead, "card": card}
    return Reply("sla/_link.html", context, title=str(LABEL))
