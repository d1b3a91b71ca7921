"""The contract over REST: versions with their lines, what a month kept, and the acts of signing."""

from datetime import date
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from alignment.people.actor import actor
from alignment.web.api import ReadViewSet, holding
from alignment.web.business_days import first_of_month, today
from alignment.web.policies import MANAGER, OPERATOR
from leads.api.fields import Ref
from leads.choices import Tier
from sla import agreements
from sla.choices import Promise, Side
from sla.compliance import Flag, Report, State, report_of
from sla.filters import AgreementFilter
from sla.models import Agreement, Commitment, Signature
from sla.selectors import versions

FIRST_YEAR = 2000


class CommitmentSerializer(serializers.ModelSerializer):
    """One line: `minutes` are of working time, `share` is the part that must keep it (0 to 1)."""

    class Meta:
        model = Commitment
        fields = [
            "promise", "side", "tier", "number", "minutes", "share", "within_days", "channels",
        ]  # fmt: skip


class SignatureSerializer(serializers.ModelSerializer):
    user = Ref(read_only=True)

    class Meta:
        model = Signature
        fields = ["side", "user", "digest", "signed_at"]


class AgreementSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    commitments = CommitmentSerializer(many=True, read_only=True)
    signatures = SignatureSerializer(many=True, read_only=True)
    icp_version = serializers.IntegerField(
        source="icp_version.number", read_only=True, allow_null=True, default=None
    )

    class Meta:
        model = Agreement
        fields = [
            "id", "number", "status", "effective_on", "ends_on", "goal_revenue",
            "goal_opportunities", "note", "icp_version", "digest", "created_at", "proposed_at",
            "cancelled_at", "commitments", "signatures",
        ]  # fmt: skip


class TermsSerializer(serializers.ModelSerializer):
    """What may be said of a draft besides its lines; only what is sent changes."""

    class Meta:
        model = Agreement
        fields = ["effective_on", "goal_revenue", "goal_opportunities", "note"]


class LineSerializer(serializers.Serializer):
    """A line to write; `sure` confirms a sixth promise."""

    promise = serializers.ChoiceField(choices=Promise.choices)
    tier = serializers.ChoiceField(choices=Tier.choices, required=False, allow_blank=True)
    number = serializers.IntegerField(required=False, allow_null=True, max_value=1_000_000)
    minutes = serializers.IntegerField(required=False, allow_null=True, max_value=1_000_000)
    share = serializers.DecimalField(
        max_digits=4, decimal_places=3, required=False, allow_null=True
    )
    within_days = serializers.IntegerField(required=False, allow_null=True, max_value=1000)
    channels = serializers.IntegerField(required=False, allow_null=True, max_value=1000)
    sure = serializers.BooleanField(required=False, default=False)


class LineNameSerializer(serializers.Serializer):
    """A line to take out; without a priority the whole promise goes."""

    promise = serializers.ChoiceField(choices=Promise.choices)
    tier = serializers.ChoiceField(choices=Tier.choices, required=False, allow_null=True)


class SideSerializer(serializers.Serializer):
    side = serializers.ChoiceField(choices=Side.choices)


class KeptSerializer(serializers.Serializer):
    """One line in one month: `done` of `due`; `against` speak against it, `rows_url` lists all."""

    promise = serializers.CharField()
    tier = serializers.CharField()
    side = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    target = serializers.CharField()
    done = serializers.IntegerField()
    due = serializers.IntegerField()
    rate = serializers.FloatField(allow_null=True)
    required = serializers.FloatField()  # type: ignore[assignment]
    against = serializers.IntegerField()
    expected = serializers.IntegerField(allow_null=True)
    pace = serializers.FloatField(allow_null=True)
    state = serializers.ChoiceField(choices=State.choices)
    flag = serializers.ChoiceField(choices=Flag.choices, allow_blank=True)
    rows_url = serializers.SerializerMethodField()

    def get_rows_url(self, line: Any) -> str:
        return self.context["request"].build_absolute_uri(line.rows_url)


