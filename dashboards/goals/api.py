"""Shared goals over REST: where each stands, evening by evening, and the acts of signing."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from alignment.people.actor import actor
from alignment.vision import goals, signing
from alignment.vision.api import ProposalSerializer, SignatureSerializer, SignedSerializer
from alignment.vision.choices import VersionStatus
from alignment.vision.models.goals import Direction, GoalFigure, GoalPeriod, Objective
from alignment.web.api import ReadViewSet, holding
from alignment.web.policies import MANAGER, OPERATOR
from dashboards.choices import Segment
from dashboards.goals import measuring
from dashboards.goals.pace import State
from dashboards.goals.page import Card, cards
from dashboards.models import Progress
from leads.api.fields import PublicId, Ref, marketers, sellers


class StandingSerializer(serializers.Serializer):
    """Where a goal stood on the evening of `as_of`; intervals hold in four cases of five."""

    state = serializers.ChoiceField(choices=[(each.value, each.value) for each in State])
    as_of = serializers.DateField(allow_null=True)
    value = serializers.FloatField(allow_null=True)
    numerator = serializers.FloatField(allow_null=True)
    denominator = serializers.FloatField(allow_null=True)
    n = serializers.IntegerField()
    working_days_done = serializers.IntegerField()
    working_days = serializers.IntegerField()
    expected = serializers.FloatField(allow_null=True)
    landing_low = serializers.FloatField(allow_null=True)
    landing_high = serializers.FloatField(allow_null=True)
    rate_of_the_rest = serializers.FloatField(allow_null=True)


class ObjectiveSerializer(serializers.ModelSerializer):
    """A version of a goal; `line` is the same for all versions of one goal."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    label = serializers.CharField(source="__str__", read_only=True)  # type: ignore[assignment]
    marketing_owner = Ref(read_only=True, allow_null=True)
    sales_owner = Ref(read_only=True, allow_null=True)
    signatures = SignedSerializer(many=True, read_only=True)
    standing = serializers.SerializerMethodField()

    class Meta:
        model = Objective
        fields = [
            "id", "line", "number", "status", "label", "figure", "segment", "segment_value",
            "period", "first", "last", "target", "direction", "marketing_owner", "sales_owner",
            "note", "digest", "effective_on", "effective_at", "superseded_at", "signatures",
            "standing",
        ]  # fmt: skip

    @extend_schema_field(StandingSerializer)
    def get_standing(self, goal: Objective) -> Any:
        """Where it stands."""
        return StandingSerializer(_standing(self.context["cards"][goal.pk])).data


class WriteSerializer(serializers.Serializer):
    """What a goal says. A rate's target is a share: 0.8 is 80 %; a delay's in working days."""

    figure = serializers.ChoiceField(choices=GoalFigure.choices)
    target = serializers.DecimalField(max_digits=14, decimal_places=4)
    period = serializers.ChoiceField(choices=GoalPeriod.choices)
    first = serializers.DateField(help_text="Any day of the month, quarter or year.")
    last = serializers.DateField(required=False, allow_null=True, help_text="For `custom` only.")
    direction = serializers.ChoiceField(choices=Direction.choices, required=False)
    segment = serializers.ChoiceField(
        choices=[each for each in Segment.choices if each[0]], required=False, allow_blank=True
    )
    segment_value = serializers.CharField(max_length=60, required=False, allow_blank=True)
    marketing_owner = PublicId(queryset=marketers(), required=False, allow_null=True)
    sales_owner = PublicId(queryset=sellers(), required=False, allow_null=True)


class StopSerializer(serializers.Serializer):
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)


class ProgressSerializer(serializers.ModelSerializer):
    class Meta:
        model = Progress
        fields = ["as_of", "value", "numerator", "denominator", "n", "computed_at"]


