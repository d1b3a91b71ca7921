"""Tasks over REST: planned, changed, done, taken back, given up."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from alignment.people.actor import actor
from alignment.web.api import ReadViewSet
from leads import todo
from leads.api.fields import Ref, RowId
from leads.api.serializers import RowSerializer
from leads.choices import TaskKind
from leads.filters.tasks import TaskFilter
from leads.models import Task

ABOUT = ("lead", "contact", "company")


class TaskSerializer(RowSerializer):
    """Something one person means to do; about a lead, a contact, a company, or nothing."""

    kind = serializers.ChoiceField(choices=TaskKind.choices, required=False)
    owner = RowId("colleague", required=False)
    lead = RowId("lead", required=False, allow_null=True)
    contact = RowId("contact", required=False, allow_null=True)
    company = RowId("company", required=False, allow_null=True)
    done_by = Ref(read_only=True, allow_null=True)

    class Meta:
        model = Task
        fields = [
            "id", "title", "kind", "note", "place", "owner", "lead", "contact", "company", "due_on",
            "starts_at", "ends_at", "remind_at", "done_at", "done_by", "cancelled_at",
            "created_at", "changed_at",
        ]  # fmt: skip
        read_only_fields = ["done_at", "cancelled_at", "created_at", "changed_at"]


class TaskViewSet(ReadViewSet):
    """Everybody's tasks; their owner, their planner and managers change them."""

    http_method_names = ["get", "post", "patch", "head", "options"]
    queryset = Task.objects.select_related("owner", "lead", "contact", "company", "done_by")
    serializer_class = TaskSerializer
    filterset_class = TaskFilter
    ordering = "-created_at"
    ordering_fields = ("created_at", "changed_at")

    def shown(self, row: Task) -> dict[str, Any]:
        return self.get_serializer(self.get_queryset().get(pk=row.pk)).data

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Plan something; with an hour (`starts_at`) the day follows from it."""
        body = self.get_serializer(data=request.data)
        body.is_valid(raise_exception=True)
        row = todo.plan_task(by=actor(request), **body.validated_data)
        return Response(self.shown(row), status=status.HTTP_201_CREATED)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change what, when or who; what it is about stays."""
        row = self.get_object()
        body = self.get_serializer(row, data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        changes = {
            name: body.validated_data[name] for name in body.validated_data if name not in ABOUT
        }
        return Response(self.shown(todo.change_task(row, by=actor(request), **changes)))

    @extend_schema(request=None, responses=TaskSerializer)
    @action(detail=True, methods=["post"])
    def done(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """It is done."""
        return Response(self.shown(todo.finish(self.get_object(), by=actor(request))))

    @extend_schema(request=None, responses=TaskSerializer)
    @action(detail=True, methods=["post"], url_path="give-up")
    def give_up(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """It will not be done."""
        return Response(self.shown(todo.give_up(self.get_object(), by=actor(request))))

    @extend_schema(request=None, responses=TaskSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """It is to be done after all."""
        return Response(self.shown(todo.reopen(self.get_object(), by=actor(request))))
