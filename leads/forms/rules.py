"""The form of a rule: when, if (filters of the list of leads), then (a block for each act)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from alignment.notifications.models import Channel
from alignment.people.models import User
from leads.choices import RuleKind, Source, TaskKind
from leads.conditions import as_address, as_query
from leads.filters import CUSTOM, LeadFilter
from leads.forms.filters import dressed
from leads.forms.records import RecordForm, line, menu
from leads.models import Campaign, Lead, Rule
from leads.rules.acts import LATEST, LONGEST, WRITABLE
from leads.rules.keeping import LONGEST_NAME
from leads.rules.moments import MOMENTS
from leads.rules.pools import HEAVIEST, LOAD, TURNS
from leads.rules.wording import field_name

IF = "if"
# A rule is nobody's; words to search for and single records are for lists.
NOT_ASKED = frozenset({"mine"})
# The acts that an automation offers, in their order; each once, others are kept as they are.
OFFERED = ("task", "notify", "field", "campaign", "webhook")
HOLDERS = [
    ("owner", gettext_lazy("Whoever holds the lead")),
    ("marketer", gettext_lazy("Its marketing owner")),
]


class RuleForm(RecordForm):
    """Name and moment; the conditions and acts of one kind of rule."""

    renamed = {"query": "event"}
    name = line(gettext_lazy("Name"), LONGEST_NAME, required=True)
    event = menu(gettext_lazy("What happens"), [*MOMENTS.items()], required=True)

    def __init__(self, data: QueryDict | None = None, *, kind: str, rule: Rule | None = None):
        super().__init__(data, initial={"name": rule.name, "event": rule.event} if rule else None)
        self.kind, self.rule = kind, rule
        self.conditions = Conditions(data, dict(rule.conditions) if rule else {})
        people = list(User.objects.active().with_teams().order_by("first_name", "last_name"))
        acts = list(rule.acts) if rule else []
        known = {str(person.public_id): person for person in people}
        if kind == RuleKind.ASSIGNMENT:
            holders = {key: one for key, one in known.items() if one.is_sales or one.is_marketing}
            self.assign: AssignForm | None = AssignForm(data, holders, acts)
            self.blocks: list[ActForm] = []
            self.others: list[dict[str, Any]] = []
        else:
            self.assign = None
            self._offer(data, [(key, str(person)) for key, person in known.items()], acts)

    def _offer(self, data: Any, people: list[tuple[str, str]], acts: list[dict[str, Any]]) -> None:
        first = {act["act"]: act for act in reversed(acts) if act.get("act") in OFFERED}
        self.blocks = [BLOCKS[key](data, first.get(key), people) for key in OFFERED]
        self.others = [act for act in acts if all(act is not each for each in first.values())]

    def kept(self) -> list[dict[str, Any]]:
        """Acts that the form has no block for: kept unless their box was emptied."""
        if not self.is_bound:
            return self.others
        return [act for n, act in enumerate(self.others) if f"keep-{n}" in self.data]

    def is_valid(self) -> bool:
        parts = [self.assign] if self.assign else self.blocks
        return all([super().is_valid(), *(part.is_valid() for part in parts)])

    def values(self) -> dict[str, Any]:
        values = super().values()
        acts = self.assign.acts() if self.assign else [a for b in self.blocks for a in b.acts()]
        query = self.conditions.query
        return {**values, "kind": self.kind, "query": query, "acts": [*acts, *self.kept()]}

    def refuse(self, refused: Any) -> None:
        """A refused condition is shown beside its filter, the acts above the form."""
        names = self.conditions.form.fields
        for name, text in refused.fields.items():
            if name in names and name not in self.fields:
                self.conditions.wrong(name, str(text))
        super().refuse(refused)


class Conditions:
    """The filters of the list of leads as fields of this form, under names of their own."""

    def __init__(self, data: QueryDict | None, known: Mapping[str, Any]) -> None:
        self.query = dict(known) if data is None else _asked(data)
        address = as_address({f"{IF}-{name}": value for name, value in self.query.items()})
        found = LeadFilter(address, Lead.objects.none(), prefix=IF, whole=True)
        self.form = found.form
        self.refused: dict[str, str] = {}
        # Others offer every company or contact there is, and are not shown.
        for name in self._shown():
            dressed(self.form.fields[name])
        for name in self.query:
            self._first(name)
        self.form.is_valid()

    def _first(self, name: str) -> None:
        """What is chosen in a long column stands at its top, where it is seen."""
        formed = self.form.fields.get(name)
        if getattr(formed, "is_long", False):
            value = self.query[name]
            chosen = set(value if isinstance(value, list) else [value])
            widget = formed.widget  # type: ignore[union-attr]
            widget.choices = sorted(widget.choices, key=lambda each: str(each[0]) not in chosen)

    def groups(self) -> list[tuple[str, list[Any], bool]]:
        """Title, fields, and whether something in it is asked."""
        found = [(str(title), names) for title, names in LeadFilter.groups]
        own = tuple(name for name in self.form.fields if name.startswith(CUSTOM))
        found += [(_("Your own fields"), own)] if own else []
        return [
            (
                title,
                [self.form[name] for name in names if name not in NOT_ASKED],
                any(name in self.query for name in names),
            )
            for title, names in found
        ]

    def beside(self) -> list[tuple[str, str]]:
        """What is asked by filters that the form does not show: kept as it is."""
        shown = self._shown()
        return [
            (f"{IF}-{name}", value)
            for name, values in as_address(self.query).lists()
            if name not in shown
            for value in values
        ]

    def _shown(self) -> set[str]:
        own = {name for name in self.form.fields if name.startswith(CUSTOM)}
        return {name for _title, names in LeadFilter.groups for name in names} | own

    def wrong(self, name: str, text: str) -> None:
        """A refusal of the service, beside the filter it is about."""
        if not self.form.errors.get(name):
            self.form.add_error(name, text)


def _asked(data: QueryDict) -> dict[str, Any]:
    """What was chosen, as a query without the prefix."""
    plain = QueryDict(mutable=True)
    for name, values in data.lists():
        if name.startswith(f"{IF}-"):
            plain.setlist(name.removeprefix(f"{IF}-"), values)
    return as_query(plain, apart=NOT_ASKED)


class ActForm(forms.Form):
    """One act that a rule may do: a box, and what it needs once it is ticked."""

    act: str
    label: Any
    icon: str

    def __init__(
        self, data: Any, known: Mapping[str, Any] | None, people: Iterable[tuple[str, str]]
    ) -> None:
        initial = {"on": True, **self.read(known)} if known else None
        super().__init__(data, prefix=self.act, initial=initial)
        self.fields["on"] = forms.BooleanField(label=self.label, required=False)
        if "to" in self.fields:
            self.fields["to"].choices = [*HOLDERS, *people]  # type: ignore[attr-defined]

    def read(self, known: Mapping[str, Any]) -> dict[str, Any]:
        return dict(known)

    def inside(self) -> list[Any]:
        return [self[name] for name in self.fields if name != "on"]

    @property
    def is_on(self) -> bool:
        return bool(self["on"].value())

    def is_valid(self) -> bool:
        """Nothing is asked of an act that is not wanted."""
        return not self.is_on or super().is_valid()

    def acts(self) -> list[dict[str, Any]]:
        if not self.is_on:
            return []
        kept = {name: v for name, v in self.cleaned_data.items() if name != "on"}
        return [{"act": self.act, **self.written(kept)}]

    def written(self, kept: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in kept.items() if value not in ("", None)}


class TaskAct(ActForm):
    act, label, icon = "task", gettext_lazy("Plan a task"), "list-todo"
    title = line(gettext_lazy("Task"), LONGEST, required=True)
    kind = menu(gettext_lazy("Kind"), TaskKind.choices, required=True, initial=TaskKind.CALL)
    in_days = forms.IntegerField(
        label=gettext_lazy("Within how many days"), min_value=0, max_value=LATEST, initial=0
    )
    to = menu(pgettext_lazy("task", "For"), HOLDERS, required=True)


class NotifyAct(ActForm):
    act, label, icon = "notify", gettext_lazy("Tell somebody"), "bell"
    to = menu(gettext_lazy("Whom"), HOLDERS, required=True)
    text = line(gettext_lazy("Message"), LONGEST)


class FieldAct(ActForm):
    act, label, icon = "field", gettext_lazy("Change a field"), "pencil"
    name = menu(gettext_lazy("Field"), [(name, "") for name in WRITABLE], required=True)
    value = line(gettext_lazy("New value"), LONGEST, required=True, list="sources")

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        names = [(name, field_name(name).capitalize()) for name in WRITABLE]
        self.fields["name"].choices = names  # type: ignore[attr-defined]
        self.sources = [str(label) for label in Source.labels]

    def read(self, known: Mapping[str, Any]) -> dict[str, Any]:
        value = known.get("value", "")
        if known.get("name") == "source" and value in Source.values:
            value = str(Source(value).label)
        return {"name": known.get("name"), "value": value}

    def written(self, kept: dict[str, Any]) -> dict[str, Any]:
        """A source is typed by its name, and kept by its code."""
        if kept["name"] == "source":
            codes = {str(label).casefold(): code for code, label in Source.choices}
            kept["value"] = codes.get(kept["value"].casefold(), kept["value"])
        return kept


class RowAct(ActForm):
    """An act about one record."""

    named: str
    rows: Any

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        choices = [(str(row.public_id), str(row)) for row in self.rows()]
        self.fields[self.named].choices = choices  # type: ignore[attr-defined]
        if not choices:
            self.fields[self.named].help_text = _("There is none yet: create one first.")


class CampaignAct(RowAct):
    act, label, icon = "campaign", gettext_lazy("Add to a campaign"), "megaphone"
    named, rows = "campaign", staticmethod(lambda: Campaign.objects.order_by("name"))
    campaign = menu(gettext_lazy("Campaign"), [], required=True)


class WebhookAct(RowAct):
    act, label, icon = "webhook", gettext_lazy("Send to a webhook or a channel"), "share-2"
    named, rows = "channel", staticmethod(Channel.objects.on)
    channel = menu(gettext_lazy("Channel"), [], required=True)


BLOCKS: dict[str, type[ActForm]] = {
    each.act: each for each in (TaskAct, NotifyAct, FieldAct, CampaignAct, WebhookAct)
}


class AssignForm(forms.Form):
    """Who gets the lead: a share for each person, and how turns are taken."""

    by = forms.ChoiceField(
        label=gettext_lazy("When several people are named"),
        choices=[
            (TURNS, gettext_lazy("In turns, by their shares")),
            (LOAD, gettext_lazy("To whoever holds fewest leads for their share")),
        ],
        widget=forms.RadioSelect,
        initial=TURNS,
    )

    def __init__(self, data: Any, people: Mapping[str, User], acts: list[dict[str, Any]]) -> None:
        act = next((act for act in acts if act.get("act") == "assign"), {})
        pool = {act["to"]: 1} if "to" in act else dict(act.get("pool", {}))
        super().__init__(data, prefix="assign", initial={"by": act.get("by", TURNS), **pool})
        self.people = people
        for key, person in people.items():
            self.fields[key] = forms.IntegerField(
                label=str(person), required=False, min_value=0, max_value=HEAVIEST
            )

    def shares(self) -> list[tuple[User, Any]]:
        return [(person, self[key]) for key, person in self.people.items()]

    def clean(self) -> dict[str, Any]:
        if not any(self.cleaned_data.get(key) for key in self.people):
            raise forms.ValidationError(_("Give at least one person a share."))
        return self.cleaned_data

    def acts(self) -> list[dict[str, Any]]:
        pool = {key: n for key in self.people if (n := self.cleaned_data.get(key))}
        if len(pool) == 1:
            return [{"act": "assign", "to": next(iter(pool))}]
        return [{"act": "assign", "pool": pool, "by": self.cleaned_data["by"]}]
