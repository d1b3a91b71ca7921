"""The forms of an import: the file, how it is read, its columns, what may be done."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from alignment.people.models import User
from leads.choices import ImportMode, LegalBasis, Source
from leads.forms.fields import MEMBERS, DayField, PersonField
from leads.forms.records import RecordForm, line, menu
from leads.importing import choosing, naming, staff
from leads.importing.terms import EMAIL, EXTERNAL, NAME, PHONE, SIREN, SIREN_NAME
from leads.models import Campaign, Import

KEYS = {
    EMAIL: _("E-mail"),
    PHONE: _("Phone number"),
    SIREN: _("SIREN of the company"),
    SIREN_NAME: _("SIREN and name of the person"),
    NAME: _("Name of the person in the company, or of the company"),
    EXTERNAL: _("Identifier in the other tool"),
}
MAKES = (
    ("1", _("A lead for each line, with its person and company")),
    ("0", _("People and companies only")),
)
WRITES = (
    ("0", _("Fill in what is empty")),
    ("1", _("Replace what is there")),
)
BAD_ROWS = (
    ("1", _("Leave them out, the others come in")),
    ("0", _("Nothing comes in")),
)
BAD_CELLS = (
    ("0", _("Its line is a bad line")),
    ("1", _("The line comes in without it")),
)
ENCODINGS = (
    ("utf-8", "UTF-8"),
    ("cp1252", "Windows-1252"),
    ("utf-16", "UTF-16"),
)
DELIMITERS = (
    (";", _("Semicolon")),
    (",", _("Comma")),
    ("\t", _("Tab")),
    ("|", _("Vertical bar")),
)


def either(label: Any, choices: Any) -> forms.TypedChoiceField:
    """One of two ways, as a truth."""
    return forms.TypedChoiceField(
        label=label, choices=choices, coerce=lambda value: value == "1", widget=forms.RadioSelect
    )


class FileForm(RecordForm):
    """The file to bring in."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xlsm,.ods"}),
        help_text=_("CSV, TSV, Excel (.xlsx) or OpenDocument (.ods), at most 40 MB."),
        error_messages={"empty": _("This file is empty.")},
    )


class ReadingForm(RecordForm):
    """How the file is to be read, when it was understood wrongly."""

    header_row = forms.IntegerField(label=_("Line of the header"), min_value=1, max_value=100)

    def __init__(self, data: Any = None, *, batch: Import) -> None:
        reading = batch.reading
        super().__init__(data, initial=reading)
        if "sheets" in reading:
            sheets = [(name, name) for name in reading["sheets"]]
            self.fields["sheet"] = menu(_("Sheet"), sheets, required=True)
        else:
            self.fields["encoding"] = menu(_("Encoding"), _with(ENCODINGS, reading["encoding"]))
            self.fields["delimiter"] = menu(_("Separator"), DELIMITERS)


class ColumnsForm(RecordForm):
    """What each column fills, and a name to find it again."""

    save_as = line(
        _("Keep these columns under a name"), 120, placeholder=_("Export of our old CRM")
    )

    def __init__(self, data: Any = None, *, batch: Import) -> None:
        super().__init__(data)
        self.header: list[str] = batch.reading["header"]
        choices: list[tuple[Any, Any]] = [("", pgettext_lazy("import", "— leave out —"))]
        choices += [(str(group.label), list(group.fields)) for group in naming.groups()]
        chosen = batch.mapping.get("fields", [])
        for place in range(len(self.header)):
            field = forms.ChoiceField(choices=choices, required=False)
            field.initial = chosen[place] if place < len(chosen) else ""
            self.fields[f"column-{place}"] = field

    def values(self) -> dict[str, Any]:
        said = self.cleaned_data
        fields = [said[f"column-{place}"] for place in range(len(self.header))]
        return {"fields": fields, "save_as": said["save_as"]}


