"""The calendar over REST: weekly hours, closures, and how long something takes in it."""

from typing import Any

import django_filters
from django.conf import settings
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from alignment.people.actor import actor
from alignment.people.choices import HolidayZone
from alignment.web.api import ReadViewSet, TeamMember, holding
from alignment.web.business_days import today
from alignment.web.policies import MANAGER
from sla import calendars, hours
from sla.models import Closure
from sla.selectors.days import holidays_ahead


class ClosureFilter(django_filters.FilterSet):
    """Closures that touch a stretch of days."""

    ends_after = django_filters.DateFilter(field_name="ends_on", lookup_expr="gte")
    starts_before = django_filters.DateFilter(field_name="starts_on", lookup_expr="lte")

    class Meta:
        model = Closure
        fields: list[str] = []


@extend_schema_field({"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"})
class HourField(serializers.TimeField):
    """An hour of the day, HH:MM."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", input_formats=["%H:%M"], **kwargs)


class SlotSerializer(serializers.Serializer):
    """A stretch of work of a weekday (0 is Monday), in the company's local time."""

    weekday = serializers.IntegerField(min_value=0, max_value=6)
    starts = HourField()
    ends = HourField()


class HolidaySerializer(serializers.Serializer):
    day = serializers.DateField()
    name = serializers.CharField()


class WeekSerializer(serializers.Serializer):
    """All hours of the week: what is sent replaces what was there."""

    # Not in the stubs: `max_length` goes to the list.
    slots = SlotSerializer(  # type: ignore[call-arg]
        many=True, max_length=hours.DAYS * hours.MOST_A_DAY
    )


class CalendarSerializer(WeekSerializer):
    """`day_minutes` is what one working day means; `holidays` are those of the next year."""

    zone = serializers.CharField()
    holiday_zone = serializers.ChoiceField(choices=HolidayZone.choices)
    day_minutes = serializers.IntegerField()
    holidays = HolidaySerializer(many=True)


class ClosureSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)

    class Meta:
        model = Closure
        fields = ["id", "name", "starts_on", "ends_on"]


class Calendar(APIView):
    """When the company works."""

    def get_permissions(self) -> list[Any]:
        return _permissions(self.request)

    @extend_schema(responses=CalendarSerializer, operation_id="calendar")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(CalendarSerializer(_calendar()).data)

    @extend_schema(
        request=WeekSerializer, responses=CalendarSerializer, operation_id="calendar_update"
    )
    def put(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Replace the weekly hours; every clock that runs gets a new due time."""
        body = WeekSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        slots = [hours.Hours(**slot) for slot in body.validated_data["slots"]]
        hours.set_slots(slots, by=actor(request))
        return Response(CalendarSerializer(_calendar()).data)


class ClosureViewSet(mixins.CreateModelMixin, mixins.DestroyModelMixin, ReadViewSet):
    """Days on which the whole company is closed; managers add and remove them."""

    queryset = Closure.objects.all()
    serializer_class = ClosureSerializer
    filterset_class = ClosureFilter
    ordering = "starts_on"
    ordering_fields = ("starts_on", "ends_on")

    def get_permissions(self) -> list[Any]:
        return _permissions(self.request)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Close the company on these days, both included."""
        body = self.get_serializer(data=request.data)
        body.is_valid(raise_exception=True)
        made = hours.add_closure(by=actor(request), **body.validated_data)
        return Response(self.get_serializer(made).data, status.HTTP_201_CREATED)

    def perform_destroy(self, instance: Closure) -> None:
        hours.remove_closure(instance, by=actor(self.request))


def _permissions(request: Request) -> list[Any]:
    return [TeamMember()] if request.method in SAFE_METHODS else [holding(MANAGER)()]


def _calendar() -> dict[str, Any]:
    week = calendars.week()
    slots = [
        {"weekday": day, "starts": starts, "ends": ends}
        for day, stretches in enumerate(week)
        for starts, ends in stretches
    ]
    return {
        "slots": slots,
        "zone": settings.COMPANY_ZONE,
        "holiday_zone": settings.HOLIDAY_ZONE or HolidayZone.MAINLAND,
        "day_minutes": calendars.calendar_of().day_minutes,
        "holidays": holidays_ahead(today()),
    }
