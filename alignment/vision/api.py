"""The shared vision over REST: what both teams sign, read and signed by other software too."""

from typing import Any

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from alignment.people.actor import actor
from alignment.people.models import User
from alignment.vision import glossary, houses, selectors, signing
from alignment.vision.models import (
    Criterion,
    HouseVersion,
    IcpVersion,
    Segment,
    Term,
    TermVersion,
)
from alignment.vision.models.glossary import LONGEST
from alignment.vision.models.signing import SIDE_CHOICES, CoSigned
from alignment.vision.sentences import sentence_of
from alignment.web.api import CreatingViewSet, PublicId, ReadViewSet, body_of, holding
from alignment.web.policies import MANAGER, OPERATOR

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

    side = serializers.ChoiceField(choices=SIDE_CHOICES)
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
    """The segments that hear a message of their own, while they are in use."""

    http_method_names = ["get", "post", "patch", "head", "options"]
    queryset = Segment.objects.in_use()
    serializer_class = SegmentSerializer
    ordering = "position"
    ordering_fields = ("position",)

    def made(self, request: Request, said: dict[str, Any]) -> Segment:
        rule = said.pop("query")
        return houses.add_segment(by=actor(request), rule=rule, **said)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Name it anew, or draw its line elsewhere."""
        row = self.get_object()
        body = self.get_serializer(row, data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        said = {"name": row.name, "note": row.note, "query": row.query} | body.validated_data
        rule = said.pop("query")
        return self.shown(houses.change_segment(row, by=actor(request), rule=rule, **said))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Nobody hears its message any more."""
        return self.shown(houses.retire_segment(self.get_object(), by=actor(request)))


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


class DefinitionSerializer(serializers.ModelSerializer):
    """What a word means from one day to the next; `word` is its id, `rule` a query of leads."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    word = PublicId(source="term", queryset=Term.objects.all())
    rule = serializers.JSONField(required=False, allow_null=True)
    note = serializers.CharField(max_length=500)
    signatures = SignedSerializer(many=True, read_only=True)

    class Meta:
        model = TermVersion
        fields = [
            "id", "word", "number", "status", "definition_fr", "definition_en", "rule", "note",
            "digest", "proposed_at", "effective_on", "effective_at", "superseded_at", "refusal",
            "signatures",
        ]  # fmt: skip
        read_only_fields = [
            "number", "status", "digest", "proposed_at", "effective_on", "effective_at",
            "superseded_at", "refusal",
        ]  # fmt: skip
        extra_kwargs = {
            name: {"required": True, "allow_blank": False}
            for name in ("definition_fr", "definition_en")
        }
        # One draft a word is a rule of storage: who proposes again writes that draft anew.
        validators: list[Any] = []


class SharedWordSerializer(serializers.ModelSerializer):
    """A word both teams use, with the definition in force (null before the first)."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    definition = serializers.SerializerMethodField()
    definition_fr = serializers.CharField(write_only=True, max_length=LONGEST)
    definition_en = serializers.CharField(write_only=True, max_length=LONGEST)
    marketing_owner = serializers.CharField(read_only=True, allow_null=True)
    sales_owner = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = Term
        fields = [
            "id", "code", "group", "word_fr", "word_en", "forms", "marketing_owner", "sales_owner",
            "definition", "definition_fr", "definition_en",
        ]  # fmt: skip
        read_only_fields = ["code", "forms"]

    @extend_schema_field(DefinitionSerializer(allow_null=True))
    def get_definition(self, term: Term) -> dict[str, Any] | None:
        found: list[TermVersion] = term.now  # type: ignore[attr-defined]
        return dict(DefinitionSerializer(found[0]).data) if found else None


class WordOwnerSerializer(serializers.Serializer):
    """Who answers for the word in a team; null leaves it to the team's managers."""

    side = serializers.ChoiceField(choices=SIDE_CHOICES)
    owner = PublicId(queryset=User.objects.active().with_teams(), allow_null=True, default=None)


class WordViewSet(CreatingViewSet):
    """The shared words; a POST proposes one with its first definition, which both approve."""

    queryset = Term.objects.select_related("marketing_owner", "sales_owner").prefetch_related(
        Prefetch(
            "versions",
            TermVersion.objects.in_force().with_signers().select_related("term"),
            to_attr="now",
        )
    )
    serializer_class = SharedWordSerializer
    ordering = "id"
    filterset_fields = ("code", "group")

    def get_permissions(self) -> list[Any]:
        if self.action == "owner":
            return [holding(MANAGER)()]
        if self.action == "create":
            return [holding(OPERATOR)()]
        return list(super().get_permissions())

    def made(self, request: Request, said: dict[str, Any]) -> Term:
        found = glossary.add_term(by=actor(request), **said)
        return self.get_queryset().get(pk=found.pk)

    @extend_schema(request=WordOwnerSerializer)
    @action(detail=True, methods=["post"])
    def owner(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say who answers for the word in a team."""
        row, said = self.get_object(), body_of(WordOwnerSerializer, request)
        glossary.set_owner(row, by=actor(request), **said)
        return self.shown(self.get_queryset().get(pk=row.pk))


class RefusalSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300)


class DefinitionViewSet(CreatingViewSet):
    """Definitions of the shared words; a POST proposes one, which both owners approve."""

    queryset = TermVersion.objects.with_signers().select_related("term")
    serializer_class = DefinitionSerializer
    ordering = "-id"
    filterset_fields = ("status",)

    def get_permissions(self) -> list[Any]:
        if self.action not in ("list", "retrieve"):
            return [holding(OPERATOR)()]
        return list(super().get_permissions())

    def made(self, request: Request, said: dict[str, Any]) -> TermVersion:
        return glossary.propose(said.pop("term"), by=actor(request), **said)

    def as_it_is(self, found: TermVersion) -> Response:
        """The definition as it is now."""
        return Response(self.get_serializer(self.get_queryset().get(pk=found.pk)).data)

    @extend_schema(request=SignatureSerializer)
    @action(detail=True, methods=["post"])
    def sign(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Approve it for a team; approved by both it is in force."""
        row, said = self.get_object(), body_of(SignatureSerializer, request)
        return self.as_it_is(signing.sign(row, by=actor(request), **said))

    @extend_schema(request=RefusalSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say no with a reason: it is a draft again, and its author is told why."""
        row, said = self.get_object(), body_of(RefusalSerializer, request)
        return self.as_it_is(glossary.refuse(row, by=actor(request), **said))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take back a proposal that is not in force yet."""
        return self.as_it_is(signing.withdraw(self.get_object(), by=actor(request)))


router = SimpleRouter()
router.register("words", WordViewSet, basename="word")
router.register("definitions", DefinitionViewSet, basename="definition")
router.register("segments", SegmentViewSet, basename="segment")
router.register("message-houses", MessageViewSet, basename="message-house")
router.register("icp", IcpViewSet, basename="icp")
urlpatterns = router.urls
