"""People and teams over REST: read-only, they are managed by people in the browser."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from alignment.people.filters import PersonFilter, TeamFilter
from alignment.people.models import Team, User
from alignment.web.api import ReadViewSet

app_name = "people-api"


class TeamSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)

    class Meta:
        model = Team
        fields = ["id", "name", "kind"]


class PersonSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    full_name = serializers.CharField(read_only=True)
    team = TeamSerializer(read_only=True, allow_null=True)
    second_team = TeamSerializer(read_only=True, allow_null=True)

    class Meta:
        model = User
        fields = [
            "id",
            "email",
            "first_name",
            "last_name",
            "full_name",
            "job_title",
            "team",
            "second_team",
            "is_manager",
            "is_active",
        ]


class MeSerializer(PersonSerializer):
    class Meta(PersonSerializer.Meta):
        fields = [*PersonSerializer.Meta.fields, "is_admin", "language"]


class PersonViewSet(ReadViewSet):
    queryset = User.objects.with_teams()
    serializer_class = PersonSerializer
    filterset_class = PersonFilter
    ordering = "first_name"
    ordering_fields = ("first_name", "last_name", "joined_at")


class TeamViewSet(ReadViewSet):
    queryset = Team.objects.all()
    serializer_class = TeamSerializer
    filterset_class = TeamFilter
    ordering = "name"
    ordering_fields = ("name",)


class Me(APIView):
    """The person behind the key or the session."""

    @extend_schema(responses=MeSerializer, operation_id="me")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(MeSerializer(request.user).data)


router = SimpleRouter()
router.register("people", PersonViewSet, basename="person")
router.register("teams", TeamViewSet, basename="team")
urlpatterns = [path("me/", Me.as_view(), name="me"), *router.urls]
