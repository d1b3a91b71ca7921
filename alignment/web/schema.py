"""The OpenAPI description of every endpoint."""

from typing import Any

from django.utils.translation import get_language
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers


class ProblemSerializer(serializers.Serializer):
    """The body of every refusal (application/problem+json)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(allow_blank=True)
    code = serializers.CharField()
    errors = serializers.DictField(  # type: ignore[assignment]  # Serializer.errors
        child=serializers.ListField(child=serializers.CharField())
    )


class TandemGenerator(SchemaGenerator):
    """Describes once per process and language what takes a second and is the same for everybody."""

    described: dict[tuple[str | None, bool], dict[str, Any]] = {}

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        which = get_language(), public
        if which not in self.described:
            self.described[which] = super().get_schema(request=request, public=public)
        return self.described[which]


class TandemSchema(AutoSchema):
    """Adds to every operation what it may be refused with, and to POST its idempotency key."""

    refusals = {
        "400": "Something is missing or wrong",
        "401": "Not authenticated",
        "403": "Not allowed",
        "404": "Not found",
        "409": "In conflict with what is stored",
        "413": "The body is too large",
        "415": "This media type is not taken",
        "422": "Idempotency-Key used for another request",
        "429": "Too many requests",
    }
    only_for = {
        "413": ("POST", "PATCH", "PUT"),
        "415": ("POST", "PATCH", "PUT"),
        "422": ("POST",),
    }

    def get_operation(self, *args: Any, **kwargs: Any) -> dict | None:
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        schema = self.resolve_serializer(ProblemSerializer(), "response").ref
        content = {"application/problem+json": {"schema": schema}}
        for status, text in self.refusals.items():
            if status in self.only_for and self.method not in self.only_for[status]:
                continue
            operation["responses"].setdefault(status, {"description": text, "content": content})
        return operation

    def get_override_parameters(self) -> list[Any]:
        found = list(super().get_override_parameters())
        if self.method == "POST":
            found.append(
                OpenApiParameter(
                    "Idempotency-Key",
                    {"type": "string", "minLength": 1, "maxLength": 255},
                    OpenApiParameter.HEADER,
                    description="Repeat a POST safely: for a day the first answer is sent again.",
                )
            )
        return found
