"""Personal data over REST: decisions, requests of people, what is held, and whose time is over."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from alignment.people.actor import actor
from alignment.web.api import ReadViewSet
from leads import consents
from leads.api.fields import Ref, RowId
from leads.api.serializers import RowSerializer
from leads.choices import Channel, ConsentState, LegalBasis, RightKind
from leads.models import Consent, Contact, RightsRequest
from leads.privacy import export, requests, retention
from leads.registry import asking
from leads.tasks import purge_people

MOST = 200


class ConsentSerializer(serializers.ModelSerializer):
    """One word of a person; an empty channel stands for all of them."""

    by = Ref(read_only=True, allow_null=True)
    channel = serializers.ChoiceField(Channel.choices, allow_blank=True, default="")
    legal_basis = serializers.ChoiceField(LegalBasis.choices, allow_blank=True, default="")
    state = serializers.ChoiceField(ConsentState.choices)

    class Meta:
        model = Consent
        fields = ["channel", "state", "legal_basis", "wording", "via", "by", "at"]
        read_only_fields = ["at"]


class HeldTableSerializer(serializers.Serializer):
    table = serializers.CharField()
    rows = serializers.ListField(child=serializers.DictField(child=serializers.CharField()))


class HeldSerializer(serializers.Serializer):
    exported_at = serializers.CharField()
    tables = HeldTableSerializer(many=True)


class ContactPrivacy:
    """What may be asked of and done about one contact's data; mixed into their viewset."""

    get_object: Any

    @extend_schema(methods=["GET"], responses=ConsentSerializer(many=True))
    @extend_schema(methods=["POST"], request=ConsentSerializer, responses={201: ConsentSerializer})
    @action(detail=True, methods=["get", "post"], pagination_class=None, filter_backends=[])
    def consents(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What this person decided, newest first; or one more word of theirs, obeyed at once."""
        contact: Contact = self.get_object()
        if request.method != "POST":
            rows = contact.consents.select_related("by")[:MOST]
            return Response(ConsentSerializer(rows, many=True).data)
        body = ConsentSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        said = consents.record_consent(contact, by=actor(request), **body.validated_data)
        return Response(ConsentSerializer(said).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=HeldSerializer)
    @action(detail=True)
    def held(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Everything that is held about this person, by table, comments included."""
        retention.require_keeper(actor(request))
        return Response(export.as_json(self.get_object()))

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"], url_path="ask-permission")
    def ask_permission(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Note that the person was asked, once, whether we may stay in touch."""
        retention.ask_permission(self.get_object(), by=actor(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class RightsRequestSerializer(RowSerializer):
    contact = RowId("contact", required=False, allow_null=True)
    kind = serializers.ChoiceField(RightKind.choices)
    handled_by = Ref(read_only=True, allow_null=True)
    received_on = serializers.DateField(required=False)

    class Meta:
        model = RightsRequest
        fields = [
            "id", "kind", "contact", "who", "via", "note", "received_on", "due_on",
            "extended_because", "closed_on", "outcome", "handled_by", "created_at",
        ]  # fmt: skip
        read_only_fields = ["due_on", "extended_because", "closed_on", "outcome", "created_at"]


class ExtendSerializer(serializers.Serializer):
    why = serializers.CharField(max_length=300)


class OutcomeSerializer(serializers.Serializer):
    outcome = serializers.CharField(max_length=300)


class RightsRequestViewSet(ReadViewSet):
    """Requests of people about their data; the answer is due in a month."""

    http_method_names = ["get", "post", "head", "options"]
    queryset = RightsRequest.objects.select_related("contact", "handled_by")
    serializer_class = RightsRequestSerializer
    ordering = "-created_at"
    ordering_fields = ("created_at", "due_on")

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Write down what somebody asks."""
        body = self.get_serializer(data=request.data)
        body.is_valid(raise_exception=True)
        row = requests.log_request(by=actor(request), **body.validated_data)
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ExtendSerializer, responses=RightsRequestSerializer)
    @action(detail=True, methods=["post"])
    def extend(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Two more months, once, with the reason that the person is told."""
        row = self.get_object()
        body = ExtendSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        requests.extend(row, by=actor(request), why=body.validated_data["why"])
        return Response(self.get_serializer(row).data)

    @extend_schema(request=OutcomeSerializer, responses=RightsRequestSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Note what was answered, today."""
        row = self.get_object()
        body = OutcomeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        requests.close(row, by=actor(request), outcome=body.validated_data["outcome"])
        return Response(self.get_serializer(row).data)


class ReviewedSerializer(serializers.Serializer):
    contact = Ref(source="*")
    last_sign_at = serializers.DateTimeField()
    ends_at = serializers.SerializerMethodField()
    is_over = serializers.SerializerMethodField()
    permission_asked_at = serializers.DateTimeField(allow_null=True)

    def get_ends_at(self, row: Any) -> str:
        return retention.ends_at(row.last_sign_at).isoformat()

    def get_is_over(self, row: Any) -> bool:
        return row.pk in self.context["over"]


class PurgeSerializer(serializers.Serializer):
    contacts = serializers.ListField(child=RowId("contact"), min_length=1, max_length=MOST)


class RetentionView(APIView):
    """Whose time is over or soon will be; and their anonymisation, for who answers for it."""

    @extend_schema(responses=ReviewedSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The 200 with the oldest sign; nothing is changed: this is the dry run."""
        over = set(retention.over().values_list("pk", flat=True))
        rows = retention.to_review()[:MOST]
        return Response(ReviewedSerializer(rows, many=True, context={"over": over}).data)

    @extend_schema(request=PurgeSerializer, responses={202: None})
    def post(self, request: Request) -> Response:
        """Anonymise those of these contacts whose time is over, in the background."""
        retention.require_keeper(actor(request))
        body = PurgeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        ids = [contact.pk for contact in body.validated_data["contacts"]]
        purge_people.delay(ids, actor(request).pk)
        return Response(status=status.HTTP_202_ACCEPTED)


class SiteSerializer(serializers.Serializer):
    siret = serializers.CharField()
    address = serializers.CharField()
    postal_code = serializers.CharField()
    city = serializers.CharField()
    commune = serializers.CharField()
    is_head = serializers.BooleanField()
    is_closed = serializers.BooleanField()


class FoundSerializer(serializers.Serializer):
    siren = serializers.CharField()
    name = serializers.CharField()
    naf_code = serializers.CharField()
    naf25_code = serializers.CharField()
    workforce_band = serializers.CharField()
    workforce_year = serializers.IntegerField(allow_null=True)
    category = serializers.CharField()
    revenue = serializers.CharField()
    revenue_year = serializers.IntegerField(allow_null=True)
    is_confidential = serializers.BooleanField()
    has_ceased = serializers.BooleanField()
    ceased_on = serializers.CharField()
    vat_number = serializers.CharField()
    sites = SiteSerializer(many=True)


class RegistryAnswerSerializer(serializers.Serializer):
    results = FoundSerializer(many=True)
    sentence = serializers.CharField()
    asked_at = serializers.DateTimeField(allow_null=True)


class RegistryView(APIView):
    @extend_schema(
        parameters=[OpenApiParameter("q", str, description="Name, SIREN or SIRET.")],
        responses=RegistryAnswerSerializer,
    )
    def get(self, request: Request) -> Response:
        """Companies of the public register; `sentence` says why nothing could be asked."""
        words = request.query_params.get("q", "").replace("\x00", "")[:200]
        answer = asking.look_up(words)
        told = {"results": [asdict(each) for each in answer.found], "asked_at": answer.at}
        return Response(RegistryAnswerSerializer({**told, "sentence": str(answer.sentence)}).data)
