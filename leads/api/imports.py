"""Imports over REST: a file is sent, its columns and choices said, then it runs; or goes back."""

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from alignment.people.actor import actor
from alignment.web.api import ReadViewSet, holding
from alignment.web.errors import Incomplete
from alignment.web.parsers import StrictJSON
from alignment.web.policies import OPERATOR
from leads.api.fields import Ref, RowId
from leads.api.serializers import RowSerializer
from leads.choices import ImportMode, LegalBasis, Source
from leads.importing import back, choosing, naming, previews, staff, starting, uploads
from leads.importing.terms import KEY_FIELDS
from leads.models import Import, ImportFault

LONGEST_TEXT = 1_500_000
MOST_FAULTS = 500


class NamedSerializer(serializers.Serializer):
    """A name that the file gives to somebody of the house, and whom it is taken for."""

    name = serializers.CharField()
    lines = serializers.IntegerField()
    person = Ref(allow_null=True)
    is_settled = serializers.BooleanField(
        help_text="False while it fits nobody, or several, and nothing was said of it."
    )


class ImportSerializer(RowSerializer):
    """One import; `columns` are those of the file, `mapping` what each of them fills."""

    by = Ref(read_only=True, allow_null=True)
    campaign = Ref(read_only=True, allow_null=True)
    columns = serializers.SerializerMethodField()
    mapping = serializers.SerializerMethodField()
    skipped = serializers.IntegerField(read_only=True)

    class Meta:
        model = Import
        fields = [
            "id", "label", "status", "columns", "mapping", "rows", "done", "created", "updated",
            "unchanged", "skipped", "refused", "flagged", "problems", "mode", "match_on",
            "provenance", "legal_basis", "informed_on", "campaign", "skip_bad", "by",
            "started_at", "finished_at", "reverted_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_columns(self, row: Import) -> list[str]:
        return list(row.reading.get("header", []))

    def get_mapping(self, row: Import) -> list[str]:
        return list(row.mapping.get("fields", []))


class NewImportSerializer(serializers.Serializer):
    """A file as multipart/form-data, or `name` with the `text` of a CSV file."""

    file = serializers.FileField(required=False)
    name = serializers.CharField(max_length=120, required=False)
    text = serializers.CharField(max_length=LONGEST_TEXT, required=False, trim_whitespace=False)
    like = RowId("import", required=False)


class ImportChangesSerializer(serializers.Serializer):
    """How the file is read, what its columns fill, what may be done; what is left out stays."""

    sheet = serializers.CharField(max_length=100, required=False)
    header_row = serializers.IntegerField(min_value=1, max_value=100, required=False)
    encoding = serializers.CharField(max_length=20, required=False)
    delimiter = serializers.CharField(max_length=1, trim_whitespace=False, required=False)
    mapping = serializers.ListField(
        child=serializers.CharField(max_length=80, allow_blank=True), required=False, max_length=200
    )
    save_as = serializers.CharField(max_length=120, required=False)
    mode = serializers.ChoiceField(choices=ImportMode.choices, required=False)
    match_on = serializers.ChoiceField(choices=[(key, key) for key in KEY_FIELDS], required=False)
    provenance = serializers.CharField(max_length=200, required=False)
    legal_basis = serializers.ChoiceField(choices=LegalBasis.choices, required=False)
    informed_on = serializers.DateField(required=False, allow_null=True)
    campaign = RowId("campaign", required=False, allow_null=True)
    owner = RowId("member", required=False, allow_null=True)
    people = serializers.DictField(
        child=RowId("member", allow_null=True),
        required=False,
        help_text="By a name that the file writes: somebody of the house, or null for nobody.",
    )
    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=Source.choices, required=False, allow_blank=True
    )
    with_leads = serializers.BooleanField(required=False)
    replaces = serializers.BooleanField(required=False)
    drops_cells = serializers.BooleanField(required=False)
    skip_bad = serializers.BooleanField(required=False)


class FaultSerializer(serializers.ModelSerializer):
    class Meta:
        model = ImportFault
        fields = ["line", "column", "value", "reason", "is_refused", "row"]
        read_only_fields = fields


class CellProblemSerializer(serializers.Serializer):
    column = serializers.CharField()
    value = serializers.CharField()
    message = serializers.CharField()


class FileLineSerializer(serializers.Serializer):
    """What becomes of a line: created, updated, unchanged, skipped or refused."""

    line = serializers.IntegerField(source="number")
    outcome = serializers.CharField()
    who = serializers.CharField()
    problems = CellProblemSerializer(many=True)
    remarks = CellProblemSerializer(many=True)


class PreviewSerializer(serializers.Serializer):
    lines = FileLineSerializer(many=True)
    following = serializers.IntegerField(help_text="Give it as `after`; 0 when these are the last.")


class FieldSerializer(serializers.Serializer):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


AFTER = OpenApiParameter("after", int, description="The line after which to go on.")


