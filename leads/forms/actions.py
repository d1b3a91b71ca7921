"""One form for every action of the pipeline, built from its line of the table.

The transition itself judges what is required and allowed; the form types the values, proposes
what is already known, and shows each refusal beside its field.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.people.models import User
from alignment.web.business_days import add_working_days, local_date
from alignment.web.errors import Refused
from leads import custom_fields, files, fit, reference
from leads.choices import Stage
from leads.forms.fields import (
    MARKETERS,
    MEMBERS,
    SELLERS,
    DayField,
    MoneyField,
    NafField,
    PersonField,
)
from leads.forms.follow_ups import BY_REASON, Ask, asks_for, days_of, wake_choices
from leads.forms.own import PREFIX, by_record, step_fields
from leads.models import Handover, Lead
from leads.reasons import Moment, reasons_at
from leads.selectors.reps import Rep, reps_for
from leads.transitions.engine import known
from leads.transitions.lines import FILE_FIELDS, Action, Field

FILE_NAMES = frozenset(field.name for field in FILE_FIELDS)
# One of the two is enough.
EITHER_OF = frozenset({"phone", "email"})
# Longer lists are a menu; shorter ones lie open, one tap each.
MOST_CHIPS = 16
ROOMY = frozenset({"note", "question", "argument", "why"})
DUE_IN_WORKING_DAYS = 3
LONGEST_WHY = 500
# Where a step leads, when it is a milestone: what the company's own fields ask for there.
LEADS_TO = {
    "qualify": Stage.MQL,
    "hand_over": Stage.HANDED_OVER,
    "accept": Stage.ACCEPTED,
    "qualify_sql": Stage.SQL,
    "open_opportunity": Stage.OPPORTUNITY,
    "win": Stage.WON,
}
# Of the outcome of a call, what each answer needs.
WHEN = {
    ("conclude", "need"): "confirmed",
    ("conclude", "role"): "confirmed",
    ("conclude", "timing"): "confirmed",
    ("conclude", "wake_up_on"): "nurture",
    ("conclude", "reason"): "disqualify",
}

PLAIN_WIDGETS = (forms.TextInput, forms.Textarea, forms.Select)
FILE_TEMPLATES = {"naf_code": "leads/fields/naf.html"}
SUBMITS = {
    "return": _("Send back to marketing"),
    "conclude": _("Save the outcome"),
    "win": _("It is won"),
    "lose": _("It is lost"),
}


class ActionForm(forms.Form):
    """What one action asks about one lead; `typed()` are the values for `transitions.perform`."""

    def __init__(self, action: Action, lead: Lead, *, by: User, data: Any = None) -> None:
        super().__init__(data, auto_id=f"{action.name}-%s")
        self.action, self.lead, self.by = action, lead, by
        self.handover = lead.handovers.order_by("-handed_over_at", "-id").first()
        self.asks: list[Ask] = []
        self.reps: list[Rep] = []
        self.candidates: list[Lead] = []
        for spec in _asked(action, lead, self.handover):
            self._add(spec)
        self._pair_reason_with_answer()
        self._offer_wake_up()
        self._ask_own_fields()
        for name, value in _proposals(self).items():
            if name in self.fields:
                self.fields[name].initial = value

    def _ask_own_fields(self) -> None:
        """What the company itself wants to know before this step."""
        own = custom_fields.gaps(self.lead, LEADS_TO.get(self.action.name, ""))
        fields: dict[str, Any] = step_fields(own)
        for name, field in fields.items():
            field.is_of_file = field.is_needed = True
            field.template_name = "leads/fields/plain.html"
            self.fields[name] = field

    def _add(self, spec: Field) -> None:
        field: Any = FIELDS.get(spec.name, KINDS[spec.kind])(spec)
        field.label, field.help_text = spec.label, spec.help
        field.required = spec.required and not known(self.lead, spec.known_as)
        field.when = WHEN.get((self.action.name, spec.name), "")
        if self._is_due_after_all(spec) and isinstance(field.widget, PLAIN_WIDGETS):
            field.template_name = "leads/fields/plain.html"
        if self._completes_file(spec.name):
            field.is_of_file = True
            field.is_needed = self.action.name == "hand_over" and spec.name not in EITHER_OF
            field.template_name = FILE_TEMPLATES.get(spec.name, "leads/fields/plain.html")
        if spec.kind == "seller":
            self.reps = reps_for(self.lead)
            field.template_name = "leads/fields/seller.html"
        if spec.kind == "lead":
            field.template_name = "leads/fields/lead.html"
        self.fields[spec.name] = field

    def _is_due_after_all(self, spec: Field) -> bool:
        """Known already, or due by what is chosen elsewhere: not to be called optional."""
        by_choice = bool(WHEN.get((self.action.name, spec.name)))
        return by_choice or spec.name == "conversation" or bool(spec.required and spec.known_as)

    def _completes_file(self, name: str) -> bool:
        return self.is_wide and (name in FILE_NAMES or name == "need")

    def _pair_reason_with_answer(self) -> None:
        """Each reason brings its own question; its answer is asked under the chosen chip."""
        if not {"reason", "answer"} <= self.fields.keys():
            return
        reason: Any = self.fields["reason"]
        if self.lead.stage in (Stage.ACCEPTED, Stage.SQL):
            reason.choices = reasons_at(Moment.CONTACT)
            reason.required = True
        self.fields["answer"].widget = forms.HiddenInput()
        reason.template_name = "leads/fields/reason.html"
        given = self.handover.reason if self.handover and not self.is_bound else ""
        self.asks = asks_for(reason.choices, self.data or {"reason": given})

    def _offer_wake_up(self) -> None:
        if self.action.name != "recycle":
            return
        wake: Any = forms.ChoiceField(
            label=_("Wake up"), choices=wake_choices(), required=False, widget=forms.RadioSelect
        )
        wake.template_name = "leads/fields/wake.html"
        wake.initial = str(days_of(self.handover.reason if self.handover else ""))
        if "reason" in self.fields:
            wake.choices = [(BY_REASON, _("As the reason suggests")), *wake_choices()]
            wake.initial = BY_REASON
        self.fields["wake_in"] = wake
        self.order_fields(["reason", "answer", "wake_in", "wake_up_on", "track"])
        day: Any = self.fields["wake_up_on"]
        day.required, day.hidden_by = False, "wake_in"

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.asks:
            asked = self.data.get(f"answer_{values.get('reason', '')}", "")
            values["answer"] = (asked or values.get("answer") or "").strip()
        if values.get("wake_in"):
            values["wake_up_on"] = _wake_day(values["wake_in"], values.get("reason", ""))
        return values

    def typed(self) -> dict[str, Any]:
        """Values by name, ready for the transition."""
        values = {name: v for name, v in self.cleaned_data.items() if not name.startswith(PREFIX)}
        own = by_record(self.cleaned_data)
        return values | ({"extra": own} if own else {})

    def refuse(self, refusal: Refused) -> None:
        """Show what the domain refused, beside the field where there is one."""
        shown = {name for name in refusal.fields if name in self.fields}
        for name, text in refusal.fields.items():
            # The question stands above the input already.
            said = _("An answer is needed here.") if name == "answer" and self.asks else text
            self.add_error(name if name in shown else None, str(said))
        if not shown and not refusal.fields:
            self.add_error(None, str(refusal))

    @property
    def reason_is_chosen(self) -> bool:
        """Whether a reason stands ticked already: it has the focus then, not the first."""
        return any(ask.is_chosen for ask in self.asks)

    @property
    def submit(self) -> Any:
        """What the button says that does it."""
        return SUBMITS.get(self.action.name, self.action.label)

    @property
    def is_wide(self) -> bool:
        """Whether the form stands in the wide dialog."""
        return self.action.name in ("hand_over", "resubmit")

    @property
    def rows(self) -> list[forms.BoundField]:
        """The fields to draw, in order; those that another field draws are left out."""
        return [f for f in self.visible_fields() if not (_is_hidden(f) or _is_of_file(f))]

    @property
    def gaps(self) -> list[forms.BoundField]:
        """The inputs that complete the file, drawn together."""
        return [f for f in self.visible_fields() if _is_of_file(f)]


def _is_hidden(field: forms.BoundField) -> bool:
    return bool(getattr(field.field, "hidden_by", ""))


def _is_of_file(field: forms.BoundField) -> bool:
    return bool(getattr(field.field, "is_of_file", False))


def _wake_day(wake_in: str, reason: str) -> date:
    days = days_of(reason) if wake_in == BY_REASON else int(wake_in)
    return local_date(timezone.now()) + timedelta(days=days)


def _asked(action: Action, lead: Lead, handover: Handover | None) -> list[Field]:
    """The fields to ask for: of the minimal file only what is missing."""
    missing = set(files.missing_inputs(lead))
    if action.name == "resubmit" and handover:
        missing |= {name for item in handover.missing for name in files.INPUTS_OF.get(item, ())}
    return [field for field in action.fields if _is_asked(field, action.name, missing, lead)]


def _is_asked(field: Field, action: str, missing: set[str], lead: Lead) -> bool:
    if field.name in FILE_NAMES and action in ("hand_over", "resubmit"):
        # A company is created here, never renamed.
        return field.name in missing and not (field.name == "company" and lead.company_id)
    if field.name == "need" and action in ("hand_over", "resubmit"):
        return "need" in missing
    if field.name == "conversation":
        return lead.first_conversation_at is None
    if field.name in ("reason", "answer") and action == "recycle":
        # After a rejection the reason of sales stands.
        return lead.stage != Stage.REJECTED
    return True


def _proposals(form: ActionForm) -> dict[str, Any]:
    """What the form starts with: known facts and sensible days."""
    lead, today = form.lead, local_date(timezone.now())
    next_day = add_working_days(today, 1)
    proposals: dict[str, Any] = {
        "need": lead.need,
        "timing": lead.timing,
        "role": lead.contact.role if lead.contact else "",
        "next_action_on": next_day,
        "due_on": add_working_days(today, DUE_IN_WORKING_DAYS),
        "signed_on": today,
        "missing": files.missing_items(lead),
        "recurrence": "one_off",
    }
    if form.action.name == "hand_over":
        proposals |= _of_hand_over(form)
    if form.action.name == "resubmit":
        proposals |= _held(lead)
    if form.action.name == "prequalify":
        proposals["owner"] = form.by.public_id
    if form.action.name == "win":
        deal = lead.opportunities.filter(status="open").first()
        proposals["amount"] = deal.amount if deal else None
    return proposals


def _of_hand_over(form: ActionForm) -> dict[str, Any]:
    suggested = form.reps[0].user if form.reps else None
    taking = form.by.is_sales and not (form.by.is_marketing or form.by.is_direction)
    who = form.by if taking else suggested
    lead = form.lead
    return {
        "assignee": who.public_id if who else None,
        "tier": fit.tier_of(lead),
        "note": lead.why_now or _why_now(lead),
    }


def _why_now(lead: Lead) -> str:
    """A draft of « why now » to be edited: what it did, the need, the timing, what was said."""
    said = lead.activities.exclude(text="").order_by("-occurred_at", "-id").first()
    parts = [_came_by(lead), lead.need, lead.timing, said.text if said else lead.note]
    return " · ".join(" ".join(part.split()) for part in parts if part)[:LONGEST_WHY]


def _came_by(lead: Lead) -> str:
    """The last thing the prospect did, or the source with its campaign."""
    touch = lead.touches.order_by("-occurred_at", "-id").first()
    if touch and touch.kind != "capture":
        return f"{touch.get_kind_display()} {touch.detail}".strip()
    if not lead.source_label:
        return ""
    detail = lead.campaign.name if lead.campaign else (touch.detail if touch else "")
    return f"{lead.source_label} {detail}".strip()


def _held(lead: Lead) -> dict[str, Any]:
    company, contact = lead.company, lead.contact
    held: dict[str, Any] = {}
    if company:
        held |= {name: getattr(company, name) for name in ("siren", "naf_code", "workforce_band")}
    if contact:
        names = ("first_name", "last_name", "job_title", "email", "phone")
        held |= {name: getattr(contact, name) for name in names}
    return held


# --- One maker per kind of the table ------------------------------------------------------
def _text(spec: Field) -> forms.Field:
    area = forms.Textarea(attrs={"rows": 2})
    widget = area if spec.name in ROOMY else forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(max_length=spec.max_length, widget=widget)


def _long(spec: Field) -> forms.Field:
    return forms.CharField(max_length=spec.max_length, widget=forms.Textarea(attrs={"rows": 3}))


def _choice(spec: Field) -> forms.Field:
    choices = list(spec.choices()) if spec.choices else []
    if len(choices) > MOST_CHIPS:
        return forms.ChoiceField(choices=[("", "—"), *choices])
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect)


def _choices(spec: Field) -> forms.Field:
    choices = list(spec.choices()) if spec.choices else []
    return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple)


def _band(spec: Field) -> forms.Field:
    return forms.ChoiceField(choices=[("", "—"), *reference.band_choices()])


def _naf(spec: Field) -> forms.Field:
    field: Any = NafField()
    field.codes = reference.naf_choices()
    return field


def _lead(spec: Field) -> forms.Field:
    open_leads = Lead.objects.exclude(stage__in=(Stage.MERGED, Stage.ERASED))
    return forms.ModelChoiceField(open_leads, to_field_name="public_id")


Maker = Callable[[Field], forms.Field]
KINDS: Mapping[str, Maker] = {
    "text": _text,
    "long": _long,
    "date": lambda spec: DayField(),
    "choice": _choice,
    "choices": _choices,
    "money": lambda spec: MoneyField(),
    "bool": lambda spec: forms.BooleanField(),
    "seller": lambda spec: PersonField(SELLERS),
    "marketer": lambda spec: PersonField(MARKETERS),
    "member": lambda spec: PersonField(MEMBERS),
    "lead": _lead,
}
FIELDS: Mapping[str, Maker] = {"workforce_band": _band, "naf_code": _naf}
