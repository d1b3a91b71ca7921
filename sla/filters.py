"""How clocks and late promises are searched: one filter each, for the page and the API alike."""

from datetime import datetime
from typing import Any

import django_filters
from django.db.models import F, QuerySet
from django.db.models.functions import ExtractHour
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.web.business_days import zone
from leads.choices import Tier
from leads.filters import NOBODY, CodesFilter, RowFilter
from leads.models import Lead
from sla.choices import CLOCK_STATES, AgreementStatus, Cause, Promise, Side
from sla.models import Agreement, Breach, Clock


class AgreementFilter(django_filters.FilterSet):
    """Versions of the contract by status."""

    status = CodesFilter(choices=AgreementStatus.choices)

    class Meta:
        model = Agreement
        fields: list[str] = []


class ClockFilter(django_filters.FilterSet):
    """Clocks by promise, side, priority, state and due time; the state is that of this moment."""

    promise = CodesFilter(choices=Promise.choices)
    side = CodesFilter(choices=Side.choices)
    tier = CodesFilter(choices=Tier.choices)
    state = django_filters.ChoiceFilter(choices=CLOCK_STATES, method="in_state")
    lead = RowFilter(queryset=Lead.objects.all())
    due_before = django_filters.IsoDateTimeFilter(field_name="due_at", lookup_expr="lt")
    due_after = django_filters.IsoDateTimeFilter(field_name="due_at", lookup_expr="gte")

    class Meta:
        model = Clock
        fields: list[str] = []

    def in_state(self, rows: QuerySet[Clock], name: str, value: str) -> QuerySet[Clock]:
        return in_state(rows, value, timezone.now())


def in_state(rows: Any, state: str, now: datetime) -> QuerySet[Clock]:
    """Clocks that are in that state at `now`; late ones may still be running."""
    if state == "late":
        return rows.late(now)
    if state == "running":
        return rows.running().filter(due_at__gte=now)
    if state == "paused":
        return rows.running().filter(due_at__isnull=True)
    return rows.filter(result=state)


class BreachFilter(django_filters.FilterSet):
    """Late promises by promise, side, priority, cause, source and local hour of the due time."""

    promise = CodesFilter(field_name="clock__promise", choices=Promise.choices)
    side = CodesFilter(field_name="clock__side", choices=Side.choices)
    tier = CodesFilter(field_name="clock__tier", choices=Tier.choices)
    cause = CodesFilter(choices=[*Cause.choices, (NOBODY, _("Not explained"))], method="by_cause")
    source = django_filters.CharFilter(max_length=60, method="by_source")
    hour = django_filters.NumberFilter(min_value=0, max_value=23, method="at_hour")

    class Meta:
        model = Breach
        fields: list[str] = []

    def by_cause(self, rows: QuerySet[Breach], name: str, value: list[str]) -> QuerySet[Breach]:
        if not value:
            return rows
        return rows.filter(cause__in=["" if cause == NOBODY else cause for cause in value])

    def by_source(self, rows: QuerySet[Breach], name: str, value: str) -> QuerySet[Breach]:
        return rows.filter(clock__lead__source="" if value == NOBODY else value)

    def at_hour(self, rows: QuerySet[Breach], name: str, value: Any) -> QuerySet[Breach]:
        return rows.annotate(local_hour=ExtractHour(F("breached_at"), tzinfo=zone())).filter(
            local_hour=int(value)
        )