class ChoicesForm(RecordForm):
    """How lines find what is known, and what may be done to it."""

    with_leads = either(_("What each line makes"), MAKES)
    mode = forms.ChoiceField(
        label=_("What may be done"), choices=ImportMode, widget=forms.RadioSelect
    )
    match_on = forms.ChoiceField(label=_("A line is known by"))
    replaces = either(_("On what is known"), WRITES)
    provenance = line(
        _("Where these data come from"),
        200,
        required=True,
        placeholder=_("Badges scanned at the fair, May 2026"),
    )
    legal_basis = menu(_("Legal basis"), [("", "—"), *LegalBasis.choices], required=True)
    informed_on = DayField(label=_("People were informed on"), required=False)
    campaign = forms.ModelChoiceField(
        Campaign.objects.none(),
        label=_("Campaign"),
        to_field_name="public_id",
        required=False,
        empty_label="—",
    )
    source = menu(_("Source, where the file says nothing"), Source.choices)
    owner = PersonField(MEMBERS, label=_("Owner, where the file says nothing"), required=False)
    skip_bad = either(_("When lines are wrong"), BAD_ROWS)
    drops_cells = either(_("When a cell cannot be read"), BAD_CELLS)

    def __init__(self, data: Any = None, *, batch: Import) -> None:
        super().__init__(data, initial=_chosen(batch))
        keys = [(key, KEYS[key]) for key in choosing.keys_of(batch) if key]
        self.fields["match_on"].choices = keys  # type: ignore[attr-defined]
        campaigns = Campaign.objects.order_by("-is_active", "-starts_on", "name")
        self.fields["campaign"].queryset = campaigns  # type: ignore[attr-defined]
        self.fields["informed_on"].widget.attrs["max"] = timezone.localdate().isoformat()
        self.named = staff.named_in(batch)
        self.people = {str(user.public_id): user for user in _choosable(self.named)}
        nobody: list[tuple[str, Any]] = [("", pgettext_lazy("import", "— nobody —"))]
        menu_of_people = nobody + [(key, str(user)) for key, user in self.people.items()]
        for place, one in enumerate(self.named):
            self.fields[f"person-{place}"] = forms.ChoiceField(
                label=one.name,
                choices=menu_of_people,
                required=False,
                initial=str(one.person.public_id) if one.person else "",
                help_text=ngettext("{n} line", "{n} lines", one.lines).format(n=one.lines),
            )

    @property
    def people_fields(self) -> list[forms.BoundField]:
        """One for each name that the file gives to people of the house."""
        return [self[f"person-{place}"] for place in range(len(self.named))]

    def values(self) -> dict[str, Any]:
        said = {name: value for name, value in super().values().items() if "person-" not in name}
        people = {
            one.name: self.people.get(self.cleaned_data[f"person-{place}"])
            for place, one in enumerate(self.named)
        }
        return said | {"people": people}


def _choosable(named: list[staff.Named]) -> list[User]:
    """The people at work, and whoever of before the file names."""
    active = User.objects.active().of_kind(*MEMBERS).with_teams().order_by("first_name", "pk")
    found = {one.person.pk: one.person for one in named if one.person}
    return list(({user.pk: user for user in active} | found).values())


def _chosen(batch: Import) -> dict[str, Any]:
    chosen = batch.mapping.get("choices", {})
    kept = {name: getattr(batch, name) for name in choosing.PLAIN}
    flags = {name: chosen.get(name, False) for name in ("replaces", "drops_cells")}
    flags |= {"with_leads": chosen.get("with_leads", True), "skip_bad": batch.skip_bad}
    kept |= {name: "1" if flag else "0" for name, flag in flags.items()}
    kept["campaign"] = batch.campaign.public_id if batch.campaign else None
    return kept | {"source": chosen.get("source", ""), "owner": chosen.get("owner") or None}


def _with(known: tuple[tuple[str, str], ...], value: str) -> list[tuple[str, str]]:
    extra = [] if value in dict(known) else [(value, value)]
    return [*known, *extra]
