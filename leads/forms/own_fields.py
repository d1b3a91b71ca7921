"""The form that adds or changes a field of one's own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leads.choices import MILESTONES, FieldKind, Record
from leads.forms.records import RecordForm, line, menu
from leads.models import CustomField

REQUIRED_FROM = [(stage.value, stage.label) for stage in MILESTONES[1:]]


class FieldForm(RecordForm):
    """Where, how called, of which kind; kind and place are chosen once."""

    record = forms.ChoiceField(
        label=pgettext_lazy("record", "On"), choices=Record, widget=forms.RadioSelect
    )
    label = line(_("Label"), 80, required=True)
    kind = forms.ChoiceField(label=_("Kind"), choices=FieldKind, widget=forms.RadioSelect)
    options = forms.CharField(
        label=_("Choices, one a line"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    help = line(pgettext_lazy("field", "Help"), 200)
    required_from = menu(_("Required from"), REQUIRED_FROM)
    is_personal = forms.BooleanField(
        label=_("Says something about a person"), required=False,
        help_text=_("It goes with the person when somebody asks to be erased."),
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, own: CustomField | None = None, record: str = ""
    ) -> None:
        super().__init__(data, initial=_known(own) if own else {"record": record, "kind": "text"})
        if own:
            # Chosen once: values of another kind would not fit.
            del self.fields["record"], self.fields["kind"]
            if own.kind != FieldKind.CHOICE:
                del self.fields["options"]

    def values(self) -> dict[str, Any]:
        values = super().values()
        if "options" in values:
            values["options"] = values["options"].splitlines()
        return values


def _known(own: CustomField) -> dict[str, Any]:
    names = ("label", "help", "required_from", "is_personal")
    return {name: getattr(own, name) for name in names} | {"options": "\n".join(own.options)}
