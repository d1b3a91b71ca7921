"""The form of a campaign."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.choices import Source
from leads.forms.fields import MARKETERS, DayField, MoneyField, PersonField
from leads.forms.records import RecordForm, line, menu
from leads.models import Campaign


class CampaignForm(RecordForm):
    """A marketing action: its channel, its dates, what it costs."""

    name = line(_("Name"), 120, required=True)
    channel = menu(_("Channel"), Source.choices, required=True)
    starts_on = DayField(label=_("Starts on"), required=False)
    ends_on = DayField(label=_("Ends on"), required=False)
    budget = MoneyField(label=_("Budget without tax"), required=False)
    goal = line(_("Goal"), 300)
    owner = PersonField(MARKETERS, label=_("Owner"), required=False)
    utm_campaign = forms.SlugField(
        label=_("UTM word"), required=False, max_length=80,
        help_text=_("utm_campaign of its links; letters, digits and hyphens. Empty: its name."),
    )  # fmt: skip
    is_active = forms.BooleanField(label=_("Running"), required=False)

    def __init__(self, data: Any = None, *, campaign: Campaign | None = None) -> None:
        names = CampaignForm.base_fields
        known = {name: getattr(campaign, name) for name in names} if campaign else NEW
        if campaign and campaign.owner:
            known["owner"] = campaign.owner.public_id
        super().__init__(data, initial=known)


NEW = {"is_active": True, "channel": Source.EVENT}


class LinkForm(forms.Form):
    """A page of ours to which links of a campaign lead, with its UTM words."""

    page = forms.URLField(label=_("Page"), max_length=500, assume_scheme="https")
    utm_source = forms.SlugField(
        label=_("Where the link stands"), max_length=60, initial="linkedin"
    )
    utm_medium = forms.SlugField(label=_("Kind of link"), max_length=60, initial="social")
