"""Building a web form: its texts, where its leads come from, and what it asks in which order."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from alignment.web.errors import Incomplete, Refused
from leads.choices import LegalBasis, Source, TouchKind
from leads.forms.fields import MARKETERS, PersonField
from leads.forms.records import RecordForm, line, menu
from leads.models import Campaign, WebForm
from leads.webforms import DEFAULT_NOTICE, START, Asked, available

COUNTS_AS = (
    TouchKind.DEMO_REQUEST, TouchKind.PRICE, TouchKind.CONTENT, TouchKind.EVENT, TouchKind.CLICK,
)  # fmt: skip
LAST = 999


def text(label: Any, longest: int, rows: int, **more: Any) -> forms.CharField:
    """Several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=longest, required=False, widget=widget, **more)


class WebFormForm(RecordForm):
    """Everything of a form but the order of its fields, which the table of fields says."""

    fields_errors: list[str] = []

    name = line(_("Name for us"), 120, required=True)
    title = line(_("Title"), 160, required=True)
    intro = text(_("Introduction"), 1000, 2)
    button = line(_("Words on the button"), 60)
    thanks = text(_("Thank-you text"), 1000, 2)
    redirect_to = forms.URLField(
        label=_("Or go to this page"), max_length=300, required=False, assume_scheme="https"
    )
    consent = text(
        _("Consent to e-mails"), 1000, 2,
        help_text=_("An unticked box; the words are kept with each answer. Empty: no box."),
    )  # fmt: skip
    notice = text(_("Information on the data"), 2000, 4)
    legal_basis = menu(_("Legal basis"), LegalBasis.choices, required=True)
    campaign = forms.ModelChoiceField(
        Campaign.objects.none(), label=_("Campaign"), required=False, to_field_name="public_id",
        empty_label="—",
        help_text=_("Of answers whose link names no other by utm_campaign."),
    )  # fmt: skip
    source = menu(_("Source"), Source.choices, required=True)
    touch_kind = menu(
        _("Counts as"), [(kind.value, kind.label) for kind in COUNTS_AS], required=True
    )
    marketer = PersonField(
        MARKETERS, label=_("Whose leads"), required=False,
        help_text=_("Receives the leads and the news; empty, all of marketing hears of them."),
    )  # fmt: skip
    embed_on = text(
        _("Sites that may show it in a frame"), 1000, 2,
        help_text=_("One a line, like https://www.example.fr; empty: by its link only."),
    )  # fmt: skip
    is_active = forms.BooleanField(label=_("Open to answers"), required=False)

    def __init__(self, data: Any = None, *, web_form: WebForm | None = None) -> None:
        names = list(WebFormForm.base_fields)
        known: dict[str, Any] = {"is_active": True, "source": Source.WEBSITE, **_new()}
        if web_form is not None:
            known = {name: getattr(web_form, name) for name in names}
            for name in ("campaign", "marketer"):
                known[name] = known[name] and known[name].public_id
        super().__init__(data, initial=known)
        self.fields["campaign"].queryset = Campaign.objects.order_by("-is_active", "name")  # type: ignore[attr-defined]
        asked = web_form.fields if web_form else START
        self.lines = lines(data) if data is not None else _lines_of(asked)

    def values(self) -> dict[str, Any]:
        return {**self.cleaned_data, "fields": asked_in(self.lines)}

    def refuse(self, refused: Refused) -> None:
        """The table of fields is no field of this form: what is wrong with it stands beside it."""
        wrong = refused.fields.get("fields")
        self.fields_errors = [str(wrong)] if wrong else []
        others = {name: text for name, text in refused.fields.items() if name != "fields"}
        if others or not refused.fields:
            super().refuse(Incomplete(fields=others) if others else refused)
        self.status = refused.status

    def sample(self) -> WebForm:
        """The form as it stands, valid or not, to be looked at."""
        values = dict(self.data.items()) if self.is_bound else self.initial
        texts = ("title", "intro", "button", "consent", "notice")
        return WebForm(
            fields=asked_in(self.lines),
            **{name: str(values.get(name) or "")[:2000] for name in texts},
        )


def lines(data: Any) -> list[dict[str, Any]]:
    """What was ticked in the table of fields, asked ones first, in the order of their numbers."""
    found = []
    for key, each in available().items():
        found.append(
            {
                "field": each,
                "asked": f"ask-{key}" in data,
                "order": _number(data.get(f"order-{key}", "")),
                "label": data.get(f"label-{key}", "")[:120].strip(),
                "required": f"required-{key}" in data,
            }
        )
    return sorted(found, key=lambda row: (not row["asked"], row["order"]))


def asked_in(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The asked ones, as a form keeps them."""
    return [
        {"key": row["field"].key, "label": row["label"], "required": row["required"]}
        for row in rows
        if row["asked"]
    ]


def _lines_of(asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = available()
    kept = {row["key"]: row for row in asked if row["key"] in known}
    order = [*kept, *(key for key in known if key not in kept)]
    return [_line(known[key], kept.get(key), place) for place, key in enumerate(order, 1)]


def _line(field: Asked, row: dict[str, Any] | None, place: int) -> dict[str, Any]:
    return {
        "field": field,
        "asked": row is not None,
        "order": place,
        "label": (row or {}).get("label", ""),
        "required": bool((row or {}).get("required")),
    }


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 4 else LAST


def _new() -> dict[str, Any]:
    return {
        "notice": str(DEFAULT_NOTICE).format(company=settings.COMPANY_NAME),
        "legal_basis": LegalBasis.LEGITIMATE_INTEREST,
        "touch_kind": TouchKind.PRICE,
    }
