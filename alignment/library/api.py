"""Contents, their versions, own versions of reps and requests over REST."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from alignment.library import asking, remakes, selectors, services
from alignment.library.choices import Kind, Moment, Persona
from alignment.library.filters import ContentFilter, ContentRequestFilter, RemakeFilter
from alignment.library.models import Content, ContentRequest, ContentVersion, Remake
from alignment.people.actor import actor
from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.vision.models import HouseVersion
from alignment.web.api import ReadViewSet
from alignment.web.parsers import StrictJSON

app_name = "library-api"


class Named(serializers.SlugRelatedField):
    """A row by its public id, among those that may be named."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="public_id", **kwargs)

    def to_representation(self, value: Any) -> str:
        return str(value.public_id)


@extend_schema_field({"type": "string", "format": "uuid"})
class PersonId(Named):
    def get_queryset(self) -> Any:
        return User.objects.active().of_kind(TeamKind.MARKETING, TeamKind.SALES)


@extend_schema_field({"type": "string", "format": "uuid"})
class MessageId(Named):
    def get_queryset(self) -> Any:
        return HouseVersion.objects.published()


@extend_schema_field({"type": "string", "format": "uuid"})
class ContentId(Named):
    def get_queryset(self) -> Any:
        return Content.objects.active()


class HeldSerializer(serializers.ModelSerializer):
    """A file with its print, or an address."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    address = serializers.CharField(read_only=True, help_text="Empty for a file.")
    by = serializers.UUIDField(source="by.public_id", read_only=True, allow_null=True, default=None)

    class Meta:
        fields = ["id", "name", "size", "sha256", "media_type", "address", "note", "by", "at"]


class VersionSerializer(HeldSerializer):
    class Meta(HeldSerializer.Meta):
        model = ContentVersion
        fields = [*HeldSerializer.Meta.fields, "number"]
        read_only_fields = fields


class BroughtSerializer(serializers.Serializer):
    """A file (multipart/form-data) or an address."""

    file = serializers.FileField(required=False)
    address = serializers.URLField(max_length=500, required=False)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)


class AddressSerializer(serializers.Serializer):
    """What can be sent as JSON: a file needs multipart/form-data."""

    address = serializers.URLField(max_length=500)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)


BROUGHT = {"multipart/form-data": BroughtSerializer, "application/json": AddressSerializer}


class ContentSerializer(serializers.ModelSerializer):
    """A content with its current version and its use of the last 90 days."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    title = serializers.CharField(max_length=160)
    moments = serializers.ListField(
        child=serializers.ChoiceField(choices=Moment.choices), required=False
    )
    sections = serializers.ListField(child=serializers.CharField(max_length=1), required=False)
    personas = serializers.ListField(
        child=serializers.ChoiceField(choices=Persona.choices), required=False
    )
    owner = PersonId(required=False, allow_null=True, queryset=User.objects.none())
    message = MessageId(required=False, allow_null=True, queryset=HouseVersion.objects.none())
    current = VersionSerializer(read_only=True, allow_null=True)
    uses = serializers.IntegerField(read_only=True)
    opened = serializers.IntegerField(read_only=True)
    reps = serializers.IntegerField(read_only=True)

    class Meta:
        model = Content
        fields = [
            "id", "title", "kind", "summary", "when_to_use", "moments", "sections", "personas",
            "language", "owner", "message", "review_on", "is_active", "archived_why", "current",
            "uses", "opened", "reps", "created_at", "changed_at",
        ]  # fmt: skip
        read_only_fields = ["is_active", "archived_why", "created_at", "changed_at"]


class RetiringSerializer(serializers.Serializer):
    why = serializers.CharField(max_length=200, required=False, allow_blank=True)


class ReviewSerializer(serializers.Serializer):
    review_on = serializers.DateField()


