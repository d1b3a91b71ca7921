"""Marketing's answers to feedback as forms: reply, contest, recycle, create an action."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alignment.people.models import User
from alignment.web.business_days import add_working_days, today
from leads.conversations import LONGEST
from leads.forms.fields import MARKETERS, MEMBERS, SELLERS, DayField, PersonField
from leads.forms.follow_ups import days_of
from leads.forms.records import RecordForm, line
from sla.choices import AnswerKind, Evidence
from sla.models import Feedback

ACTION_DAYS = 5


class AnswerForm(RecordForm):
    """One answer; proposals come from the feedback."""

    submit: Any = _("Send")

    def __init__(self, data: Any, *, feedback: Feedback, by: User) -> None:
        self.feedback = feedback
        super().__init__(data, initial=self.proposals(by))

    def proposals(self, by: User) -> dict[str, Any]:
        return {}


class ReplyForm(AnswerForm):
    submit = pgettext_lazy("verb", "Reply")
    text = forms.CharField(
        label=_("Your reply"),
        max_length=LONGEST,
        help_text=_("It is written in the conversation of the lead."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ContestForm(AnswerForm):
    submit = _("Contest")
    evidence = forms.MultipleChoiceField(
        label=_("What speaks for it"),
        choices=Evidence.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    argument = line(_("Your argument, in one line"), 500, required=True)

    def proposals(self, by: User) -> dict[str, Any]:
        return {"evidence": evidence_of(self.feedback)}


class RecycleForm(AnswerForm):
    submit = _("Recycle")
    wake_up_on = DayField(label=_("Wake up on"))
    track = line(_("Nurturing track"), 120)
    next_owner = PersonField(
        SELLERS,
        label=_("Another rep for then"),
        required=False,
        help_text=_("A suggestion for whoever hands it over again."),
    )

    def __init__(self, data: Any, *, feedback: Feedback, by: User) -> None:
        super().__init__(data, feedback=feedback, by=by)
        reps: Any = self.fields["next_owner"]
        reps.queryset = reps.queryset.exclude(pk=feedback.lead.owner_id)

    def proposals(self, by: User) -> dict[str, Any]:
        return {"wake_up_on": today() + timedelta(days=days_of(self.feedback.reason))}


class ActForm(AnswerForm):
    submit = _("Create the action")
    title = line(_("What will change?"), 200, required=True)
    owner = PersonField((*MEMBERS, *MARKETERS), label=_("Who"))
    due_on = DayField(label=_("Until"))

    def proposals(self, by: User) -> dict[str, Any]:
        return {"owner": by.public_id, "due_on": add_working_days(today(), ACTION_DAYS)}


FORMS: dict[str, type[AnswerForm]] = {
    AnswerKind.REPLY: ReplyForm,
    AnswerKind.CONTEST: ContestForm,
    AnswerKind.RECYCLE: RecycleForm,
    AnswerKind.ACTION: ActForm,
}


def evidence_of(feedback: Feedback) -> list[str]:
    """What the records of the lead speak for by themselves; a person confirms it."""
    lead = feedback.lead
    kinds = set(lead.touches.order_by().values_list("kind", flat=True).distinct())
    found = {
        Evidence.ICP_MET: lead.fit_grade in ("A", "B"),
        Evidence.NEED_STATED: bool(lead.need),
        Evidence.ASKED_CONTENT: "content" in kinds,
        Evidence.CAME_TO_EVENT: "event" in kinds,
        Evidence.ASKED_PRICE: bool(kinds & {"price", "demo_request"}),
        Evidence.NEVER_CALLED: lead.first_attempt_at is None,
    }
    return [str(code) for code, holds in found.items() if holds]
