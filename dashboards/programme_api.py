"""The programme over REST, without a door for anonymous answers.

They are given in the browser only: a key, a stored reply or a client's log would join them to a
person.
"""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from alignment.library.models import Content
from alignment.people.actor import actor
from alignment.people.models import User
from alignment.programme import learning, results
from alignment.programme.choices import Metric, ProjectKind
from alignment.programme.models import Immersion, Milestone, Pair, Project, Round, Training
from alignment.web.api import CreatingViewSet, PublicId, ReadViewSet, Ref, body_of

app_name = "programme-api"


def people() -> Any:
    """Active people of a team."""
    return User.objects.active().filter(team__isnull=False).select_related("team", "second_team")


class RowSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)


class ScoreSerializer(serializers.Serializer):
    """A mean from 1 to 5; `together` is one open answer of a small team."""

    mean = serializers.FloatField()
    n = serializers.IntegerField()
    together = serializers.BooleanField()


class StatementSerializer(serializers.Serializer):
    """A statement; a team's score is null where it may not be shown."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    sales = ScoreSerializer(allow_null=True)
    marketing = ScoreSerializer(allow_null=True)
    direction = ScoreSerializer(allow_null=True)
    company = ScoreSerializer(allow_null=True)
    gap = serializers.FloatField(allow_null=True)


class RoundSerializer(RowSerializer):
    """A round of questions; its results once it is closed, as far as nobody can be guessed."""

    statements = serializers.SerializerMethodField()
    obstacles = serializers.SerializerMethodField()

    class Meta:
        model = Round
        fields = ["id", "kind", "opens_on", "closes_on", "closed_on", "statements", "obstacles"]

    @extend_schema_field(StatementSerializer(many=True))
    def get_statements(self, round_: Round) -> Any:
        """Empty while it is open."""
        lines = self._results(round_).lines if round_.closed_on else []
        return StatementSerializer(lines, many=True).data

    def get_obstacles(self, round_: Round) -> list[str]:
        """In alphabetical order, of nobody in particular."""
        return self._results(round_).obstacles

    def _results(self, round_: Round) -> results.Results:
        kept = self.__dict__.setdefault("_kept", {})
        if round_.pk not in kept:
            kept[round_.pk] = results.results_of(round_)
        return kept[round_.pk]


class RoundViewSet(ReadViewSet):
    """The diagnostic and the pulse: what may be published of them. Answers cannot be sent here."""

    queryset = Round.objects.select_related("box").prefetch_related("team_answers")
    serializer_class = RoundSerializer
    filterset_fields = ("kind",)
    ordering = "-opens_on"
    ordering_fields = ("opens_on",)


class ImmersionSerializer(RowSerializer):
    guest = Ref(read_only=True)
    host = PublicId(queryset=people())
    planned_on = serializers.DateField()

    class Meta:
        model = Immersion
        fields = [
            "id", "guest", "host", "planned_on", "state", "learned", "to_change", "content_idea",
            "actions", "reported_at",
        ]  # fmt: skip
        read_only_fields = [
            "state", "learned", "to_change", "content_idea", "actions", "reported_at",
        ]  # fmt: skip


class ReportSerializer(serializers.Serializer):
    """What it taught; `nothing` says that nothing is to change."""

    learned = serializers.CharField(max_length=300)
    to_change = serializers.CharField(max_length=200, required=False, allow_blank=True)
    content_idea = serializers.CharField(max_length=200, required=False, allow_blank=True)
    nothing = serializers.BooleanField(required=False)


class ImmersionViewSet(CreatingViewSet):
    """Who went along with the other team, and what it taught."""

    queryset = Immersion.objects.select_related("guest__team", "guest__second_team", "host__team")
    serializer_class = ImmersionSerializer
    filterset_fields = ("state",)
    ordering_fields = ("planned_on",)

    def made(self, request: Request, said: dict[str, Any]) -> Immersion:
        by = actor(request)
        return learning.plan_immersion(by=by, host=said["host"], on=said["planned_on"])

    @extend_schema(request=ReportSerializer, responses=ImmersionSerializer)
    @action(detail=True, methods=["post"])
    def report(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say what it taught; what is to change becomes an action or a request for a content."""
        row, by = self.get_object(), actor(request)
        learning.require_guest(row, by)
        return self.shown(learning.report(row, by=by, **body_of(ReportSerializer, request)))

    @extend_schema(request=None, responses=ImmersionSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """It will not take place."""
        return self.shown(learning.cancel_immersion(self.get_object(), by=actor(request)))


class TrainingSerializer(RowSerializer):
    owner = PublicId(queryset=people())
    attendees = PublicId(queryset=people(), many=True, required=False)
    material = PublicId(queryset=Content.objects.active(), required=False, allow_null=True)
    metric = serializers.ChoiceField(choices=Metric.choices, required=False, allow_blank=True)

    class Meta:
        model = Training
        fields = ["id", "title", "owner", "planned_on", "attendees", "material", "metric",
                  "held_on"]  # fmt: skip
        read_only_fields = ["held_on"]


class HeldSerializer(serializers.Serializer):
    on = serializers.DateField()
    attendees = PublicId(queryset=people(), many=True)


class TrainingViewSet(CreatingViewSet):
    """Trainings across teams: who shows what to whom, and which number should move."""

    queryset = Training.objects.select_related("owner", "material").prefetch_related("attendees")
    serializer_class = TrainingSerializer
    ordering_fields = ("planned_on",)

    def made(self, request: Request, said: dict[str, Any]) -> Training:
        return learning.plan_training(by=actor(request), on=said.pop("planned_on"), **said)

    @extend_schema(request=HeldSerializer, responses=TrainingSerializer)
    @action(detail=True, methods=["post"])
    def held(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """It took place, and who was there."""
        row, by = self.get_object(), actor(request)
        learning.require_trainer(row, by)
        learning.hold_training(row, by=by, **body_of(HeldSerializer, request))
        return self.shown(self.get_queryset().get(pk=row.pk))


class MentoringPairSerializer(RowSerializer):
    first = PublicId(queryset=people())
    second = PublicId(queryset=people())

    class Meta:
        model = Pair
        fields = ["id", "first", "second", "starts_on", "ends_on", "next_on", "ended_on"]
        read_only_fields = ["ended_on"]


class NextSerializer(serializers.Serializer):
    next_on = serializers.DateField(required=False, allow_null=True)
    end = serializers.BooleanField(required=False)


class PairViewSet(CreatingViewSet):
    """Pairs across teams. What they say to each other is kept nowhere."""

    queryset = Pair.objects.select_related("first", "second")
    serializer_class = MentoringPairSerializer
    ordering_fields = ("ends_on",)

    def made(self, request: Request, said: dict[str, Any]) -> Pair:
        return learning.make_pair(by=actor(request), **said)

    @extend_schema(request=NextSerializer, responses=MentoringPairSerializer)
    @action(detail=True, methods=["post"])
    def next(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """When the two meet next, or `end`."""
        said: dict[str, Any] = {"next_on": None, **body_of(NextSerializer, request)}
        return self.shown(learning.meet_again(self.get_object(), by=actor(request), **said))


class MilestoneSerializer(RowSerializer):
    class Meta:
        model = Milestone
        fields = ["id", "title", "due_on", "done_on"]
        read_only_fields = ["done_on"]


class ProjectSerializer(RowSerializer):
    marketing_lead = PublicId(queryset=people())
    sales_lead = PublicId(queryset=people())
    kind = serializers.ChoiceField(choices=ProjectKind.choices)
    milestones = MilestoneSerializer(many=True, read_only=True)

    class Meta:
        model = Project
        fields = ["id", "title", "kind", "goal", "marketing_lead", "sales_lead", "milestones",
                  "outcome", "ended_on"]  # fmt: skip
        read_only_fields = ["outcome", "ended_on"]


class ProjectOutcomeSerializer(serializers.Serializer):
    outcome = serializers.CharField(max_length=300)


class ProjectViewSet(CreatingViewSet):
    """Joint projects with their steps."""

    queryset = Project.objects.select_related("marketing_lead", "sales_lead").prefetch_related(
        "milestones"
    )
    serializer_class = ProjectSerializer

    def made(self, request: Request, said: dict[str, Any]) -> Project:
        return learning.start_project(by=actor(request), **said)

    @extend_schema(request=MilestoneSerializer, responses=ProjectSerializer)
    @action(detail=True, methods=["post"])
    def milestone(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add a step."""
        row, by = self.get_object(), actor(request)
        learning.add_milestone(row, by=by, **body_of(MilestoneSerializer, request))
        return self.shown(self.get_queryset().get(pk=row.pk))

    @extend_schema(request=ProjectOutcomeSerializer, responses=ProjectSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say what came of it."""
        row, by = self.get_object(), actor(request)
        learning.require_lead(row, by)
        return self.shown(
            learning.end_project(row, by=by, **body_of(ProjectOutcomeSerializer, request))
        )


router = SimpleRouter()
router.register("rounds", RoundViewSet, basename="round")
router.register("immersions", ImmersionViewSet, basename="immersion")
router.register("trainings", TrainingViewSet, basename="training")
router.register("mentoring-pairs", PairViewSet, basename="pair")
router.register("joint-projects", ProjectViewSet, basename="project")
urlpatterns = router.urls
