from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.programme import selectors
from alignment.programme.choices import Metric, ProjectKind
from alignment.programme.models import Training
from alignment.web.forms import RecordForm, line, menu


def day(label: Any, *, required: bool = True) -> forms.DateField:
    """A day of the calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


def person(label: Any, people: Any = None) -> forms.ModelChoiceField:
    """Somebody of a team."""
    return forms.ModelChoiceField(
        label=label,
        queryset=members() if people is None else people,
        to_field_name="public_id",
        empty_label="—",
    )


def people(label: Any, *, required: bool = False) -> forms.ModelMultipleChoiceField:
    """Several people, as boxes to tick."""
    return forms.ModelMultipleChoiceField(
        label=label,
        queryset=members(),
        to_field_name="public_id",
        required=required,
        widget=forms.CheckboxSelectMultiple,
    )


def members() -> Any:
    """Everybody who is in a team and may log in."""
    return User.objects.active().with_teams().filter(team__isnull=False)


class ImmersionForm(RecordForm):
    """With whom, and on which day."""

    on = day(_("Day"))

    def __init__(self, data: Any, *, guest: User) -> None:
        super().__init__(data)
        self.fields["host"] = person(_("With whom"), selectors.others(guest))
        self.order_fields(["host", "on"])


class ReportForm(RecordForm):
    """Three lines about what it taught."""

    learned = line(_("What I learned"), 300, required=True)
    to_change = line(_("What we should change"), 200)
    content_idea = line(_("An idea for a content"), 200)
    nothing = forms.BooleanField(label=_("Nothing is to change"), required=False)


class TrainingForm(RecordForm):
    """What is shown, by whom, when, to whom, with what, and which number should move."""

    title = line(_("Subject"), 120, required=True)
    on = day(_("Day"))
    metric = menu(_("Number it should move"), Metric.choices)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["owner"] = person(_("Given by"))
        self.fields["attendees"] = people(_("For whom"))
        contents: Any = Training._meta.get_field("material").related_model
        self.fields["material"] = forms.ModelChoiceField(
            label=_("Material from the library"),
            queryset=contents.objects.active(),
            to_field_name="public_id",
            required=False,
            empty_label="—",
        )
        self.order_fields(["title", "owner", "on", "attendees", "material", "metric"])


class HeldForm(RecordForm):
    """When it took place, and who was there."""

    on = day(_("Took place on"))
    attendees = people(_("Who was there"))


class PairForm(RecordForm):
    """Two people of different teams, and for how long."""

    starts_on = day(_("From"))
    ends_on = day(_("Until"))
    next_on = day(_("First meeting"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["first"] = person(_("Who"))
        self.fields["second"] = person(_("With whom"))
        self.order_fields(["first", "second", "starts_on", "ends_on", "next_on"])


class NextForm(RecordForm):
    """When the two meet next, or that they are done."""

    next_on = day(_("Next meeting"), required=False)
    end = forms.BooleanField(label=_("The pair has ended"), required=False)


class ProjectForm(RecordForm):
    """What both teams carry, and who leads it on each side."""

    title = line(_("Project"), 120, required=True)
    kind = menu(_("Kind"), ProjectKind.choices, required=True)
    goal = line(_("Goal"), 200, required=True)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        everyone = User.objects.active().with_teams()
        self.fields["marketing_lead"] = person(
            _("Leads it for marketing"), everyone.of_kind(TeamKind.MARKETING)
        )
        self.fields["sales_lead"] = person(
            _("Leads it for sales"), everyone.of_kind(TeamKind.SALES)
        )


class MilestoneForm(RecordForm):
    """A step and its day."""

    title = line(_("Step"), 120, required=True)
    due_on = day(_("Until"))


class OutcomeForm(RecordForm):
    """What came of the project."""

    outcome = line(_("What came of it"), 300, required=True)
