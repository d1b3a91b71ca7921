"""The evidence over REST: what verdicts and deals say of criteria, suggested weights, grades."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from alignment.people.actor import actor
from alignment.vision.api import IcpVersionSerializer
from alignment.web.api import CursorPage, ReadViewSet, holding
from alignment.web.policies import OPERATOR
from dashboards.proof import drafting, grades, selectors
from dashboards.proof.models import Evidence, Suggestion


class LiftSerializer(serializers.Serializer):
    """How many times the rate without is the rate with, and its 95 % interval."""

    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class EvidenceSerializer(serializers.ModelSerializer):
    """One criterion, or one value of it, over twelve months; unknown is on neither side.

    Cycles in days (median of deals won), values in euros without tax (mean of deals won).
    """

    id = serializers.UUIDField(source="public_id", read_only=True)
    values = serializers.ListField(child=serializers.JSONField(), read_only=True)
    sentence = serializers.CharField(read_only=True)
    effect = LiftSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Evidence
        fields = [
            "id", "outcome", "fact", "operator", "values", "value", "sentence", "yes_with",
            "n_with", "yes_without", "n_without", "unknown", "effect", "strength", "quarters",
            "cycle_with", "cycle_without", "value_with", "value_without", "off_with",
            "off_without", "off_unknown", "first_on", "last_on", "computed_at",
        ]  # fmt: skip


class EvidenceRowSerializer(serializers.Serializer):
    """A hand-over or an opportunity behind a figure, and its lead."""

    kind = serializers.CharField(source="_meta.model_name")
    id = serializers.UUIDField(source="public_id")
    lead = serializers.UUIDField(source="lead.public_id")
    label = serializers.CharField(source="lead.__str__")  # type: ignore[assignment]


class AskedSerializer(serializers.Serializer):
    side = serializers.ChoiceField(choices=list(selectors.SIDES), default="with")
    answer = serializers.ChoiceField(choices=list(selectors.ANSWERS), default="all")


class EvidenceViewSet(ReadViewSet):
    """What twelve months say of each criterion; written each night."""

    queryset = Evidence.objects.all()
    serializer_class = EvidenceSerializer
    ordering = "id"

    @extend_schema(parameters=[AskedSerializer], responses=EvidenceRowSerializer(many=True))
    @action(detail=True, pagination_class=CursorPage, filter_backends=[])
    def rows(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The hand-overs or deals behind one figure, the newest first."""
        asked = AskedSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        found = selectors.rows_of(self.get_object(), **asked.validated_data)
        listed = self.paginate_queryset(
            found.select_related("lead__company", "lead__contact").order_by("-id")
        )
        return self.get_paginated_response(EvidenceRowSerializer(listed, many=True).data)


class SuggestionSerializer(serializers.ModelSerializer):
    """Another weight for a criterion; `before` and `after` count leads graded A or B."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    criterion = serializers.CharField(source="criterion.label", read_only=True)
    version = serializers.IntegerField(source="version.number", read_only=True)
    sentence = serializers.SerializerMethodField()

    class Meta:
        model = Suggestion
        fields = [
            "id", "criterion", "version", "current", "proposed", "sentence", "yes_with", "n_with",
            "yes_without", "n_without", "before_n", "before_yes", "after_n", "after_yes",
            "computed_at",
        ]  # fmt: skip

    def get_sentence(self, suggestion: Suggestion) -> str:
        return drafting.sentence_of(suggestion)


class SuggestionViewSet(ReadViewSet):
    """Weights that the verdicts suggest; never applied but by a version that both teams sign."""

    queryset = Suggestion.objects.select_related("criterion", "version")
    serializer_class = SuggestionSerializer
    ordering = "id"

    def get_permissions(self) -> list[Any]:
        if self.action == "draft":
            return [holding(OPERATOR)()]
        return list(super().get_permissions())

    @extend_schema(request=None, responses=IcpVersionSerializer)
    @action(detail=True, methods=["post"])
    def draft(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Write it in the draft, starting one if need be; answers the draft."""
        draft = drafting.draft_from(self.get_object(), by=actor(request))
        return Response(IcpVersionSerializer(draft, context={"request": request}).data)


class IntervalSerializer(serializers.Serializer):
    low = serializers.FloatField()
    high = serializers.FloatField()


class GradeSerializer(serializers.Serializer):
    """Accepted of decided for a grade at the hand-over, with Wilson's 95 % interval."""

    grade = serializers.CharField()
    yes = serializers.IntegerField()
    n = serializers.IntegerField()
    interval = IntervalSerializer(allow_null=True)


class StepSerializer(serializers.Serializer):
    better = serializers.CharField()
    worse = serializers.CharField()
    lift = LiftSerializer(allow_null=True)
    state = serializers.ChoiceField(choices=["shown", "open", "reversed"])


class CalibrationSerializer(serializers.Serializer):
    """Whether grades keep their word; Brier: 0 is perfect, `brier_base` knows the mean alone."""

    as_of = serializers.DateField(source="calibration.as_of")
    lines = GradeSerializer(many=True)
    steps = StepSerializer(many=True)
    is_ordered = serializers.BooleanField()
    brier = serializers.FloatField(source="calibration.brier", allow_null=True)
    brier_base = serializers.FloatField(source="calibration.brier_base", allow_null=True)
    tested = serializers.IntegerField(source="calibration.tested")
    read_later = serializers.IntegerField(source="calibration.read_later")


class CalibrationView(APIView):
    @extend_schema(responses=CalibrationSerializer)
    def get(self, request: Request) -> Response:
        """The latest night's calibration of the grades; 404 before the first."""
        report = grades.report()
        if report is None:
            raise NotFound
        return Response(CalibrationSerializer(report).data)
