"""What the authors of REST endpoints import: viewsets, how rows are named, who may call."""

import uuid
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_200_OK, HTTP_201_CREATED

from alignment.web.rest import CursorPage, PerCaller, TeamMember, holding

__all__ = [
    "CreatingViewSet",
    "CursorPage",
    "PerCaller",
    "PublicId",
    "ReadViewSet",
    "Ref",
    "TandemViewSet",
    "TeamMember",
    "body_of",
    "holding",
]


@extend_schema_field({"type": "string", "format": "uuid"})
class PublicId(serializers.RelatedField):
    """A row named by its `public_id`; one that may not be named here is refused as unknown."""

    default_error_messages = {
        "unknown": _("There is no such row."),
        "malformed": _("This is not an identifier."),
    }

    def to_internal_value(self, data: Any) -> Any:
        try:
            wanted = uuid.UUID(str(data))
        except ValueError:
            self.fail("malformed")
        rows = self.get_queryset()
        assert rows is not None, "A field that is written has its rows."
        found = rows.filter(public_id=wanted).first()
        if found is None:
            self.fail("unknown")
        return found

    def to_representation(self, value: Any) -> str:
        return str(value.public_id)

    def use_pk_only_optimization(self) -> bool:
        return False

    def get_choices(self, cutoff: int | None = None) -> dict:
        return {}


class Ref(serializers.Serializer):
    """A row in short: its id and what people call it."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    name = serializers.CharField(source="__str__", read_only=True)


class TandemViewSet(viewsets.GenericViewSet):
    """Base of the viewsets: rows are named by `public_id`, a malformed id is simply not found."""

    lookup_field = "public_id"
    lookup_url_kwarg = "public_id"
    lookup_value_converter = "uuid"
    lookup_value_regex = "[0-9a-fA-F-]{36}"
    ordering = "-id"
    ordering_fields: tuple[str, ...] = ()

    def get_object(self) -> Any:
        name = str(self.lookup_url_kwarg)
        try:
            self.kwargs[name] = uuid.UUID(str(self.kwargs[name]))
        except ValueError:
            self.kwargs[name] = uuid.UUID(int=0)
        return super().get_object()


class ReadViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, TandemViewSet):
    """A list and one row of it."""


class CreatingViewSet(ReadViewSet):
    """A list to which members add."""

    http_method_names = ["get", "post", "head", "options"]

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add one."""
        body = self.get_serializer(data=request.data)
        body.is_valid(raise_exception=True)
        return self.shown(self.made(request, body.validated_data), status=HTTP_201_CREATED)

    def made(self, request: Request, said: dict[str, Any]) -> Any:
        raise NotImplementedError

    def shown(self, row: Any, status: int = HTTP_200_OK) -> Response:
        return Response(self.get_serializer(row).data, status=status)


def body_of(kind: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    """The checked body of a request."""
    body = kind(data=request.data)
    body.is_valid(raise_exception=True)
    return body.validated_data