class ContentViewSet(ReadViewSet):
    """What sales may show; marketing and managers write."""

    http_method_names = ["get", "post", "patch", "head", "options"]
    parser_classes = [StrictJSON, MultiPartParser]
    queryset = Content.objects.all()
    serializer_class = ContentSerializer
    filterset_class = ContentFilter
    ordering = "title"
    ordering_fields = ("title", "created_at", "review_on")

    def get_queryset(self) -> Any:
        rows = Content.objects.select_related("owner", "message", "current__by")
        return selectors.with_use(rows)

    def answer(self, row: Content, code: int = 200) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=row.pk)).data, status=code)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add a content; its file or address follows as a version."""
        services.require_writer(actor(request))
        body = self.get_serializer(data=request.data)
        body.is_valid(raise_exception=True)
        row = services.save_content(None, by=actor(request), **body.validated_data)
        return self.answer(row, status.HTTP_201_CREATED)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change what is said of a content."""
        row = self.get_object()
        services.require_writer(actor(request))
        body = self.get_serializer(row, data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        return self.answer(services.save_content(row, by=actor(request), **body.validated_data))

    @extend_schema(request=BROUGHT, responses={201: VersionSerializer})
    @action(detail=True, methods=["post"])
    def versions(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Bring a new version: a file, or an address that is never fetched."""
        row, by = self.get_object(), actor(request)
        services.require_writer(by)
        made = services.add_version(row, by=by, **_brought(request))
        return Response(VersionSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=RetiringSerializer, responses=ContentSerializer)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Retire a content; its links go on until they expire."""
        row = self.get_object()
        services.require_writer(actor(request))
        body = RetiringSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return self.answer(services.archive(row, by=actor(request), **body.validated_data))

    @extend_schema(request=None, responses=ContentSerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a retired content into use again."""
        return self.answer(services.restore(self.get_object(), by=actor(request)))

    @extend_schema(request=ReviewSerializer, responses=ContentSerializer)
    @action(detail=True, methods=["post"])
    def review(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Read again and still good, until the next day of review."""
        row = self.get_object()
        services.require_writer(actor(request))
        body = ReviewSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        until = body.validated_data["review_on"]
        return self.answer(services.review(row, by=actor(request), until=until))


class RemakeSerializer(HeldSerializer):
    content = serializers.UUIDField(source="content.public_id", read_only=True)

    class Meta(HeldSerializer.Meta):
        model = Remake
        fields = [*HeldSerializer.Meta.fields, "content", "state", "word", "decided_at"]
        read_only_fields = fields


class NewRemakeSerializer(BroughtSerializer):
    """`note` says what the library's own version lacked."""

    content = ContentId(queryset=Content.objects.none())
    note = serializers.CharField(max_length=300)


class NewRemakeAddressSerializer(AddressSerializer):
    """As JSON; a file needs multipart/form-data."""

    content = ContentId(queryset=Content.objects.none())
    note = serializers.CharField(max_length=300)


class WordSerializer(serializers.Serializer):
    word = serializers.CharField(max_length=300, required=False, allow_blank=True)


class RemakeViewSet(ReadViewSet):
    """Versions that reps made for themselves; marketing adopts them or puts them aside."""

    http_method_names = ["get", "post", "head", "options"]
    parser_classes = [StrictJSON, MultiPartParser]
    queryset = Remake.objects.select_related("content", "by")
    serializer_class = RemakeSerializer
    filterset_class = RemakeFilter
    ordering = "-at"
    ordering_fields = ("at",)

    @extend_schema(
        request={
            "multipart/form-data": NewRemakeSerializer,
            "application/json": NewRemakeAddressSerializer,
        },
        responses={201: RemakeSerializer},
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Show the version that one made."""
        remakes.require_maker(actor(request))
        kind = NewRemakeSerializer if request.FILES else NewRemakeAddressSerializer
        body = kind(data=request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        said = dict(body.validated_data)
        row = remakes.propose(said.pop("content"), by=actor(request), **said)
        return Response(RemakeSerializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=WordSerializer, responses=RemakeSerializer)
    @action(detail=True, methods=["post"])
    def adopt(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Everybody shares it from now on."""
        row = self.get_object()
        remakes.adopt(row, by=actor(request), word=_word(request))
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=WordSerializer, responses=RemakeSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put it aside, with a word to its author."""
        row = remakes.decline(self.get_object(), by=actor(request), word=_word(request))
        return Response(self.get_serializer(row).data)


class MissingContentSerializer(serializers.ModelSerializer):
    """A content that is missing."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    kind = serializers.ChoiceField(choices=Kind.choices, required=False, allow_blank=True)
    asked_by = serializers.UUIDField(
        source="asked_by.public_id", read_only=True, allow_null=True, default=None
    )
    taken_by = serializers.UUIDField(
        source="taken_by.public_id", read_only=True, allow_null=True, default=None
    )
    content = serializers.UUIDField(
        source="content.public_id", read_only=True, allow_null=True, default=None
    )

    class Meta:
        model = ContentRequest
        fields = [
            "id", "title", "why", "audience", "kind", "wanted_on", "asked_by", "asked_at",
            "taken_by", "taken_at", "content", "word", "ended_at",
        ]  # fmt: skip
        read_only_fields = ["asked_at", "taken_at", "word", "ended_at"]


class RequestAnswerSerializer(serializers.Serializer):
    """The content, or a word on why there will be none."""

    content = ContentId(queryset=Content.objects.none(), required=False, allow_null=True)
    word = serializers.CharField(max_length=300, required=False, allow_blank=True)


class ContentRequestViewSet(ReadViewSet):
    """What sales lacks; anybody of the teams asks, marketing and managers answer."""

    http_method_names = ["get", "post", "head", "options"]
    queryset = ContentRequest.objects.with_people()
    serializer_class = MissingContentSerializer
    filterset_class = ContentRequestFilter
    ordering = "-asked_at"
    ordering_fields = ("asked_at", "wanted_on")

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Ask for a content; marketing is told."""
        body = self.get_serializer(data=request.data)
        body.is_valid(raise_exception=True)
        row = asking.ask(by=actor(request), **body.validated_data)
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=MissingContentSerializer)
    @action(detail=True, methods=["post"])
    def take(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say that one makes it."""
        return Response(self.get_serializer(asking.take(self.get_object(), by=actor(request))).data)

    @extend_schema(request=RequestAnswerSerializer, responses=MissingContentSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer it with a content of the library, or with a word."""
        row = self.get_object()
        services.require_writer(actor(request))
        body = RequestAnswerSerializer(data=request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        row = asking.end(row, by=actor(request), **body.validated_data)
        return Response(self.get_serializer(row).data)


def _brought(request: Request) -> dict[str, Any]:
    body = (BroughtSerializer if request.FILES else AddressSerializer)(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


def _word(request: Request) -> str:
    services.require_writer(actor(request))
    body = WordSerializer(data=request.data)
    body.is_valid(raise_exception=True)
    return body.validated_data.get("word", "")


router = SimpleRouter()
router.register("contents", ContentViewSet, basename="content")
router.register("own-versions", RemakeViewSet, basename="own-version")
router.register("content-requests", ContentRequestViewSet, basename="content-request")
urlpatterns = router.urls
