"""The shared vision over REST: what both teams sign, read and signed by other software too."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from alignment.people.actor import actor
from alignment.vision import houses, selectors, signing
from alignment.vision.models import Criterion, HouseVersion, IcpVersion, Segment
from alignment.vision.models.signing import SIDES, CoSigned
from alignment.vision.sentences import sentence_of
from alignment.web.api import CreatingViewSet, PublicId, ReadViewSet, body_of, holding
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


class CoSignedViewSet(ReadViewSet):
    """Versions of a text that both teams sign: proposed, signed and withdrawn by POST."""

    ordering = "-number"
    ordering_fields: tuple[str, ...] = ("number",)

    def get_permissions(self) -> list[Any]:
        if self.action in ("propose", "sign", "withdraw"):
            return [holding(MANAGER)()]
        return list(super().get_permissions())

    def as_it_is(self, found: CoSigned) -> Response:
        """The version as it is now."""
        return Response(self.get_serializer(self.get_queryset().get(pk=found.pk)).data)

    @extend_schema(request=ProposalSerializer)
    @action(detail=True, methods=["post"])
    def propose(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Freeze the draft for signing."""
        row, said = self.get_object(), body_of(ProposalSerializer, request)
        return self.as_it_is(signing.propose(row, by=actor(request), **said))

    @extend_schema(request=SignatureSerializer)
    @action(detail=True, methods=["post"])
    def sign(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Sign for a team; with both teams' words it is in force on its day."""
        row, said = self.get_object(), body_of(SignatureSerializer, request)
        return self.as_it_is(signing.sign(row, by=actor(request), **said))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make a version that is not in force yet a draft again."""
        return self.as_it_is(signing.withdraw(self.get_object(), by=actor(request)))


class IcpViewSet(CoSignedViewSet):
    """Versions of the ideal customer; they are written in the browser."""

    queryset = selectors.every_version()
    serializer_class = IcpVersionSerializer

    @extend_schema(responses=IcpVersionSerializer)
    @action(detail=False, pagination_class=None, filter_backends=[])
    def current(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The version in force; 404 while none was published."""
        version = selectors.in_force_version()
        if version is None:
            raise NotFound
        return Response(self.get_serializer(version).data)


class SegmentSerializer(serializers.ModelSerializer):
    """A group of leads; `rule` is a query of leads, or the address of a list of them."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    rule = serializers.JSONField(source="query")

    class Meta:
        model = Segment
        fields = ["id", "name", "note", "rule", "position"]
        read_only_fields = ["position"]


class SegmentViewSet(CreatingViewSet):
    """The segments that hear a message of their own."""

    queryset = Segment.objects.in_use()
    serializer_class = SegmentSerializer
    ordering = "position"
    ordering_fields = ("position",)

    def made(self, request: Request, said: dict[str, Any]) -> Segment:
        rule = said.pop("query")
        return houses.add_segment(by=actor(request), rule=rule, **said)


class ObjectionSerializer(serializers.Serializer):
    text = serializers.CharField(max_length=160)
    answer = serializers.CharField(max_length=500, required=False, allow_blank=True)


class HouseVersionSerializer(serializers.ModelSerializer):
    """A version of the message; `segment` is null where it speaks to everybody."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    segment = PublicId(
        source="house.segment", queryset=Segment.objects.in_use(), required=False, allow_null=True
    )
    promise = serializers.CharField(max_length=160)
    proofs = serializers.ListField(child=serializers.CharField(max_length=200), max_length=3)
    objections = ObjectionSerializer(many=True, required=False)
    persona = serializers.CharField(max_length=300, required=False, allow_blank=True)
    signatures = SignedSerializer(many=True, read_only=True)

    class Meta:
        model = HouseVersion
        fields = [
            "id", "segment", "number", "status", "note", "promise", "proofs", "objections",
            "persona", "digest", "proposed_at", "effective_on", "effective_at", "superseded_at",
            "signatures",
        ]  # fmt: skip
        read_only_fields = [
            "number", "status", "note", "digest", "proposed_at", "effective_on", "effective_at",
            "superseded_at",
        ]  # fmt: skip


class MessageViewSet(CoSignedViewSet, CreatingViewSet):
    """Versions of the message houses; a POST writes the draft of the next version."""

    queryset = HouseVersion.objects.with_signers().select_related("house__segment")
    serializer_class = HouseVersionSerializer
    ordering = "-id"
    filterset_fields = ("status",)

    def made(self, request: Request, said: dict[str, Any]) -> HouseVersion:
        segment = said.pop("house", {}).get("segment")
        return houses.write(houses.house_of(segment), by=actor(request), **said)


router = SimpleRouter()
router.register("segments", SegmentViewSet, basename="segment")
router.register("message-houses", MessageViewSet, basename="message-house")
router.register("icp", IcpViewSet, basename="icp")
urlpatterns = router.urls
