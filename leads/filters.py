"""How records are searched: one filter per model, for the page and for the API alike."""

from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alignment.people.models import Team, User
from alignment.vision.choices import Grade
from alignment.web.business_days import today
from leads.choices import (
    ActivityKind,
    DealStatus,
    DealStep,
    Stage,
    Tier,
    Verdict,
)
from leads.identifiers import search_key
from leads.models import Activity, Campaign, Company, Contact, Handover, Lead, Opportunity, Post

LONGEST_SEARCH = 100
MOST_WORDS = 5
# Up to so many hits a search is answered by their keys.
RARE = 500
# What stands for "nobody said" where the empty value means "any".
NOBODY = "none"
IDLE_DAYS = 45


class RowFilter(django_filters.ModelChoiceFilter):
    """A row chosen by its public id; an unknown one is refused, not ignored."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("to_field_name", "public_id")
        super().__init__(*args, **kwargs)


class CodesFilter(django_filters.MultipleChoiceFilter):
    """One of several codes of the row itself: nothing can come twice, so nothing is sorted out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("distinct", False)
        super().__init__(*args, **kwargs)


def folded_words(value: str) -> list[str]:
    """The words of a search, folded like the column they are looked up in."""
    return search_key(value).split()[:MOST_WORDS]


class SearchFilter(django_filters.CharFilter):
    """Every word must occur in one of the columns."""

    def __init__(self, *columns: str, **kwargs: Any) -> None:
        self.columns = columns
        super().__init__(label=_("Search"), max_length=LONGEST_SEARCH, **kwargs)

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        for word in folded_words(value) if value else []:
            condition = Q()
            for column in self.columns:
                condition |= Q(**{f"{column}__contains": word})
            qs = qs.filter(condition)
        return qs


class LeadSearchFilter(SearchFilter):
    """Rare words are looked up first: walking the order of a list for them would read it all."""

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        if not value or not folded_words(value):
            return qs
        found = super().filter(Lead.objects.order_by(), value)
        keys = list(found.values_list("pk", flat=True)[: RARE + 1])
        return qs.filter(pk__in=keys) if len(keys) <= RARE else super().filter(qs, value)


class LeadFilter(django_filters.FilterSet):
    q = LeadSearchFilter("search")
    stage = CodesFilter(choices=Stage, label=_("Stage"))
    owner = RowFilter(queryset=User.objects.active(), label=_("Owner"))
    team = RowFilter(queryset=Team.objects.all(), label=_("Team"))
    source = django_filters.CharFilter(method="of_source", label=_("Source"), max_length=60)
    campaign = RowFilter(queryset=Campaign.objects.all(), label=_("Campaign"))
    grade = CodesFilter(field_name="fit_grade", choices=Grade, label=_("Fit"))
    tier = CodesFilter(choices=Tier, label=_("Priority"))
    captured_from = django_filters.DateFilter(
        field_name="captured_on", lookup_expr="gte", label=_("Captured from")
    )
    captured_to = django_filters.DateFilter(
        field_name="captured_on", lookup_expr="lte", label=_("Captured until")
    )
    company = RowFilter(queryset=Company.objects.all(), label=_("Company"))
    contact = RowFilter(queryset=Contact.objects.all(), label=_("Contact"))
    external_id = django_filters.CharFilter(label=_("Identifier elsewhere"), max_length=120)

    class Meta:
        model = Lead
        fields: list[str] = []

    def of_source(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """`none` finds the leads of which nobody said the source; `unknown` is a source."""
        return queryset.filter(source="" if value == NOBODY else value)


class CompanyFilter(django_filters.FilterSet):
    q = SearchFilter("name_key", "siren", "domain")
    siren = django_filters.CharFilter(label="SIREN", max_length=9)
    departement = django_filters.CharFilter(label=_("Département"), max_length=3)
    region = django_filters.CharFilter(label=_("Region"), max_length=2)
    workforce_band = django_filters.CharFilter(label=_("Workforce band"), max_length=2)
    is_customer = django_filters.BooleanFilter(label=_("Customer"))
    is_strategic = django_filters.BooleanFilter(label=_("Key account"))
    owner = RowFilter(queryset=User.objects.active(), label=_("Account owner"))

    class Meta:
        model = Company
        fields: list[str] = []


class ContactFilter(django_filters.FilterSet):
    q = SearchFilter("name_key", "email", "phone")
    company = RowFilter(queryset=Company.objects.all(), label=_("Company"))
    email = django_filters.CharFilter(label=_("E-mail"), lookup_expr="iexact", max_length=254)

    class Meta:
        model = Contact
        fields: list[str] = []


class CampaignFilter(django_filters.FilterSet):
    channel = django_filters.CharFilter(label=_("Channel"), max_length=60)
    is_active = django_filters.BooleanFilter(label=_("Running"))

    class Meta:
        model = Campaign
        fields: list[str] = []


class HandoverFilter(django_filters.FilterSet):
    lead = RowFilter(queryset=Lead.objects.all(), label=_("Lead"))
    assignee = RowFilter(queryset=User.objects.all(), label=_("Sales rep"))
    verdict = CodesFilter(choices=Verdict, label=_("Verdict"))

    class Meta:
        model = Handover
        fields: list[str] = []


class OpportunityFilter(django_filters.FilterSet):
    q = SearchFilter("lead__search")
    lead = RowFilter(queryset=Lead.objects.all(), label=_("Lead"))
    owner = RowFilter(queryset=User.objects.active(), label=_("Owner"))
    status = CodesFilter(choices=DealStatus, label=_("Status"))
    step = CodesFilter(choices=DealStep, label=_("Step"))
    dormant = django_filters.BooleanFilter(method="is_dormant", label=_("Dormant"))
    closes_from = django_filters.DateFilter(
        field_name="expected_close_on", lookup_expr="gte", label=_("Signature from")
    )
    closes_to = django_filters.DateFilter(
        field_name="expected_close_on", lookup_expr="lte", label=_("Signature until")
    )

    class Meta:
        model = Opportunity
        fields: list[str] = []

    def is_dormant(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        """Past its expected date, or untouched for 45 days."""
        idle = Q(expected_close_on__lt=today()) | Q(
            touched_at__date__lt=today() - timedelta(days=IDLE_DAYS)
        )
        return queryset.filter(idle) if value else queryset.exclude(idle)


class ActivityFilter(django_filters.FilterSet):
    lead = RowFilter(queryset=Lead.objects.all(), label=_("Lead"))
    by = RowFilter(queryset=User.objects.all(), label=_("Author"))
    kind = CodesFilter(choices=ActivityKind, label=_("Kind"))

    class Meta:
        model = Activity
        fields: list[str] = []


class PostFilter(django_filters.FilterSet):
    lead = RowFilter(queryset=Lead.objects.all(), label=_("Lead"))
    room = django_filters.BooleanFilter(
        field_name="lead", lookup_expr="isnull", label=_("In the room of both teams")
    )
    author = RowFilter(queryset=User.objects.all(), label=_("Author"))

    class Meta:
        model = Post
        fields: list[str] = []
