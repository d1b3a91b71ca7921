from datetime import timedelta

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.people.choices import Scope
from alignment.people.models import Team, User

DAYS = [("30", _("30 days")), ("90", _("90 days")), ("365", _("1 year")), ("0", _("never"))]


class LoginForm(AuthenticationForm):
    username = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autofocus": True, "autocomplete": "username"}),
    )
    error_messages = {
        "invalid_login": _("This e-mail and this password do not go together."),
        "inactive": _("This account is closed."),
    }


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["first_name", "last_name", "job_title", "language"]


class PersonForm(forms.ModelForm):
    class Meta:
        model = User
        fields = [
            "first_name",
            "last_name",
            "email",
            "job_title",
            "team",
            "second_team",
            "is_manager",
            "deputy",
            "language",
            "is_admin",
            "is_active",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        deputies = User.objects.active().exclude(pk=self.instance.pk)
        self.fields["deputy"].queryset = deputies  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()


class TeamForm(forms.ModelForm):
    class Meta:
        model = Team
        fields = ["name", "kind"]


class KeyForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Which software will use it")
    )
    scope = forms.ChoiceField(label=_("Scope"), choices=Scope, initial=Scope.READ)
    days = forms.ChoiceField(label=_("Expires after"), choices=DAYS, initial="365")

    def expires_at(self):
        """The moment after which the key is refused, None for never."""
        days = int(self.cleaned_data["days"])
        return timezone.now() + timedelta(days=days) if days else None
