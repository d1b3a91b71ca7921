from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from alignment.library.choices import Kind, Moment, Persona
from alignment.library.files import ACCEPTED, MOST_BYTES
from alignment.library.models import Content
from alignment.library.selectors import messages_to_carry
from alignment.library.services import EDITABLE
from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.vision.nomenclature import naf_sections
from alignment.web.forms import RecordForm, line, menu


def day(label: Any, **more: Any) -> forms.DateField:
    """A day, chosen or typed."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, **more)


def text(label: Any, longest: int, **more: Any) -> forms.CharField:
    """A short paragraph."""
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=longest, required=False, widget=widget, **more)


def boxes(label: Any, choices: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, help_text=help_text,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class BroughtForm(RecordForm):
    """A file or an address."""

    file = forms.FileField(
        label=_("File"), required=False, max_length=400,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("PDF, image, Office file, CSV or MP4 film, 20 MB at most."),
    )  # fmt: skip
    address = forms.URLField(
        label=_("or its address on the web"), max_length=500, required=False, assume_scheme="https"
    )
    most_bytes = MOST_BYTES


class ContentForm(BroughtForm):
    """What is said of a content; a new one also brings its file or address."""

    title = line(_("Title"), 160, required=True)
    kind = menu(_("Kind"), Kind.choices, required=True)
    summary = line(_("In one sentence"), 300)
    when_to_use = text(_("When to use it"), 600)
    moments = boxes(_("Moments"), Moment.choices, _("Tick nothing if it fits all."))
    personas = boxes(_("People it speaks to"), Persona.choices)
    sections = forms.MultipleChoiceField(label=_("Industries"), required=False)
    language = menu(_("Language"), settings.LANGUAGES, required=True)
    owner = forms.ModelChoiceField(
        User.objects.none(), label=_("Kept by"), required=False, empty_label="—"
    )
    review_on = day(_("To review on"))
    message = forms.ModelChoiceField(
        Content.objects.none(), label=_("Message it carries"), required=False, empty_label="—",
        help_text=_("When both teams sign another message, this content is to be brought up."),
    )  # fmt: skip

    field_order = ("title", "kind", "file", "address")

    def __init__(self, data: Any, files: Any = None, *, content: Content | None) -> None:
        known: dict[str, Any] = {"language": settings.LANGUAGE_CODE}
        if content:
            known = {name: getattr(content, name) for name in EDITABLE}
        super().__init__(data, files, initial=known)
        if content:
            del self.fields["file"], self.fields["address"]
        self.fields["sections"].choices = naf_sections()  # type: ignore[attr-defined]
        people = User.objects.active().of_kind(TeamKind.MARKETING, TeamKind.SALES)
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]
        self.fields["message"].queryset = messages_to_carry(content)  # type: ignore[attr-defined]
        self.fields["message"].label_from_instance = (  # type: ignore[attr-defined]
            lambda row: f"{row.house} · {row} · {row.promise}"
        )


class VersionForm(BroughtForm):
    """A new version, and what changed."""

    note = line(_("What changed"), 300)


class RemakeForm(BroughtForm):
    """The version that one made."""

    note = line(_("What was missing from ours"), 300, required=True)


class ReviewForm(RecordForm):
    """Read again, and still good until then."""

    review_on = day(_("Next review on"))

    def values(self) -> dict[str, Any]:
        return {"until": self.cleaned_data["review_on"]}


class WordForm(RecordForm):
    """A word to the author."""

    word = line(_("Word to its author"), 300)


class ArchiveForm(RecordForm):
    why = line(_("Why"), 200)


class RequestForm(RecordForm):
    """What is missing."""

    title = line(_("What is missing"), 160, required=True)
    audience = line(
        _("For whom"), 160, help_text=_("A segment or a kind of customer, no person's name.")
    )
    why = text(_("What it would help with"), 600)
    kind = menu(_("Kind"), Kind.choices)
    wanted_on = day(_("Needed on"))


class AnswerForm(RecordForm):
    """The content that answers a request, or a word."""

    content = forms.ModelChoiceField(
        Content.objects.none(), label=_("Content that answers it"), required=False, empty_label="—"
    )
    word = line(_("or why there will be none"), 300)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["content"].queryset = Content.objects.active()  # type: ignore[attr-defined]
