"""Setting a channel up by pasting an address; what WhatsApp asks for besides."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alignment.notifications.choices import Kind
from alignment.notifications.models import Channel
from alignment.notifications.topics import OF_CHANNELS, channel_choices
from alignment.web.errors import Refused

OPTIONS = ("to", "template", "language")
HIDDEN = forms.PasswordInput(attrs={"autocomplete": "off"})


class ChannelForm(forms.Form):
    """Of an existing channel the address and the token are asked for only to replace them."""

    address = forms.CharField(
        label=_("Address"),
        max_length=1000,
        help_text=_("Slack, Teams and WhatsApp are recognised; any other gets signed webhooks."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "inputmode": "url", "spellcheck": "false",
                   "placeholder": "https://hooks.slack.com/services/…"}
        ),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "#ventes-marketing"}),
    )
    secret = forms.CharField(label=_("Access token"), max_length=500, required=False, widget=HIDDEN)
    to = forms.CharField(
        label=_("Number to write to"), max_length=20, required=False, help_text="+33612345678"
    )
    template = forms.CharField(label=_("Name of the template"), max_length=100, required=False)
    language = forms.CharField(label=_("Language"), max_length=5, required=False, initial="fr")
    topics = forms.MultipleChoiceField(
        label=_("Events"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, channel: Channel | None = None) -> None:
        super().__init__(data)
        self.is_new = channel is None
        topics: Any = self.fields["topics"]
        topics.choices = channel_choices()
        topics.initial = [topic.code for topic in OF_CHANNELS]
        if channel is not None:
            self._fill(channel)

    def _fill(self, channel: Channel) -> None:
        address = self.fields["address"]
        address.label, address.required = _("New address"), False
        address.help_text = _("Empty: it stays {address}.").format(address=channel.masked)
        address.widget.attrs.pop("placeholder")
        self.fields["topics"].initial = channel.topics
        self.fields["name"].initial = channel.name
        if channel.kind != Kind.WHATSAPP:
            for name in ("secret", *OPTIONS):
                del self.fields[name]
            return
        self.fields["secret"].help_text = _("Empty: the token stays.")
        for name in OPTIONS:
            self.fields[name].initial = channel.options.get(name, "")

    def typed(self) -> dict[str, Any]:
        """The values for `channels.add` and `channels.change`."""
        data = dict(self.cleaned_data)
        if self.is_new and not data["topics"]:
            data["topics"] = None  # all of them
        options = {name: data.pop(name) for name in OPTIONS if name in data}
        return {**data, "options": options}

    def refuse(self, refusal: Refused) -> None:
        """Show what the domain refused, beside the field where there is one."""
        for name, text in refusal.fields.items():
            self.add_error(name if name in self.fields else None, str(text))
        if not refusal.fields:
            self.add_error(None, str(refusal))

    @property
    def of_whatsapp(self) -> list[forms.BoundField]:
        """The fields that WhatsApp alone needs."""
        return [self[name] for name in ("secret", *OPTIONS) if name in self.fields]

    @property
    def shows_whatsapp(self) -> bool:
        """Whether one of them was filled in or refused."""
        wrong = any(field.errors for field in self.of_whatsapp)
        return wrong or "graph.facebook.com" in self.data.get("address", "")
