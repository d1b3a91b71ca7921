"""How clocks and late promises are searched: one filter each, for the page and the API alike."""

from datetime import datetime
from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet, TextField
from django.db.models.functions import Cast, ExtractHour
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.people.models import User
from alignment.rituals.models import Action
from alignment.vision.choices import Grade
from alignment.vision.models import Message
from alignment.web.business_days import zone
from leads.choices import Tier
from leads.filters import NOBODY, CodesFilter, RowFilter
from leads.models import Campaign, Lead
from sla.choices import (
    CLOCK_STATES,
    AgreementStatus,
    Cause,
    Moment,
    Promise,
    Side,
    Subject,
)
from sla.models import Agreement, Breach, Clock, Contest, Feedback
from sla.selectors.feedback import CALLS_FOR_ANSWER
from sla.selectors.segments import in_divisions


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
    clock = RowFilter(queryset=Clock.objects.all())

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


ANSWERED = (("waiting", _("To answer")), ("answered", _("Answered")))


class FeedbackFilter(django_filters.FilterSet):
    """Feedback by subject, reason, campaign, source, day asked, message, and whether answered."""

    moment = CodesFilter(choices=Moment.choices, label=_("When"))
    subject = CodesFilter(choices=Subject.choices, label=_("About"))
    reason = django_filters.CharFilter(max_length=20, label=_("Reason"))
    missing = django_filters.CharFilter(method="is_missing", max_length=20, label=_("Missing"))
    lead = RowFilter(queryset=Lead.objects.all(), label=_("Lead"))
    campaign = RowFilter(
        field_name="lead__campaign", queryset=Campaign.objects.all(), label=_("Campaign")
    )
    source = django_filters.CharFilter(method="of_source", max_length=60, label=_("Source"))
    segment = django_filters.CharFilter(method="of_segment", max_length=2, label=_("Industry"))
    grade = CodesFilter(field_name="lead__fit_grade", choices=Grade, label=_("Fit"))
    message = RowFilter(method="spoken_of", queryset=Message.objects.all(), label=_("Message"))
    objection = RowFilter(
        field_name="objections", queryset=Message.objects.all(), label=_("Objection")
    )
    asked_of = RowFilter(queryset=User.objects.all(), label=_("Sales rep"))
    asked_from = django_filters.DateFilter(
        field_name="asked_on", lookup_expr="gte", label=_("Asked from")
    )
    asked_to = django_filters.DateFilter(
        field_name="asked_on", lookup_expr="lte", label=_("Asked until")
    )
    done = django_filters.BooleanFilter(
        field_name="done_at", lookup_expr="isnull", exclude=True, label=_("Complete")
    )
    answer = django_filters.ChoiceFilter(
        choices=ANSWERED, method="by_answer", label=_("Answered by marketing")
    )

    class Meta:
        model = Feedback
        fields: list[str] = []

    def of_source(self, rows: QuerySet[Feedback], name: str, value: str) -> QuerySet[Feedback]:
        return rows.filter(lead__source="" if value == NOBODY else value)

    def of_segment(self, rows: QuerySet[Feedback], name: str, value: str) -> QuerySet[Feedback]:
        return rows.filter(in_divisions("lead__company__naf_code", value))

    def is_missing(self, rows: QuerySet[Feedback], name: str, value: str) -> QuerySet[Feedback]:
        """Codes are kept as a list: looked for with its quotes, on both databases alike."""
        return rows.annotate(lacking=Cast("missing", TextField())).filter(
            lacking__contains=f'"{value}"'
        )

    def spoken_of(self, rows: QuerySet[Feedback], name: str, value: Any) -> QuerySet[Feedback]:
        return rows.filter(effects__message=value)

    def by_answer(self, rows: QuerySet[Feedback], name: str, value: str) -> QuerySet[Feedback]:
        if value == "answered":
            return rows.filter(answers__isnull=False).distinct()
        return rows.filter(CALLS_FOR_ANSWER, answers__isnull=True)


class ContestFilter(django_filters.FilterSet):
    """Contested rejections by lead, and whether a ruling is still to come."""

    lead = RowFilter(queryset=Lead.objects.all(), label=_("Lead"))
    waiting = django_filters.BooleanFilter(method="is_waiting", label=_("Waits for a ruling"))

    class Meta:
        model = Contest
        fields: list[str] = []

    def is_waiting(self, rows: QuerySet[Contest], name: str, value: bool) -> QuerySet[Contest]:
        waiting = Q(ruling="", withdrawn_at__isnull=True)
        return rows.filter(waiting) if value else rows.exclude(waiting)


class ActionFilter(django_filters.FilterSet):
    """Actions by owner, and whether they are done."""

    owner = RowFilter(queryset=User.objects.all(), label=_("Who"))
    done = django_filters.BooleanFilter(
        field_name="done_at", lookup_expr="isnull", exclude=True, label=_("Done")
    )

    class Meta:
        model = Action
        fields: list[str] = []
