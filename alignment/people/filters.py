"""How people and teams are searched, on pages and over REST alike."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alignment.people.choices import TeamKind
from alignment.people.models import Absence, Team, User


class PersonFilter(django_filters.FilterSet):
    search = django_filters.CharFilter(method="named", label=_("Name or e-mail"), max_length=100)
    kind = django_filters.ChoiceFilter(
        method="of_kind", choices=TeamKind, label=_("Team"), empty_label="—"
    )
    is_active = django_filters.BooleanFilter(label=_("May log in"))

    class Meta:
        model = User
        fields = ["search", "kind", "is_active"]

    def named(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        for word in value.split()[:5]:
            queryset = queryset.filter(
                Q(first_name__icontains=word)
                | Q(last_name__icontains=word)
                | Q(email__icontains=word)
            )
        return queryset

    def of_kind(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.of_kind(value)  # type: ignore[attr-defined]


class TeamFilter(django_filters.FilterSet):
    class Meta:
        model = Team
        fields = ["kind"]


class AbsenceFilter(django_filters.FilterSet):
    person = django_filters.ModelChoiceFilter(
        field_name="user",
        queryset=User.objects.all(),
        to_field_name="public_id",
        label=_("Person"),
    )
    ends_after = django_filters.DateFilter(field_name="ends_on", lookup_expr="gte")
    starts_before = django_filters.DateFilter(field_name="starts_on", lookup_expr="lte")

    class Meta:
        model = Absence
        fields: list[str] = []
