"""Fields of one's own over REST: what they are; their values stand in `extra` of each record."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from alignment.people.actor import actor
from alignment.web.api import ReadViewSet
from leads import own_fields
from leads.api.serializers import RowSerializer
from leads.choices import MILESTONES, Record
from leads.filters import CustomFieldFilter
from leads.models import CustomField

REQUIRED_FROM = [(stage.value, stage.label) for stage in MILESTONES[1:]]


class CustomFieldSerializer(RowSerializer):
    """A field of one's own; record and kind are chosen once."""

    record = serializers.ChoiceField(choices=Record.choices)
    options = serializers.ListField(
        child=serializers.CharField(max_length=80),
        max_length=own_fields.MOST_OPTIONS,
        required=False,
    )
    required_from = serializers.ChoiceField(choices=REQUIRED_FROM, required=False, allow_blank=True)

    class Meta:
        model = CustomField
        fields = [
            "id", "record", "key", "label", "help", "kind", "options", "required_from",
            "is_personal", "position", "archived_at",
        ]  # fmt: skip
        read_only_fields = ["key", "position", "archived_at"]


class CustomFieldChangesSerializer(CustomFieldSerializer):
    """What of a field may change later."""

    class Meta(CustomFieldSerializer.Meta):
        read_only_fields = ["key", "kind", "position", "archived_at"]

    record = serializers.ChoiceField(choices=Record.choices, read_only=True)


class CustomFieldViewSet(ReadViewSet):
    """The fields that the company added; direction and managers change them."""

    http_method_names = ["get", "post", "patch", "head", "options"]
    queryset = CustomField.objects.all()
    serializer_class = CustomFieldSerializer
    filterset_class = CustomFieldFilter
    ordering = "position"
    ordering_fields = ("position", "label")

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add a field to a kind of record."""
        own_fields.require_shaper(actor(request))
        body = self.get_serializer(data=request.data)
        body.is_valid(raise_exception=True)
        row = own_fields.add_field(by=actor(request), **body.validated_data)
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=CustomFieldChangesSerializer, responses=CustomFieldSerializer)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change label, help, choices, or the stage it is required from."""
        row = self.get_object()
        body = CustomFieldChangesSerializer(row, data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        changed = own_fields.change_field(row, by=actor(request), **body.validated_data)
        return Response(self.get_serializer(changed).data)

    @extend_schema(request=None, responses=CustomFieldSerializer)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put a field away; its values stay."""
        row = own_fields.archive_field(self.get_object(), by=actor(request))
        return Response(self.get_serializer(row).data)

    @extend_schema(request=None, responses=CustomFieldSerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Bring an archived field back."""
        row = own_fields.restore_field(self.get_object(), by=actor(request))
        return Response(self.get_serializer(row).data)
