from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alignment.vision.choices import MessageKind
from alignment.vision.houses import LONGEST
from alignment.vision.models import HouseVersion, Message
from alignment.vision.models.house import MOST_OBJECTIONS, PROOFS
from alignment.web.forms import RecordForm, line, menu

# How many empty pairs are offered beyond what is written.
SPARE = 2


class MessageForm(RecordForm):
    """A message or an objection; the answer is what sales says to it."""

    kind = menu(_("Kind"), MessageKind.choices, required=True)
    text = line(_("In one sentence"), 160, required=True)
    answer = forms.CharField(
        label=_("How we answer, or what proves it"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_active = forms.BooleanField(label=_("In use"), required=False)

    def __init__(self, data: Any, *, message: Message | None, kind: str = "") -> None:
        wanted = kind if kind in MessageKind.values else MessageKind.PROMISE
        known: dict[str, Any] = {"kind": wanted, "is_active": True}
        if message:
            known = {
                name: getattr(message, name) for name in ("kind", "text", "answer", "is_active")
            }
        super().__init__(data, initial=known)


class SegmentForm(RecordForm):
    """A group of leads, by the address of the list that shows them."""

    name = line(_("Name of the segment"), 80, required=True)
    note = line(_("Who they are"), 200)
    rule = forms.CharField(
        label=_("Address of the list"),
        max_length=2000,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Narrow the list of leads, then paste its address here."),
    )


class ProposeForm(RecordForm):
    """Why the message changes, and the day it should start."""

    note = line(_("What changes and why"), 500, required=True)
    effective_on = forms.DateField(
        label=_("In force from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: as soon as both teams have signed."),
    )


class HouseForm(RecordForm):
    """A promise, three proofs, who it is for, and what we answer."""

    promise = line(_("Promise, in one sentence"), LONGEST["promise"], required=True)
    persona = line(_("Who we speak to"), LONGEST["persona"])

    def __init__(self, data: Any, *, version: HouseVersion) -> None:
        self.pairs = min(MOST_OBJECTIONS, max(len(version.objections), SPARE) + SPARE)
        known = {"promise": version.promise, "persona": version.persona}
        for place, proof in enumerate(version.proofs):
            known[f"proof_{place}"] = proof
        for place, each in enumerate(version.objections):
            known |= {f"text_{place}": each["text"], f"answer_{place}": each.get("answer", "")}
        super().__init__(data, initial=known)
        for place in range(PROOFS):
            label = _("Proof {number}").format(number=place + 1)
            self.fields[f"proof_{place}"] = line(label, LONGEST["proof"])
        for place in range(self.pairs):
            self.fields[f"text_{place}"] = line(_("What we hear"), LONGEST["text"])
            self.fields[f"answer_{place}"] = forms.CharField(
                label=_("What we answer"),
                max_length=LONGEST["answer"],
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def proofs(self) -> list[forms.BoundField]:
        """The three proofs, to be drawn together."""
        return [self[f"proof_{place}"] for place in range(PROOFS)]

    @property
    def objections(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """What we hear with what we answer, pair by pair."""
        return [(self[f"text_{place}"], self[f"answer_{place}"]) for place in range(self.pairs)]

    def values(self) -> dict[str, Any]:
        """As `houses.write` takes it."""
        said = self.cleaned_data
        return {
            "promise": said["promise"],
            "persona": said["persona"],
            "proofs": [said[f"proof_{place}"] for place in range(PROOFS)],
            "objections": [
                {"text": said[f"text_{place}"], "answer": said[f"answer_{place}"]}
                for place in range(self.pairs)
            ],
        }
