"""The form that changes an open opportunity."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.choices import DealStep, Record, Recurrence
from leads.forms.fields import DayField, MoneyField
from leads.forms.own import OwnFieldsForm
from leads.forms.records import line, menu
from leads.models import Opportunity

NAMES = ("name", "step", "amount", "recurrence", "expected_close_on")


class DealForm(OwnFieldsForm):
    """Amount, step and date; what is left empty stays as it was, a step cannot be empty."""

    name = line(_("Name"), 160)
    step = forms.ChoiceField(
        label=_("Step"), choices=DealStep.choices, widget=forms.RadioSelect, required=True
    )
    amount = MoneyField(label=_("Amount without tax"), required=False)
    recurrence = menu(_("Recurrence"), Recurrence.choices, required=True)
    expected_close_on = DayField(label=_("Expected signature"), required=False)

    def __init__(self, data: Any = None, *, deal: Opportunity) -> None:
        super().__init__(data, initial={name: getattr(deal, name) for name in NAMES})
        self.add_own(Record.OPPORTUNITY, deal.extra)
        fields: dict[str, Any] = self.fields
        # What is known may be changed, not forgotten: the service keeps what it is not given.
        fields["amount"].required = deal.amount is not None
        fields["expected_close_on"].required = deal.expected_close_on is not None
