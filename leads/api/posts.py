"""Messages between colleagues over REST: on a lead, or in the room of both teams."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from alignment.people.actor import actor
from alignment.web.api import ReadViewSet
from leads import conversations
from leads.api.fields import Ref, RowId
from leads.api.serializers import RowSerializer
from leads.filters import PostFilter
from leads.models import Post
from leads.selectors.conversations import posts_with_people


class PostSerializer(RowSerializer):
    """A message; a null lead is the room of both teams, and has to be said."""

    lead = RowId("lead", allow_null=True)
    author = Ref(read_only=True)
    mentions = Ref(many=True, read_only=True)
    text = serializers.CharField(max_length=conversations.LONGEST)

    class Meta:
        model = Post
        fields = [
            "id", "lead", "author", "text", "mentions", "created_at", "edited_at", "withdrawn_at",
        ]  # fmt: skip
        read_only_fields = ["created_at", "edited_at", "withdrawn_at"]


class PostTextSerializer(serializers.Serializer):
    text = serializers.CharField(max_length=conversations.LONGEST)


class PostViewSet(ReadViewSet):
    """What colleagues say; `lead` or `room` chooses where. One's own may change for 15 minutes."""

    http_method_names = ["get", "post", "patch", "head", "options"]
    queryset = posts_with_people()
    serializer_class = PostSerializer
    filterset_class = PostFilter
    ordering = "-created_at"
    ordering_fields = ("created_at",)

    def shown(self, row: Post) -> dict[str, Any]:
        return self.get_serializer(posts_with_people().get(pk=row.pk)).data

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say something about a lead, or in the room when `lead` is null; @ mentions people."""
        body = self.get_serializer(data=request.data)
        body.is_valid(raise_exception=True)
        data = body.validated_data
        row = conversations.post(data["lead"], by=actor(request), text=data["text"])
        return Response(self.shown(row), status=status.HTTP_201_CREATED)

    @extend_schema(request=PostTextSerializer, responses=PostSerializer)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change one's own message, within 15 minutes."""
        row = self.get_object()
        conversations.require_changeable(row, by=actor(request))
        body = PostTextSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        conversations.edit(row, by=actor(request), text=body.validated_data["text"])
        return Response(self.shown(row))

    @extend_schema(request=None, responses=PostSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take one's own message away, within 15 minutes."""
        row = self.get_object()
        conversations.withdraw(row, by=actor(request))
        return Response(self.shown(row))
