from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from alignment.notifications import channels, sending
from alignment.notifications.api.deliveries import DeliverySerializer
from alignment.notifications.models import Channel
from alignment.notifications.topics import channel_choices
from alignment.people.actor import actor
from alignment.web.api import ReadViewSet, holding
from alignment.web.policies import MANAGER


class OptionsSerializer(serializers.Serializer):
    """Of WhatsApp alone: the number to write to, the template and its language."""

    to = serializers.CharField(max_length=20, required=False)
    template = serializers.CharField(max_length=100, required=False)
    language = serializers.CharField(max_length=5, required=False)


class ChannelSerializer(serializers.ModelSerializer):
    """What may be shown: of the address the host and its last four characters."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    masked_address = serializers.CharField(source="masked", read_only=True)
    owner = serializers.UUIDField(source="owner.public_id", read_only=True)
    topics = serializers.ListField(child=serializers.CharField(), read_only=True)
    options = OptionsSerializer(read_only=True)

    class Meta:
        model = Channel
        fields = [
            "id", "kind", "name", "masked_address", "topics", "options", "is_active", "owner",
            "failures", "disabled_at", "disabled_reason", "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class NewChannelSerializer(ChannelSerializer):
    """The signing secret of a webhook, in the answer that created it and never again."""

    secret = serializers.SerializerMethodField()

    class Meta(ChannelSerializer.Meta):
        fields = [*ChannelSerializer.Meta.fields, "secret"]
        read_only_fields = fields

    def get_secret(self, channel: Channel) -> str:
        return channel.secret if channel.kind == "webhook" else ""


class ChannelChangeSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=80, required=False)
    address = serializers.CharField(max_length=1000, required=False)
    secret = serializers.CharField(max_length=500, required=False)
    topics = serializers.ListField(
        child=serializers.ChoiceField(channel_choices()), required=False, max_length=50
    )
    options = OptionsSerializer(required=False)


class ChannelAddSerializer(ChannelChangeSerializer):
    address = serializers.CharField(max_length=1000)


class ChannelViewSet(ReadViewSet):
    """Where events are told outside Tandem; for managers."""

    queryset = Channel.objects.select_related("owner")
    serializer_class = ChannelSerializer
    permission_classes = [holding(MANAGER)]

    def get_queryset(self) -> QuerySet[Channel]:
        return super().get_queryset()

    @extend_schema(request=ChannelAddSerializer, responses={201: NewChannelSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Paste an address: its kind follows from the host."""
        asked = ChannelAddSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        channel = channels.add(by=actor(request), **asked.validated_data)
        return Response(NewChannelSerializer(channel).data, status=201)

    @extend_schema(request=ChannelChangeSerializer, responses=ChannelSerializer)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        asked = ChannelChangeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        channel = channels.change(self.get_object(), by=actor(request), **asked.validated_data)
        return Response(ChannelSerializer(channel).data)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        channels.remove(self.get_object(), by=actor(request))
        return Response(status=204)

    @extend_schema(request=None, responses=ChannelSerializer)
    @action(detail=True, methods=["post"], url_path="switch-on")
    def switch_on(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        channel = channels.switch(self.get_object(), by=actor(request), on=True)
        return Response(ChannelSerializer(channel).data)

    @extend_schema(request=None, responses=ChannelSerializer)
    @action(detail=True, methods=["post"], url_path="switch-off")
    def switch_off(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        channel = channels.switch(self.get_object(), by=actor(request), on=False)
        return Response(ChannelSerializer(channel).data)

    @extend_schema(request=None, responses=DeliverySerializer)
    @action(detail=True, methods=["post"])
    def test(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Send a test now; the delivery says how it went."""
        return Response(DeliverySerializer(sending.send_test(self.get_object())).data)
