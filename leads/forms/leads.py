"""The forms of the lead page: what is said about a lead, a correction."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alignment.web.errors import Conflict, Refused
from leads.choices import Source
from leads.forms.fields import DayField
from leads.forms.own import OwnFieldsForm
from leads.forms.records import RecordForm, line, menu
from leads.models import Campaign, Lead

LONGEST_TEXT = 5000


class LeadForm(OwnFieldsForm):
    """What people say about a lead; `version` is the one they saw."""

    need = line(_("Stated need"), 500)
    why_now = line(_("Why now"), 500)
    offer = line(_("Offer in mind"), 200)
    timing = line(_("Timing"), 200)
    budget = line(_("Budget"), 200)
    current_solution = line(_("Current solution"), 200)
    instruction = line(_("Instruction"), 200)
    next_action = line(_("Next action"), 200)
    next_action_on = DayField(label=_("Next action on"), required=False)
    source = menu(_("Source"), ())
    campaign = forms.ModelChoiceField(
        Campaign.objects.none(),
        label=_("Campaign"),
        required=False,
        to_field_name="public_id",
        empty_label="—",
    )
    note = forms.CharField(
        label=_("Note"), max_length=LONGEST_TEXT, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Facts only: the person may read it."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, data: Any = None, *, lead: Lead) -> None:
        super().__init__(data, initial={name: getattr(lead, name) for name in self.base_fields})
        self.add_own("lead", lead.extra)
        fields: dict[str, Any] = self.fields
        known: list[tuple[str, Any]] = list(Source.choices)
        if lead.source and lead.source not in Source.values:
            known.append((lead.source, lead.source_label))
        fields["source"].choices = [("", "—"), *known]
        fields["campaign"].queryset = Campaign.objects.all()
        if lead.campaign:
            self.initial["campaign"] = lead.campaign.public_id

    def refuse(self, refused: Refused) -> None:
        """Say what to do about somebody else's change."""
        super().refuse(refused)
        if isinstance(refused, Conflict):
            self.add_error(
                None, _("What you typed is kept here: save again to put it in place of theirs.")
            )

    def seen(self, version: int) -> None:
        """Count the version that stands now as the one this person saw."""
        self.data = {**dict(self.data.items()), "version": str(version)}


class CorrectionForm(RecordForm):
    """Why a manager takes the last step back."""

    why = line(_("Why is it taken back?"), 500, required=True)