class ImportViewSet(ReadViewSet):
    """Imports of files: everybody of the teams sees them, their author or a manager steers them."""

    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    permission_classes = [holding(OPERATOR)]
    parser_classes = [StrictJSON, MultiPartParser]
    queryset = Import.objects.select_related("by", "campaign")
    serializer_class = ImportSerializer
    ordering = "-started_at"
    ordering_fields = ("started_at",)

    def answer(self, batch: Import, code: int = 200) -> Response:
        row = Import.objects.select_related("by", "campaign").get(pk=batch.pk)
        return Response(self.get_serializer(row).data, status=code)

    @extend_schema(
        request={
            "multipart/form-data": NewImportSerializer,
            "application/json": NewImportSerializer,
        },
        responses={201: ImportSerializer},
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Send a file: it is kept as a draft, its columns guessed; nothing is imported yet."""
        body = NewImportSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        said = body.validated_data
        sent = said.get("file")
        if sent is None and said.get("text"):
            name = said.get("name") or "import.csv"
            sent = SimpleUploadedFile(name, ContentFile(said["text"].encode()).read())
        if sent is None:
            raise Incomplete(fields={"file": _("Send a file, or its text.")})
        batch = uploads.receive(sent, by=actor(request), like=said.get("like"))
        return self.answer(batch, status.HTTP_201_CREATED)

    @extend_schema(request=ImportChangesSerializer, responses=ImportSerializer)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say how a draft is read, what its columns fill and what may be done."""
        batch, by = self.get_object(), actor(request)
        body = ImportChangesSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        said = dict(body.validated_data)
        how = {name: said.pop(name) for name in uploads.SETTINGS if name in said}
        if how:
            uploads.read_again(batch, by=by, **how)
        fields, save_as = said.pop("mapping", None), said.pop("save_as", "")
        if fields is not None:
            choosing.set_columns(batch, by=by, fields=fields, save_as=save_as)
        if said:
            choosing.set_choices(batch, by=by, **said)
        return self.answer(batch)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Forget a draft with its file."""
        choosing.drop(self.get_object(), by=actor(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        responses=inline_serializer("ImportFields", {"fields": FieldSerializer(many=True)})
    )
    @action(detail=False, methods=["get"], url_path="fields")
    def known_fields(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The fields that a column may fill, the company's own ones included."""
        found = [{"code": code, "label": str(label)} for code, label in naming.labels().items()]
        return Response({"fields": found})

    @extend_schema(parameters=[AFTER], responses=PreviewSerializer)
    @action(detail=True, methods=["get"])
    def preview(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What the next 50 lines of a draft would do; nothing is written."""
        batch, by = self.get_object(), actor(request)
        uploads.require_draft(batch, by)
        if not batch.rows:
            raise Incomplete(_("Say first what the columns are."))
        found = previews.preview(batch, by=by, after=_after(request))
        return Response(PreviewSerializer(found).data)

    @extend_schema(
        responses=inline_serializer("ImportPeople", {"people": NamedSerializer(many=True)})
    )
    @action(detail=True, methods=["get"])
    def people(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The names that a draft gives to people of the house; those to be settled come first."""
        batch = self.get_object()
        uploads.require_draft(batch, actor(request))
        return Response({"people": NamedSerializer(staff.named_in(batch), many=True).data})

    @extend_schema(request=None, responses=ImportSerializer)
    @action(detail=True, methods=["post"])
    def start(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Hand the draft to the workers; `done` of `rows` says how far it is."""
        batch = choosing.start(self.get_object(), by=actor(request))
        starting.push(batch)
        return self.answer(batch)

    @extend_schema(request=None, responses=ImportSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Stop after the lines it is at; what came in stays until it is taken back."""
        return self.answer(choosing.cancel(self.get_object(), by=actor(request)))

    @extend_schema(request=None, responses=ImportSerializer)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Go on with what was stopped or failed, after the last line that came in."""
        batch = choosing.resume(self.get_object(), by=actor(request))
        starting.push(batch)
        return self.answer(batch)

    @extend_schema(request=None, responses=ImportSerializer)
    @action(detail=True, methods=["post"])
    def revert(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take an import back; a large one by a worker, until its status says so."""
        batch = self.get_object()
        if back.ask(batch, by=actor(request)) is None:
            starting.push_back(batch)
        return self.answer(batch)

    @extend_schema(
        parameters=[AFTER],
        responses=inline_serializer("ImportFaults", {"faults": FaultSerializer(many=True)}),
    )
    @action(detail=True, methods=["get"])
    def faults(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Lines that could not come in and cells that were left out, 500 at most."""
        rows = self.get_object().faults.filter(line__gt=_after(request))[:MOST_FAULTS]
        return Response({"faults": FaultSerializer(rows, many=True).data})


def _after(request: Request) -> int:
    text = request.query_params.get("after", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0
