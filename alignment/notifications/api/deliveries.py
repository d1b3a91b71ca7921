from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from alignment.notifications import deliveries
from alignment.notifications.choices import State
from alignment.notifications.models import Channel, Delivery
from alignment.people.actor import actor
from alignment.web.api import ReadViewSet, holding
from alignment.web.policies import MANAGER


class DeliverySerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    channel = serializers.UUIDField(source="channel.public_id", read_only=True)
    event = serializers.UUIDField(source="event.public_id", read_only=True, allow_null=True)
    payload = serializers.DictField(read_only=True)

    class Meta:
        model = Delivery
        fields = [
            "id", "channel", "event", "medium", "state", "subject", "payload", "attempts",
            "next_attempt_at", "status_code", "answer", "created_at", "sent_at",
        ]  # fmt: skip
        read_only_fields = fields


class DeliveryFilter(filters.FilterSet):
    channel = filters.ModelChoiceFilter(queryset=Channel.objects.all(), to_field_name="public_id")
    state = filters.ChoiceFilter(choices=State.choices)

    class Meta:
        model = Delivery
        fields = ["channel", "state"]


class DeliveryViewSet(ReadViewSet):
    """What was sent through channels, newest first; for managers."""

    queryset = Delivery.objects.filter(channel__isnull=False).select_related("channel", "event")
    serializer_class = DeliverySerializer
    permission_classes = [holding(MANAGER)]
    filterset_class = DeliveryFilter

    def get_queryset(self) -> QuerySet[Delivery]:
        return super().get_queryset()

    @extend_schema(request=None, responses=DeliverySerializer)
    @action(detail=True, methods=["post"])
    def replay(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Send it once more, under the same key; 409 while it waits already."""
        again = deliveries.replay(self.get_object(), by=actor(request))
        return Response(DeliverySerializer(again).data)
