"""The buyer's path over REST: steps with what was measured on the way to the next one."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from alignment.people.actor import actor
from alignment.vision import journey
from alignment.vision.models.journey import Actor, JourneyStage, Milestone
from alignment.web.api import TandemViewSet, holding
from alignment.web.policies import OPERATOR
from dashboards.buyer_path import Step, path
from leads.api.fields import Ref


class PathNumberSerializer(serializers.Serializer):
    """A measured number, as people read it, with its sample and its rows."""

    label = serializers.CharField()  # type: ignore[assignment]
    figure = serializers.CharField(source="figure.__str__")
    n = serializers.IntegerField()
    url = serializers.CharField()


class FrictionSerializer(serializers.Serializer):
    """What feedback says slows down: `count` of the `n` that were told in this step."""

    label = serializers.CharField()  # type: ignore[assignment]
    count = serializers.IntegerField()
    n = serializers.IntegerField()
    url = serializers.CharField()


class PathStageSerializer(serializers.Serializer):
    """A step; `conversions` and `stays` are measured on the way to the next one."""

    id = serializers.UUIDField(source="stage.public_id")
    position = serializers.IntegerField(source="stage.position")
    name = serializers.CharField(source="stage.name")
    question = serializers.CharField(source="stage.question")
    milestone = serializers.CharField(source="stage.milestone")
    actor = serializers.CharField(source="stage.actor")
    moments = serializers.ListField(source="points.moments", child=serializers.CharField())
    frictions = serializers.ListField(source="points.frictions", child=serializers.CharField())
    accelerators = serializers.ListField(
        source="points.accelerators", child=serializers.CharField()
    )
    heard = FrictionSerializer(source="frictions", many=True)
    contents = Ref(many=True)
    conversions = PathNumberSerializer(many=True)
    stays = PathNumberSerializer(many=True)


def _texts() -> serializers.ListField:
    return serializers.ListField(
        child=serializers.CharField(max_length=journey.LONGEST),
        max_length=journey.MOST_POINTS,
        required=False,
    )


class PathStageWriteSerializer(serializers.Serializer):
    """What is written of a step; what is not sent stays."""

    name = serializers.CharField(max_length=80)
    question = serializers.CharField(max_length=200, required=False, allow_blank=True)
    milestone = serializers.ChoiceField(choices=Milestone.choices, required=False, allow_blank=True)
    actor = serializers.ChoiceField(choices=Actor.choices, required=False)
    moments = _texts()
    frictions = _texts()
    accelerators = _texts()


class JourneyViewSet(TandemViewSet):
    """Steps of the buyer's path in their order; every change is kept in the journal."""

    http_method_names = ["get", "post", "patch", "head", "options"]
    queryset = JourneyStage.objects.all()
    serializer_class = PathStageSerializer
    pagination_class = None
    filter_backends = ()

    def get_permissions(self) -> Any:
        if self.request.method in ("GET", "HEAD", "OPTIONS"):
            return super().get_permissions()
        return [holding(OPERATOR)()]

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Every step, the first one first."""
        return Response(PathStageSerializer(path(), many=True).data)

    @extend_schema(request=PathStageWriteSerializer, responses={201: PathStageSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add a step at the end."""
        found = journey.save_stage(None, by=actor(request), **self._said())
        return Response(PathStageSerializer(_step(found)).data, status.HTTP_201_CREATED)

    @extend_schema(request=PathStageWriteSerializer)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change a step."""
        said = self._said(partial=True)
        found = journey.save_stage(self.get_object(), by=actor(request), **said)
        return Response(PathStageSerializer(_step(found)).data)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a step out; the journal keeps what it said."""
        journey.remove(self.get_object(), by=actor(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _said(self, **options: Any) -> dict[str, Any]:
        body = PathStageWriteSerializer(data=self.request.data, **options)
        body.is_valid(raise_exception=True)
        return body.validated_data


def _step(stage: JourneyStage) -> Step:
    """The step among the others: its arrow depends on the next one."""
    return next(step for step in path() if step.stage.pk == stage.pk)
