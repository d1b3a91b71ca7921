"""Saved views, bulk runs and exports over REST: what the lists of the pages can do."""

from datetime import datetime
from typing import Any

import django_filters
from django.http import FileResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field, inline_serializer
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from alignment.people.actor import actor
from alignment.web.api import ReadViewSet, holding
from alignment.web.policies import OPERATOR
from leads.api.fields import Ref
from leads.api.serializers import RowSerializer
from leads.choices import Record, RunStatus, Sharing
from leads.filters import CodesFilter
from leads.lists import exports, runs, saved, undoing
from leads.lists.starting import start
from leads.models import BulkFailure, BulkRun, SavedView

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@extend_schema_field({"type": "object", "additionalProperties": True})
class Query(serializers.JSONField):
    """What a list is asked: the names and values of its filters."""


class SavedViewFilter(django_filters.FilterSet):
    record = CodesFilter(choices=Record, label=_("Record"))
    sharing = CodesFilter(choices=Sharing, label=_("For whom"))

    class Meta:
        model = SavedView
        fields: list[str] = []


class SavedViewSerializer(RowSerializer):
    """A view of a list; `query`, `columns` and `sort` are judged by the list itself."""

    owner = Ref(read_only=True)
    query = Query(required=False)
    columns = serializers.ListField(child=serializers.CharField(max_length=60), required=False)
    locked = serializers.BooleanField(
        required=False, source="is_locked", help_text="Managers and direction only."
    )

    class Meta:
        model = SavedView
        fields = [
            "id", "record", "name", "owner", "sharing", "locked", "query", "columns", "sort",
            "created_at", "changed_at",
        ]  # fmt: skip
        read_only_fields = ["created_at", "changed_at"]


class SavedViewViewSet(ReadViewSet):
    """The views one sees: shared ones and one's own."""

    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    queryset = SavedView.objects.select_related("owner")
    serializer_class = SavedViewSerializer
    filterset_class = SavedViewFilter
    ordering = "name"
    ordering_fields = ("name", "created_at", "changed_at")

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return saved.seen_by(actor(self.request), rows) if self.request else rows

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Keep filters, columns and order of a list under a name."""
        body = self.get_serializer(data=request.data)
        body.is_valid(raise_exception=True)
        data = dict(body.validated_data)
        locked = data.pop("is_locked", False)
        data.setdefault("query", {})
        view = saved.save_view(by=actor(request), **data)
        if locked:
            view = saved.change_view(view, by=actor(request), locked=True)
        return Response(self.get_serializer(view).data, status=status.HTTP_201_CREATED)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change one's own view, or as a manager a shared one."""
        view = self.get_object()
        body = self.get_serializer(view, data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        data = dict(body.validated_data)
        data.pop("record", None)
        if "is_locked" in data:
            data["locked"] = data.pop("is_locked")
        return Response(
            self.get_serializer(saved.change_view(view, by=actor(request), **data)).data
        )

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a view away."""
        saved.delete_view(self.get_object(), by=actor(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class FailureSerializer(serializers.ModelSerializer):
    class Meta:
        model = BulkFailure
        fields = ["label", "url", "reason"]
        read_only_fields = fields


class BulkRunSerializer(RowSerializer):
    by = Ref(read_only=True, allow_null=True)
    has_file = serializers.SerializerMethodField()
    undoes = serializers.UUIDField(source="undoes.public_id", read_only=True, allow_null=True)
    undone_by = serializers.UUIDField(source="undone_by.public_id", read_only=True, allow_null=True)
    undo_until = serializers.SerializerMethodField(
        help_text="Until when who asked for it may take it back; null where nothing can be."
    )

    class Meta:
        model = BulkRun
        fields = [
            "id", "record", "action", "status", "total", "done", "failed", "query", "by",
            "has_file", "undoes", "undone_by", "undo_until", "created_at", "finished_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_has_file(self, row: BulkRun) -> bool:
        return bool(row.file)

    def get_undo_until(self, row: BulkRun) -> datetime | None:
        return undoing.undo_until(row)


class NewRunSerializer(serializers.Serializer):
    """One action on many records: named by `ids`, or all that answer `query`."""

    record = serializers.ChoiceField(choices=Record.choices)
    action = serializers.CharField(max_length=60)
    values = Query(required=False)
    ids = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=runs.MOST_NAMED
    )
    query = Query(required=False)


class NewExportSerializer(serializers.Serializer):
    """A list to take away; columns and order are those of the list unless given."""

    record = serializers.ChoiceField(choices=Record.choices)
    query = Query(required=False)
    columns = serializers.ListField(child=serializers.CharField(max_length=60), required=False)
    sort = serializers.CharField(max_length=60, required=False, allow_blank=True)


class BulkRunFilter(django_filters.FilterSet):
    record = CodesFilter(choices=Record, label=_("Record"))
    status = CodesFilter(choices=RunStatus, label=_("State"))

    class Meta:
        model = BulkRun
        fields: list[str] = []


class BulkRunViewSet(ReadViewSet):
    """Actions on many records, in the background; each obeys the rules of its page."""

    http_method_names = ["get", "post", "head", "options"]
    permission_classes = [holding(OPERATOR)]
    queryset = runs.with_undo(BulkRun.objects.all())
    serializer_class = BulkRunSerializer
    filterset_class = BulkRunFilter
    ordering = "-created_at"
    ordering_fields = ("created_at",)

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return runs.seen_by(actor(self.request), rows) if self.request else rows

    @extend_schema(request=NewRunSerializer, responses={201: BulkRunSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Start an action; up to 20 records are done before the answer."""
        body = NewRunSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        data = dict(body.validated_data)
        data.setdefault("values", {})
        run = start(runs.ask(by=actor(request), **data))
        return Response(self.get_serializer(run).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=NewExportSerializer, responses={201: BulkRunSerializer})
    @action(detail=False, methods=["post"])
    def export(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Prepare an Excel file of a list in the background; `file` gives it."""
        body = NewExportSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        data: dict[str, Any] = {"query": {}, "columns": [], "sort": "", **body.validated_data}
        run = start(exports.ask_export(by=actor(request), kind="xlsx", **data))
        return Response(self.get_serializer(run).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=BulkRunSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Stop at the next record; what is done stays done."""
        run = runs.cancel(self.get_object(), by=actor(request))
        return Response(self.get_serializer(run).data)

    @extend_schema(request=None, responses={201: BulkRunSerializer})
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take the run back, record by record: once, by who asked for it, until `undo_until`."""
        run = start(undoing.ask_undo(self.get_object(), by=actor(request)))
        return Response(self.get_serializer(run).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        responses=inline_serializer("BulkFailures", {"failures": FailureSerializer(many=True)})
    )
    @action(detail=True, methods=["get"])
    def failures(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The records that refused, with the reason; at most a thousand."""
        rows = self.get_object().failures.all()[:1000]
        return Response({"failures": FailureSerializer(rows, many=True).data})

    @extend_schema(responses={(200, XLSX): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def file(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """The file of an export, for who asked for it."""
        run = self.get_object()
        if not run.file or run.by_id != actor(request).pk:
            raise NotFound
        name = exports.file_name(run)
        return FileResponse(
            run.file.open("rb"), as_attachment=True, filename=name, content_type=XLSX
        )
