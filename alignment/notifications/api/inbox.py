"""Notifications over REST: one's own, read and marked as read."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from alignment.notifications import selectors, sentences, services
from alignment.notifications.models import Notification
from alignment.people.actor import actor
from alignment.web.api import ReadViewSet

ID = OpenApiParameter("public_id", OpenApiTypes.UUID, OpenApiParameter.PATH)


class NotificationSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="event.public_id", read_only=True)
    verb = serializers.CharField(source="event.verb", read_only=True)
    sentence = serializers.SerializerMethodField()
    detail = serializers.SerializerMethodField()
    target = serializers.CharField(source="event.target_label", read_only=True)
    url = serializers.CharField(source="event.target_url", read_only=True)
    occurred_at = serializers.DateTimeField(source="event.occurred_at", read_only=True)

    class Meta:
        model = Notification
        fields = ["id", "verb", "sentence", "detail", "target", "url", "occurred_at", "read_at"]

    def get_sentence(self, notification: Notification) -> str:
        return sentences.sentence_of(notification.event, notification.recipient_id)

    def get_detail(self, notification: Notification) -> str:
        return sentences.detail_of(notification.event)


class AllReadSerializer(serializers.Serializer):
    marked = serializers.IntegerField()


@extend_schema_view(retrieve=extend_schema(parameters=[ID]))
class NotificationViewSet(ReadViewSet):
    """What was told to the owner of the key, newest first; an id is that of the event."""

    queryset = Notification.objects.none()
    serializer_class = NotificationSerializer
    lookup_field = "event__public_id"
    lookup_url_kwarg = "public_id"

    def get_queryset(self) -> QuerySet[Notification]:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return selectors.told_to(actor(self.request))

    @extend_schema(request=None, parameters=[ID], responses=NotificationSerializer)
    @action(detail=True, methods=["post"])
    def read(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Note that it was read; doing it again changes nothing."""
        notification = self.get_object()
        services.mark_read(notification)
        return Response(self.get_serializer(notification).data)

    @extend_schema(request=None, responses=AllReadSerializer)
    @action(detail=False, methods=["post"], url_path="read-all")
    def read_all(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Note that everything was read."""
        return Response({"marked": services.mark_all_read(actor(request))})