class ObjectiveViewSet(ReadViewSet):
    """Shared goals; a draft is proposed, signed by both teams, changed by a new version."""

    http_method_names = ["get", "post", "patch", "head", "options"]
    queryset = Objective.objects.with_owners().with_signers()
    serializer_class = ObjectiveSerializer
    filterset_fields = ("status", "figure")
    ordering = "-id"
    ordering_fields = ("first", "last")

    def get_permissions(self) -> Any:
        if self.request.method in ("GET", "HEAD", "OPTIONS"):
            return list(super().get_permissions())
        managed = self.action in ("propose", "sign", "withdraw", "stop")
        return [holding(MANAGER if managed else OPERATOR)()]

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Every version of every goal, with where it stands."""
        found = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(self._data(found))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One version with where it stands."""
        return self.shown(self.get_object())

    @extend_schema(request=WriteSerializer, responses={201: ObjectiveSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Write a draft; it counts once both teams have signed."""
        said = self._said(WriteSerializer)
        found = goals.save_objective(None, by=actor(request), **said)
        return self.shown(found, status.HTTP_201_CREATED)

    @extend_schema(request=WriteSerializer, responses=ObjectiveSerializer)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change a draft; what is not sent stays."""
        found = self.get_object()
        said = {name: getattr(found, name) for name in goals.WRITTEN}
        said |= self._said(WriteSerializer, partial=True)
        return self.shown(goals.save_objective(found, by=actor(request), **said))

    @extend_schema(request=None, responses=ObjectiveSerializer)
    @action(detail=True, methods=["post"])
    def change(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The draft of the next version of a goal."""
        return self.shown(goals.change(self.get_object(), by=actor(request)))

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Throw a draft away."""
        goals.discard(self.get_object(), by=actor(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=ProposalSerializer, responses=ObjectiveSerializer)
    @action(detail=True, methods=["post"])
    def propose(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Freeze a draft for signing."""
        said = self._said(ProposalSerializer)
        return self.shown(signing.propose(self.get_object(), by=actor(request), **said))

    @extend_schema(request=SignatureSerializer, responses=ObjectiveSerializer)
    @action(detail=True, methods=["post"])
    def sign(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Sign for a team; with both teams' words it is in force, and measured at once."""
        said = self._said(SignatureSerializer)
        found = signing.sign(self.get_object(), by=actor(request), **said)
        if found.status == VersionStatus.ACTIVE:
            measuring.measure(found)
        return self.shown(found)

    @extend_schema(request=None, responses=ObjectiveSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make a proposed version a draft again."""
        return self.shown(signing.withdraw(self.get_object(), by=actor(request)))

    @extend_schema(request=StopSerializer, responses=ObjectiveSerializer)
    @action(detail=True, methods=["post"])
    def stop(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Give a goal up before its end."""
        found = self.get_object()
        goals.stop(found, by=actor(request), **self._said(StopSerializer))
        return self.shown(found)

    @extend_schema(responses=ProgressSerializer(many=True))
    @action(detail=True, pagination_class=None, filter_backends=[])
    def progress(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Every evening that was measured, the first one first."""
        rows = self.get_object().progress.order_by("as_of")
        return Response(ProgressSerializer(rows, many=True).data)

    def shown(self, found: Objective, code: int = status.HTTP_200_OK) -> Response:
        """The version as it is now."""
        return Response(self._data([self.get_queryset().get(pk=found.pk)])[0], code)

    def _data(self, found: Sequence[Objective]) -> Any:
        told = {each.goal.pk: each for each in cards(found)}
        context = {**self.get_serializer_context(), "cards": told}
        return ObjectiveSerializer(found, many=True, context=context).data

    def _said(self, kind: type[serializers.Serializer], **options: Any) -> dict[str, Any]:
        body = kind(data=self.request.data, **options)
        body.is_valid(raise_exception=True)
        return body.validated_data


def _standing(card: Card) -> dict[str, Any]:
    found, pace = card.progress, card.pace
    low, high = pace.landing or (None, None)
    names = ("as_of", "value", "numerator", "denominator")
    return {name: getattr(found, name, None) for name in names} | {
        "state": pace.state.value,
        "n": found.n if found else 0,
        "working_days_done": card.done,
        "working_days": card.total,
        "expected": pace.expected,
        "landing_low": low,
        "landing_high": high,
        "rate_of_the_rest": pace.rest,
    }
