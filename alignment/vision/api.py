"""The ideal customer over REST: every version; written in the browser, signed anywhere."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from alignment.people.actor import actor
from alignment.vision import selectors, signing
from alignment.vision.models import Criterion, IcpVersion
from alignment.vision.models.signing import SIDES
from alignment.vision.sentences import sentence_of
from alignment.web.api import ReadViewSet, holding
from alignment.web.policies import MANAGER

app_name = "vision-api"


class CriterionSerializer(serializers.ModelSerializer):
    sentence = serializers.SerializerMethodField()
    values = serializers.ListField(child=serializers.JSONField())

    class Meta:
        model = Criterion
        fields = ["label", "kind", "fact", "operator", "values", "weight", "sentence"]

    def get_sentence(self, criterion: Criterion) -> str:
        return sentence_of(criterion)


class SignedSerializer(serializers.Serializer):
    """The word of one team; `by` and `at` are null until it is given."""

    side = serializers.CharField()
    by = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField(allow_null=True)


class ProposalSerializer(serializers.Serializer):
    """Why it changes, and the day it should start: empty is once both teams have signed."""

    note = serializers.CharField(max_length=500)
    effective_on = serializers.DateField(required=False, allow_null=True, default=None)


class SignatureSerializer(serializers.Serializer):
    """For which team, and the digest of what was read."""

    side = serializers.ChoiceField(choices=[(side.value, side.label) for side in SIDES])
    digest = serializers.CharField(max_length=64, required=False, default="")


class IcpVersionSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    criteria = CriterionSerializer(many=True, read_only=True)
    signatures = SignedSerializer(many=True, read_only=True)

    class Meta:
        model = IcpVersion
        fields = [
            "id",
            "number",
            "status",
            "note",
            "nomenclature",
            "digest",
            "proposed_at",
            "effective_on",
            "effective_at",
            "superseded_at",
            "criteria",
            "signatures",
        ]


class IcpViewSet(ReadViewSet):
    """Versions of the ideal customer; proposed, signed and withdrawn by the POST actions."""

    queryset = selectors.every_version()
    serializer_class = IcpVersionSerializer
    ordering = "-number"
    ordering_fields = ("number",)

    def get_permissions(self) -> list[Any]:
        if self.action in ("propose", "sign", "withdraw"):
            return [holding(MANAGER)()]
        return list(super().get_permissions())

    def shown(self, found: IcpVersion) -> Response:
        """The version as it is now."""
        return Response(self.get_serializer(self.get_queryset().get(pk=found.pk)).data)

    @extend_schema(request=ProposalSerializer, responses=IcpVersionSerializer)
    @action(detail=True, methods=["post"])
    def propose(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Freeze the draft for signing."""
        body = ProposalSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        said = body.validated_data
        return self.shown(signing.propose(self.get_object(), by=actor(request), **said))

    @extend_schema(request=SignatureSerializer, responses=IcpVersionSerializer)
    @action(detail=True, methods=["post"])
    def sign(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Sign for a team; with both teams' words it is in force on its day."""
        body = SignatureSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        said = body.validated_data
        return self.shown(signing.sign(self.get_object(), by=actor(request), **said))

    @extend_schema(request=None, responses=IcpVersionSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make a version that is not in force yet a draft again."""
        return self.shown(signing.withdraw(self.get_object(), by=actor(request)))

    @extend_schema(responses=IcpVersionSerializer)
    @action(detail=False, pagination_class=None, filter_backends=[])
    def current(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The version in force; 404 while none was published."""
        version = selectors.in_force_version()
        if version is None:
            raise NotFound
        return Response(self.get_serializer(version).data)


router = SimpleRouter()
router.register("icp", IcpViewSet, basename="icp")
urlpatterns = router.urls
