"""Rituals and their meetings over REST: planned, moved, held, decided, with the same rules."""

from typing import Any

from django.db import transaction
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from alignment.people.actor import actor
from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.rituals import meetings
from alignment.rituals.choices import Day, Kind
from alignment.rituals.models import Attendance, Decision, Meeting, Ritual
from alignment.rituals.services import LONGEST
from alignment.web.api import CreatingViewSet, PublicId, ReadViewSet, Ref, body_of

app_name = "rituals-api"


def people() -> Any:
    """Active people of a team."""
    return User.objects.active().of_kind(*TeamKind.values)


@extend_schema_field({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"})
class WallClock(serializers.TimeField):
    """Hour and minute as the clock on the wall shows them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", input_formats=["%H:%M"], **kwargs)


class RitualSerializer(serializers.ModelSerializer):
    """A meeting that both teams hold again and again; `weekday` 0 is Monday."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    kind = serializers.ChoiceField(choices=Kind.choices)
    weekday = serializers.ChoiceField(choices=Day.choices)
    at = WallClock()
    invited = Ref(many=True, read_only=True)

    class Meta:
        model = Ritual
        fields = ["id", "kind", "weekday", "at", "minutes", "starts_on", "paused", "invited"]
        read_only_fields = ["minutes", "paused"]
        extra_kwargs = {"starts_on": {"required": False}}


class RitualViewSet(CreatingViewSet):
    """The rituals of the company, at most one of each kind."""

    queryset = Ritual.objects.prefetch_related("invited")
    serializer_class = RitualSerializer
    filterset_fields = ("kind", "paused")

    def made(self, request: Request, said: dict[str, Any]) -> Ritual:
        return meetings.begin(by=actor(request), **said)

    @extend_schema(request=None, responses=RitualSerializer)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Plan no further meeting until it goes on."""
        return self.shown(meetings.set_paused(self.get_object(), by=actor(request), paused=True))

    @extend_schema(request=None, responses=RitualSerializer)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Go on, and plan the next meeting."""
        return self.shown(meetings.set_paused(self.get_object(), by=actor(request), paused=False))


class DecisionSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    by = Ref(read_only=True)

    class Meta:
        model = Decision
        fields = ["id", "item", "text", "why", "by", "at"]


class AttendanceSerializer(serializers.ModelSerializer):
    person = Ref(read_only=True)

    class Meta:
        model = Attendance
        fields = ["person", "presence"]


class MeetingSerializer(serializers.ModelSerializer):
    """A meeting; `snapshot` is what was shown, frozen when it started."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    ritual = Ref(read_only=True)
    kind = serializers.CharField(source="ritual.kind", read_only=True)
    facilitator = Ref(read_only=True, allow_null=True)
    decisions = DecisionSerializer(many=True, read_only=True)
    attendances = AttendanceSerializer(many=True, read_only=True)

    class Meta:
        model = Meeting
        fields = [
            "id", "ritual", "kind", "occurs_on", "planned_at", "minutes", "state", "why",
            "facilitator", "snapshot", "started_at", "ended_at", "summary", "decisions",
            "attendances",
        ]  # fmt: skip


class MeetingMoveSerializer(serializers.Serializer):
    to = serializers.DateTimeField()


class CallOffSerializer(serializers.Serializer):
    why = serializers.CharField(max_length=LONGEST)


class DecideSerializer(serializers.Serializer):
    """A decision on the card `item`; with an owner and a day it is an action as well."""

    text = serializers.CharField(max_length=LONGEST)
    why = serializers.CharField(max_length=LONGEST, required=False, allow_blank=True)
    item = serializers.CharField(max_length=30, required=False, allow_blank=True)
    owner = PublicId(queryset=people(), required=False, allow_null=True)
    due_on = serializers.DateField(required=False, allow_null=True)


class EndSerializer(serializers.Serializer):
    """Who came, and who had said that they could not."""

    present = PublicId(queryset=people(), many=True)
    excused = PublicId(queryset=people(), many=True, required=False)


class MeetingViewSet(ReadViewSet):
    """The meetings, the latest first. Rituals plan them; here they are moved, held and ended."""

    http_method_names = ["get", "post", "head", "options"]
    queryset = Meeting.objects.select_related("ritual", "facilitator").prefetch_related(
        "decisions__by", "attendances__person"
    )
    serializer_class = MeetingSerializer
    filterset_fields = {"state": ["exact"], "ritual__kind": ["exact"]}
    ordering = "-planned_at"
    ordering_fields = ("planned_at",)

    @extend_schema(request=MeetingMoveSerializer, responses=MeetingSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Hold it at another time."""
        row = self.get_object()
        return self._shown(
            meetings.move(row, by=actor(request), **body_of(MeetingMoveSerializer, request))
        )

    @extend_schema(request=CallOffSerializer, responses=MeetingSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Call it off in a word."""
        row, said = self.get_object(), body_of(CallOffSerializer, request)
        return self._shown(meetings.cancel(row, by=actor(request), **said))

    @extend_schema(request=None, responses=MeetingSerializer)
    @action(detail=True, methods=["post"])
    def start(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Open it on a frozen snapshot; under way already, it is joined."""
        return self._shown(meetings.start(self.get_object(), by=actor(request)))

    @extend_schema(request=DecideSerializer, responses=MeetingSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Note a decision while it is under way."""
        row, said = self.get_object(), body_of(DecideSerializer, request)
        meetings.decide(row, by=actor(request), **said)
        return self._shown(row)

    @extend_schema(request=EndSerializer, responses=MeetingSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Note who came, write the minutes and send them."""
        row, by, said = self.get_object(), actor(request), body_of(EndSerializer, request)
        with transaction.atomic():  # refused, nothing of it stays
            meetings.attend(row, by=by, present=said["present"], excused=said.get("excused", []))
            meetings.end(row, by=by)
        return self._shown(row)

    def _shown(self, row: Meeting) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=row.pk)).data)


router = SimpleRouter()
router.register("rituals", RitualViewSet, basename="ritual")
router.register("meetings", MeetingViewSet, basename="meeting")
urlpatterns = router.urls
