"""Costs, audiences and web forms over REST: what the pages of marketing do."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from alignment.people.actor import actor
from alignment.people.models import User
from alignment.web.api import ReadViewSet, TandemViewSet
from leads import audiences, costs, webforms
from leads.api.fields import Ref, RowId
from leads.api.serializers import RowSerializer
from leads.api.views import RecordViewSet
from leads.filters.marketing import CostFilter, FormAnswerFilter, MemberFilter, WebFormFilter
from leads.forms.marketing import STATES
from leads.models import Cost, FormAnswer, Member, WebForm
from leads.touches import LONGEST_DETAIL


class CostSerializer(RowSerializer):
    """A cost without tax, spread over its days; without a campaign it is shared."""

    campaign = RowId("campaign", required=False, allow_null=True)
    ends_on = serializers.DateField(required=False)

    class Meta:
        model = Cost
        fields = ["id", "campaign", "kind", "label", "amount", "starts_on", "ends_on", "created_at"]
        read_only_fields = ["created_at"]
        extra_kwargs = {"amount": {"min_value": 0}}


class CostViewSet(RecordViewSet):
    """What campaigns cost; marketing and the direction write."""

    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    queryset = Cost.objects.select_related("campaign")
    serializer_class = CostSerializer
    filterset_class = CostFilter
    ordering = "-starts_on"
    ordering_fields = ("starts_on", "amount")

    def save(self, row: Cost | None, by: User, **fields: Any) -> Cost:
        campaign = fields.get("campaign", row.campaign if row else None)
        return costs.save_cost(row, by=by, **{**fields, "campaign": campaign})

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a cost away."""
        costs.remove_cost(self.get_object(), by=actor(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class MemberSerializer(RowSerializer):
    """Somebody of a campaign's audience and what the person answered."""

    campaign = RowId("campaign")
    contact = RowId("contact")

    class Meta:
        model = Member
        fields = ["id", "campaign", "contact", "state", "answer", "answered_at", "added_at"]
        read_only_fields = ["state", "answer", "answered_at", "added_at"]


class MemberStateSerializer(serializers.Serializer):
    state = serializers.ChoiceField(choices=STATES)


class OfflineAnswerSerializer(serializers.Serializer):
    """What somebody said at a fair or by phone."""

    campaign = RowId("campaign")
    contact = RowId("contact")
    kind = serializers.ChoiceField(choices=audiences.OFFLINE_CHOICES)
    answer = serializers.CharField(max_length=LONGEST_DETAIL, required=False, allow_blank=True)
    at = serializers.DateTimeField(required=False)


class MemberViewSet(ReadViewSet):
    """Audiences; both teams add people and log what they answered off line."""

    http_method_names = ["get", "post", "delete", "head", "options"]
    queryset = Member.objects.select_related("campaign", "contact")
    serializer_class = MemberSerializer
    filterset_class = MemberFilter
    ordering = "-added_at"
    ordering_fields = ("added_at", "answered_at")

    def _shown(self, campaign: Any, contact: Any) -> dict[str, Any]:
        row = self.get_queryset().get(campaign=campaign, contact=contact)
        return MemberSerializer(row, context=self.get_serializer_context()).data

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add somebody to an audience; who is there already stays as they are."""
        body = self.get_serializer(data=request.data)
        body.is_valid(raise_exception=True)
        campaign, contact = body.validated_data["campaign"], body.validated_data["contact"]
        audiences.require_willing(contact)
        audiences.add_members(campaign, [contact], by=actor(request))
        return Response(self._shown(campaign, contact), status=status.HTTP_201_CREATED)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take somebody out of the audience."""
        audiences.remove_member(self.get_object(), by=actor(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=MemberStateSerializer, responses=MemberSerializer)
    @action(detail=True, methods=["post"], url_path="state", url_name="state")
    def set_state(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say how far somebody is."""
        body = MemberStateSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        row = audiences.set_state(
            self.get_object(), by=actor(request), state=body.validated_data["state"]
        )
        return Response(self.get_serializer(row).data)

    @extend_schema(request=OfflineAnswerSerializer, responses={201: MemberSerializer})
    @action(detail=False, methods=["post"])
    def answer(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Log an answer at a fair or by phone: a touch that counts like a click."""
        body = OfflineAnswerSerializer(data=request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        told = dict(body.validated_data)
        campaign, contact = told.pop("campaign"), told.pop("contact")
        audiences.log_answer(campaign, contact, by=actor(request), **told)
        return Response(self._shown(campaign, contact), status=status.HTTP_201_CREATED)


class AskedFieldSerializer(serializers.Serializer):
    """One field of a form; `label` empty stands for the usual one."""

    key = serializers.CharField(max_length=60)
    label = serializers.CharField(  # type: ignore[assignment]
        max_length=webforms.LONGEST_LABEL, required=False, allow_blank=True
    )
    required = serializers.BooleanField(required=False)  # type: ignore[assignment]


class WebFormSerializer(RowSerializer):
    """A web form; `url` is where visitors find it."""

    campaign = RowId("campaign", required=False, allow_null=True)
    marketer = RowId("marketer", required=False, allow_null=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = WebForm
        fields = [
            "id", "url", "name", "title", "intro", "fields", "button", "thanks", "redirect_to",
            "consent", "notice", "legal_basis", "campaign", "source", "touch_kind", "marketer",
            "embed_on", "is_active", "changed_at",
        ]  # fmt: skip
        read_only_fields = ["changed_at"]

    def get_fields(self) -> dict[str, Any]:
        # The model's own field is called as this method's attribute of DRF: declared here.
        return {**super().get_fields(), "fields": AskedFieldSerializer(many=True, required=False)}

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, row: WebForm) -> str:
        return webforms.address_of(row)


class WebFormViewSet(RecordViewSet):
    """Forms for the company's site; marketing and the direction write."""

    queryset = WebForm.objects.select_related("campaign", "marketer")
    serializer_class = WebFormSerializer
    filterset_class = WebFormFilter
    ordering = "name"
    ordering_fields = ("name", "changed_at")

    def save(self, row: WebForm | None, by: User, **fields: Any) -> WebForm:
        if "fields" in fields:
            fields["fields"] = [dict(each) for each in fields["fields"]]
        return webforms.save_form(row, by=by, **fields)


class FormAnswerSerializer(serializers.ModelSerializer):
    """What somebody sent, as sent, and the lead it went to."""

    form = Ref(read_only=True)
    lead = RowId("lead", read_only=True, queryset=None)
    contact = RowId("contact", read_only=True, queryset=None)
    values = serializers.DictField(read_only=True)
    utm = serializers.DictField(read_only=True)
    first_utm = serializers.DictField(read_only=True)

    class Meta:
        model = FormAnswer
        fields = [
            "form", "lead", "contact", "values", "utm", "first_utm", "page", "consented",
            "is_new_lead", "received_at",
        ]  # fmt: skip
        read_only_fields = fields


class FormAnswerViewSet(TandemViewSet):
    """Answers to web forms, the newest first."""

    queryset = FormAnswer.objects.select_related("form", "lead", "contact")
    serializer_class = FormAnswerSerializer
    filterset_class = FormAnswerFilter
    ordering = "-received_at"
    ordering_fields = ("received_at",)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(self.get_serializer(page, many=True).data)
