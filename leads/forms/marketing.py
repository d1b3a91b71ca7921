"""What is typed about costs, audiences and answers off line."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leads.audiences import LONGEST_ANSWER, OFFLINE_KINDS
from leads.choices import OF_NO_CAMPAIGN, CostKind, MemberState, TouchKind
from leads.forms.fields import DayField, MoneyField
from leads.forms.records import RecordForm, line, menu
from leads.models import Import

MOST_IMPORTS = 20


class CostForm(RecordForm):
    """One cost, spread over its days; one day is enough."""

    kind = menu(_("Kind"), (), required=True)
    label = line(_("What for"), 160)
    amount = MoneyField(label=_("Amount without tax"))
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("To"), required=False)

    def __init__(self, data: Any = None, *, shared: bool = False) -> None:
        super().__init__(data)
        kinds = [
            (kind.value, kind.label) for kind in CostKind if shared or kind not in OF_NO_CAMPAIGN
        ]
        self.fields["kind"].choices = kinds[::-1] if shared else kinds  # type: ignore[attr-defined]


class AnswerForm(RecordForm):
    """What somebody answered at a fair or by phone, in one line."""

    who = line(_("Who"), 120, required=True, placeholder=_("Name, e-mail or phone"))
    kind = menu(_("What"), [(kind, TouchKind(kind).label) for kind in OFFLINE_KINDS], required=True)
    answer = line(_("What was said"), LONGEST_ANSWER)
    on = DayField(label=pgettext_lazy("answer", "On"), required=False)
    person = forms.UUIDField(required=False, widget=forms.HiddenInput)


class AudienceForm(RecordForm):
    """People to add: pasted e-mails, or all of an import."""

    emails = forms.CharField(
        label=_("E-mails"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Pasted from anywhere; only people who are known here are added."),
    )
    batch = forms.ModelChoiceField(
        Import.objects.none(), label=_("All people of an import"), required=False, empty_label="—"
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        latest = Import.objects.order_by("-pk").values_list("pk", flat=True)[:MOST_IMPORTS]
        self.fields["batch"].queryset = Import.objects.filter(  # type: ignore[attr-defined]
            pk__in=list(latest)
        ).order_by("-pk")


STATES = [(state.value, state.label) for state in MemberState if state != MemberState.ANSWERED]
