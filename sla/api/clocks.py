"""Clocks and late promises over REST: states of this very moment, and the cause in one call."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from alignment.people.actor import actor
from alignment.web.api import ReadViewSet, holding
from alignment.web.policies import OPERATOR
from leads.api.fields import Ref
from sla import breaches, postponing
from sla.choices import CLOCK_STATES, Cause
from sla.filters import BreachFilter, ClockFilter
from sla.models import Breach, Clock


class ClockSerializer(serializers.ModelSerializer):
    """`state` is that of the moment of the answer: a clock past its due time is late at once."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    lead = Ref(read_only=True)
    owner = Ref(read_only=True, allow_null=True)
    agreement = serializers.IntegerField(
        source="agreement.number", read_only=True, allow_null=True, default=None
    )
    state = serializers.SerializerMethodField()

    class Meta:
        model = Clock
        fields = [
            "id", "lead", "promise", "side", "tier", "owner", "agreement", "minutes", "state",
            "started_at", "paused_at", "resumed_at", "due_at", "stopped_at", "exemption",
            "owner_since", "owner_due_at", "postponed_until", "postponed_why",
        ]  # fmt: skip

    @extend_schema_field(serializers.ChoiceField(choices=CLOCK_STATES))
    def get_state(self, clock: Clock) -> str:
        return clock.state()


class BreachSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    clock = ClockSerializer(read_only=True)

    class Meta:
        model = Breach
        fields = ["id", "clock", "breached_at", "found_at", "cause", "note", "cause_at"]


class CauseSerializer(serializers.Serializer):
    cause = serializers.ChoiceField(choices=Cause.choices)
    note = serializers.CharField(max_length=140, required=False, allow_blank=True)


class PostponeSerializer(serializers.Serializer):
    until = serializers.DateTimeField()
    why = serializers.CharField(max_length=postponing.MOST_CHARACTERS)


class ClockViewSet(ReadViewSet):
    """Promises running on leads, or settled: one row per promise and start."""

    queryset = Clock.objects.select_related("lead__company", "lead__contact", "owner", "agreement")
    serializer_class = ClockSerializer
    filterset_class = ClockFilter
    ordering = "-started_at"
    ordering_fields = ("started_at", "due_at")


class BreachViewSet(ReadViewSet):
    """Promises that came late; withdrawn ones (kept after all) are left out."""

    queryset = Breach.objects.filter(withdrawn_at__isnull=True).select_related(
        "clock__lead__company", "clock__lead__contact", "clock__owner", "clock__agreement"
    )
    serializer_class = BreachSerializer
    filterset_class = BreachFilter
    ordering = "-breached_at"
    ordering_fields = ("breached_at",)

    @extend_schema(request=CauseSerializer, responses=BreachSerializer)
    @action(detail=True, methods=["post"], permission_classes=[holding(OPERATOR)])
    def explain(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say why it was late; about the work, never about a person."""
        body = CauseSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        breach = breaches.explain(self.get_object(), by=actor(request), **body.validated_data)
        return Response(self.get_serializer(breach).data)

    @extend_schema(request=PostponeSerializer, responses=BreachSerializer)
    @action(detail=True, methods=["post"], permission_classes=[holding(OPERATOR)])
    def postpone(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Agree once on a new moment, within 30 days; the promise stays late in the numbers."""
        body = PostponeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        breach = self.get_object()
        breach.clock = postponing.postpone(breach, by=actor(request), **body.validated_data)
        return Response(self.get_serializer(breach).data)
