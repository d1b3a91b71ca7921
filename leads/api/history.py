"""What the fields of a record said before, over REST, and one old value put back."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from alignment.people.actor import actor
from alignment.web.api import body_of
from leads import history


class ChangeSerializer(serializers.Serializer):
    """One field that one event changed, in the words of the reader."""

    event = serializers.UUIDField()
    at = serializers.DateTimeField()
    who = serializers.CharField()
    field = serializers.CharField(source="name")
    name = serializers.CharField(source="label")
    was = serializers.CharField()
    now = serializers.CharField()
    is_machine = serializers.BooleanField(help_text="An import, a rule or a job changed it.")
    may_restore = serializers.BooleanField()


class OldValueSerializer(serializers.Serializer):
    """The change that is to be taken back."""

    event = serializers.UUIDField()
    field = serializers.CharField(max_length=60)


class FieldHistory:
    """The same history as on the page, mixed into the viewset of a record."""

    get_object: Any
    get_serializer: Any

    @extend_schema(responses=ChangeSerializer(many=True))
    @action(detail=True, pagination_class=None, filter_backends=[])
    def history(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Who changed which field from what to what, newest first: the last 60 changes."""
        row = self.get_object()
        found = history.changes_of(_record(row), row, reader=actor(request))
        return Response(ChangeSerializer(found, many=True).data)

    @extend_schema(request=OldValueSerializer)
    @action(detail=True, methods=["post"], url_path="history/restore")
    def restore_value(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put back what a field said before a change; the answer is the record."""
        row, said = self.get_object(), body_of(OldValueSerializer, request)
        history.restore(
            _record(row), row, by=actor(request), event_id=said["event"], name=said["field"]
        )
        return Response(self.get_serializer(self.get_object()).data)


def _record(row: Any) -> str:
    return str(row._meta.model_name)