class MonthSerializer(serializers.Serializer):
    """The contract in a month; `state` is that of its worst line."""

    month = serializers.DateField()
    is_over = serializers.BooleanField()
    versions = serializers.SerializerMethodField()
    state = serializers.ChoiceField(choices=State.choices)
    lines = KeptSerializer(many=True)

    def get_versions(self, report: Report) -> list[int]:
        """The numbers of the versions that counted, oldest first."""
        return [version.number for version in report.versions]


class AgreementViewSet(ReadViewSet):
    """Versions of the contract; a draft is written and signed by the POST actions."""

    http_method_names = ["get", "post", "patch", "head", "options"]
    queryset = versions.with_lines()
    serializer_class = AgreementSerializer
    filterset_class = AgreementFilter
    ordering = "-number"
    ordering_fields = ("number",)

    def get_permissions(self) -> list[Any]:
        right = MANAGER if self.action in ("propose", "sign", "withdraw") else OPERATOR
        if self.request.method in ("GET", "HEAD", "OPTIONS"):
            return list(super().get_permissions())
        return [holding(right)()]

    def shown(self, found: Agreement, code: int = status.HTTP_200_OK) -> Response:
        """The version as it is now."""
        return Response(self.get_serializer(self.get_queryset().get(pk=found.pk)).data, code)

    def body(self, kind: type[serializers.Serializer], **options: Any) -> dict[str, Any]:
        body = kind(data=self.request.data, **options)
        body.is_valid(raise_exception=True)
        return body.validated_data

    @extend_schema(request=None, responses={201: AgreementSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Start a draft copied from the version in force, or answer the open one."""
        draft = agreements.start_draft(by=actor(request))
        return self.shown(draft, status.HTTP_201_CREATED)

    @extend_schema(request=TermsSerializer, responses=AgreementSerializer)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change the start, the goals or the note of a draft."""
        found = self.get_object()
        terms = self.body(TermsSerializer, instance=found, partial=True)
        return self.shown(agreements.save_terms(found, by=actor(request), **terms))

    @extend_schema(request=LineSerializer, responses=AgreementSerializer)
    @action(detail=True, methods=["post"])
    def save_line(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add a line to a draft or change it."""
        found = self.get_object()
        agreements.save_line(found, by=actor(request), **self.body(LineSerializer))
        return self.shown(found)

    @extend_schema(request=LineNameSerializer, responses=AgreementSerializer)
    @action(detail=True, methods=["post"])
    def remove_line(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a promise, or one priority of it, out of a draft."""
        found = self.get_object()
        agreements.remove_line(found, by=actor(request), **self.body(LineNameSerializer))
        return self.shown(found)

    @extend_schema(request=None, responses=AgreementSerializer)
    @action(detail=True, methods=["post"])
    def propose(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Freeze a draft for signing."""
        return self.shown(agreements.propose(self.get_object(), by=actor(request)))

    @extend_schema(request=SideSerializer, responses=AgreementSerializer)
    @action(detail=True, methods=["post"])
    def sign(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Sign for a side; with both teams' words the version is signed."""
        found = self.get_object()
        agreements.sign(found, by=actor(request), **self.body(SideSerializer))
        return self.shown(found)

    @extend_schema(request=SideSerializer, responses=AgreementSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a signature back before the start: the version is cancelled."""
        found = self.get_object()
        agreements.withdraw_signature(found, by=actor(request), **self.body(SideSerializer))
        return self.shown(found)

    @extend_schema(request=None, responses={200: AgreementSerializer, 204: None})
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Give up a version before both have signed; a draft is deleted (204)."""
        found = agreements.cancel(self.get_object(), by=actor(request))
        return self.shown(found) if found else Response(status=status.HTTP_204_NO_CONTENT)


class Kept(APIView):
    """What a month kept of the contract: every line with its state."""

    @extend_schema(
        parameters=[OpenApiParameter("month", description="YYYY-MM; this month by default")],
        responses=MonthSerializer,
        operation_id="commitments_month",
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        report = report_of(_month_of(request.query_params.get("month", "")))
        return Response(MonthSerializer(report, context={"request": request}).data)


def _month_of(text: str) -> date:
    this_month = first_of_month(today())
    if not text:
        return this_month
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        month = date.min
    if not month.year >= FIRST_YEAR or month > this_month:
        raise ValidationError({"month": ["YYYY-MM"]})
    return month
