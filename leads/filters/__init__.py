"""How records are searched: one filter set per model, for pages, saved views, rules and the API."""

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alignment.people.models import User
from leads.choices import ActivityKind, Record, Verdict
from leads.filters.deals import IDLE_DAYS, OpportunityFilter
from leads.filters.fields import (
    LONGEST_SEARCH,
    NOBODY,
    CodesFilter,
    RowFilter,
    RowsFilter,
    SearchFilter,
    folded_words,
)
from leads.filters.leads import LeadFilter
from leads.filters.parties import CompanyFilter, ContactFilter
from leads.filters.shaped import CUSTOM, ShapedFilterSet
from leads.models import (
    Activity,
    Campaign,
    Company,
    Contact,
    CustomField,
    Handover,
    Lead,
    Post,
    Product,
)

__all__ = [
    "CUSTOM",
    "IDLE_DAYS",
    "LONGEST_SEARCH",
    "NOBODY",
    "ActivityFilter",
    "CampaignFilter",
    "CodesFilter",
    "CompanyFilter",
    "ContactFilter",
    "CustomFieldFilter",
    "HandoverFilter",
    "LeadFilter",
    "OpportunityFilter",
    "PostFilter",
    "ProductFilter",
    "RowFilter",
    "RowsFilter",
    "SearchFilter",
    "ShapedFilterSet",
    "folded_words",
]


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


class ActivityFilter(django_filters.FilterSet):
    lead = RowFilter(queryset=Lead.objects.all(), label=_("Lead"))
    contact = RowFilter(queryset=Contact.objects.all(), label=_("Contact"))
    company = RowFilter(queryset=Company.objects.all(), label=_("Company"))
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


class CustomFieldFilter(django_filters.FilterSet):
    record = CodesFilter(choices=Record, label=pgettext_lazy("record", "On"))
    archived = django_filters.BooleanFilter(
        field_name="archived_at", lookup_expr="isnull", exclude=True, label=_("Put away")
    )

    class Meta:
        model = CustomField
        fields: list[str] = []


class ProductFilter(django_filters.FilterSet):
    is_active = django_filters.BooleanFilter(label=_("Sold today"))

    class Meta:
        model = Product
        fields: list[str] = []
