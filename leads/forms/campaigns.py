"""The form of a campaign."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.choices import Source
from leads.forms.fields import DayField, MoneyField
from leads.forms.records import RecordForm, line, menu
from leads.models import Campaign


class CampaignForm(RecordForm):
    """A marketing action: its channel, its dates, what it costs."""

    name = line(_("Name"), 120, required=True)
    channel = menu(_("Channel"), Source.choices, required=True)
    starts_on = DayField(label=_("Starts on"), required=False)
    ends_on = DayField(label=_("Ends on"), required=False)
    budget = MoneyField(label=_("Budget without tax"), required=False)
    is_active = forms.BooleanField(label=_("Running"), required=False)

    def __init__(self, data: Any = None, *, campaign: Campaign | None = None) -> None:
        names = CampaignForm.base_fields
        known = {name: getattr(campaign, name) for name in names} if campaign else NEW
        super().__init__(data, initial=known)


NEW = {"is_active": True, "channel": Source.EVENT}
