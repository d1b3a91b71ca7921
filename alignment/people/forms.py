from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.people.choices import HolidayZone, Scope
from alignment.people.models import Absence, Team, User

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
            "holiday_zone",
            "language",
            "is_admin",
            "is_active",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        deputies = User.objects.active().exclude(pk=self.instance.pk)
        self.fields["deputy"].queryset = deputies  # type: ignore[attr-defined]
        for name in ("team", "second_team", "deputy"):
            self.fields[name].empty_label = "—"  # type: ignore[attr-defined]
        zone: Any = self.fields["holiday_zone"]
        zone.choices = [(code, label if code else "—") for code, label in zone.choices]

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


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AbsenceForm(forms.ModelForm):
    """Days away and who stands in; never why."""

    class Meta:
        model = Absence
        fields = ["starts_on", "ends_on", "deputy"]
        widgets = {"starts_on": _day(), "ends_on": _day()}

    def __init__(self, *args, person: User, **kwargs):
        super().__init__(*args, **kwargs)
        deputy = self.fields["deputy"]
        deputy.queryset = stand_ins(person)  # type: ignore[attr-defined]
        deputy.label = _("Deputy for these days")
        usual = person.deputy.full_name if person.deputy else _("nobody")
        deputy.empty_label = _("as usual: {name}").format(name=usual)  # type: ignore[attr-defined]


class StandInForm(forms.ModelForm):
    """Who stands in for the person, and where their public holidays are."""

    class Meta:
        model = User
        fields = ["deputy", "holiday_zone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = stand_ins(self.instance)  # type: ignore[attr-defined]
        self.fields["deputy"].empty_label = _("nobody")  # type: ignore[attr-defined]
        zone = self.fields["holiday_zone"]
        zone.choices = [("", _("as the company")), *HolidayZone.choices]  # type: ignore[attr-defined]


def stand_ins(person: User):
    """Everybody who could stand in for the person."""
    in_a_team = User.objects.active().filter(team__isnull=False)
    return in_a_team.exclude(pk=person.pk)
