"""People and teams over REST, managed by people in the browser; absences can be written too."""

from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from alignment.people import absences
from alignment.people.actor import actor
from alignment.people.filters import AbsenceFilter, PersonFilter, TeamFilter
from alignment.people.models import Absence, Team, User
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
            "left_on",
        ]


class MeSerializer(PersonSerializer):
    class Meta(PersonSerializer.Meta):
        fields = [*PersonSerializer.Meta.fields, "is_admin", "language"]


PEOPLE = User.objects.active().filter(team__isnull=False)


class PersonField(serializers.SlugRelatedField):
    """Somebody named by their id."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="public_id", **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        try:
            return super().to_internal_value(UUID(str(data)))
        except ValueError:
            self.fail("invalid")

    def to_representation(self, obj: Any) -> str:
        return str(obj.public_id)


class AbsenceSerializer(serializers.ModelSerializer):
    """Days away, both included; dates only, never the reason. `deputy` is for these days alone."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    person = PersonField(source="user", queryset=PEOPLE)
    deputy = PersonField(queryset=PEOPLE, required=False, allow_null=True)

    class Meta:
        model = Absence
        fields = ["id", "person", "starts_on", "ends_on", "deputy"]


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


class AbsenceViewSet(mixins.CreateModelMixin, mixins.DestroyModelMixin, ReadViewSet):
    """Who is away: one's own days are added and removed by oneself, others' by their manager."""

    queryset = Absence.objects.select_related("user", "deputy")
    serializer_class = AbsenceSerializer
    filterset_class = AbsenceFilter
    ordering = "starts_on"
    ordering_fields = ("starts_on", "ends_on")

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Note that somebody is away."""
        body = self.get_serializer(data=request.data)
        body.is_valid(raise_exception=True)
        fields = body.validated_data
        made = absences.add_absence(fields.pop("user"), by=actor(request), **fields)
        return Response(self.get_serializer(made).data, status.HTTP_201_CREATED)

    def perform_destroy(self, instance: Absence) -> None:
        absences.remove_absence(instance, by=actor(self.request))


class Me(APIView):
    """The person behind the key or the session."""

    @extend_schema(responses=MeSerializer, operation_id="me")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(MeSerializer(request.user).data)


router = SimpleRouter()
router.register("people", PersonViewSet, basename="person")
router.register("absences", AbsenceViewSet, basename="absence")
router.register("teams", TeamViewSet, basename="team")
urlpatterns = [path("me/", Me.as_view(), name="me"), *router.urls]
