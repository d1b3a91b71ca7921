"""The filters of opportunities."""

from datetime import timedelta

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alignment.people.models import User
from alignment.web.business_days import today
from leads import reference
from leads.choices import DealStatus, DealStep, Origin, Record, Recurrence
from leads.filters.fields import (
    CodesFilter,
    FromFilter,
    HoldsFilter,
    MonthFilter,
    PeriodFilter,
    RowFilter,
    RowsFilter,
    SearchFilter,
    UntilFilter,
    WordsFilter,
    YesNoFilter,
)
from leads.filters.leads import SOURCES
from leads.filters.shaped import ShapedFilterSet
from leads.models import Campaign, Lead, Opportunity
from leads.reasons import DealReason

IDLE_DAYS = 45
COLUMNS = (
    ("amount", _("Amount"), Q(amount__isnull=True)),
    ("expected_close", _("Expected signature"), Q(expected_close_on__isnull=True)),
    ("competitor", _("Competitor"), Q(competitor="")),
    ("owner", _("Owner"), Q(owner__isnull=True)),
)


class OpportunityFilter(ShapedFilterSet):
    record = Record.OPPORTUNITY

    q = SearchFilter("lead__search")
    mine = YesNoFilter(method="of_asker", label=_("Mine"))
    lead = RowFilter(queryset=Lead.objects.all(), label=_("Lead"))
    owner = RowsFilter(queryset=User.objects.active(), label=_("Owner"))
    status = CodesFilter(choices=DealStatus, label=_("Status"))
    step = CodesFilter(choices=DealStep, label=_("Step"))
    recurrence = CodesFilter(choices=Recurrence, label=_("Recurrence"))
    origin = CodesFilter(choices=Origin, label=_("Started by"))
    reason = CodesFilter(choices=DealReason, label=_("Main reason"))
    dormant = YesNoFilter(method="is_dormant", label=_("Dormant"))
    value_min = django_filters.NumberFilter(
        field_name="value", lookup_expr="gte", label=_("Value from")
    )
    value_max = django_filters.NumberFilter(
        field_name="value", lookup_expr="lte", label=_("Value up to")
    )
    source = WordsFilter(field_name="lead__source", choices=SOURCES, label=_("Source"))
    campaign = RowsFilter(
        field_name="lead__campaign", queryset=Campaign.objects.all(), label=_("Campaign")
    )
    region = CodesFilter(
        field_name="lead__company__region", choices=reference.regions, label=_("Region")
    )
    closes = PeriodFilter(field_name="expected_close_on", label=_("Expected signature"))
    month = MonthFilter(field_name="expected_close_on", label=_("Expected month"))
    closes_from = FromFilter(field_name="expected_close_on", label=_("Signature from"))
    closes_to = UntilFilter(field_name="expected_close_on", label=_("Signature until"))
    opened = PeriodFilter(field_name="opened_on", label=_("Opened"))
    won = PeriodFilter(field_name="won_on", label=_("Won"))
    lost = PeriodFilter(field_name="lost_on", label=_("Lost"))
    empty = HoldsFilter(COLUMNS, filled=False, label=_("Empty"))
    filled = HoldsFilter(COLUMNS, filled=True, label=_("Filled in"))

    groups = (
        (
            _("Where it stands"),
            ("status", "step", "owner", "mine", "dormant", "reason"),
        ),
        (_("Amount"), ("value_min", "value_max", "recurrence")),
        (_("Where it comes from"), ("origin", "source", "campaign", "region")),
        (_("Dates"), ("closes", "month", "closes_from", "closes_to", "opened", "won", "lost")),
        (_("Empty or filled in"), ("empty", "filled")),
    )

    class Meta:
        model = Opportunity
        fields: list[str] = []

    def of_asker(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        mine = Q(owner=getattr(self.request, "user", None), owner__isnull=False)
        return queryset.filter(mine) if value else queryset.exclude(mine)

    def is_dormant(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        """Past its expected date, or untouched for 45 days."""
        idle = Q(expected_close_on__lt=today()) | Q(
            touched_at__date__lt=today() - timedelta(days=IDLE_DAYS)
        )
        return queryset.filter(idle) if value else queryset.exclude(idle)
