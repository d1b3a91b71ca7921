"""The contribution of marketing over REST: the three readings, credits, costs, deals, signing."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from alignment.people.actor import actor
from alignment.web.errors import Conflict
from dashboards import attribution, locks
from dashboards import contribution as brought
from dashboards.choices import Period
from dashboards.kpis.attribution import VARIANTS
from dashboards.models import AttributionLock
from dashboards.selectors import Cut
from dashboards.windows import start_of
from leads.models import Opportunity

_ASKED = [
    OpenApiParameter("what", enum=list(brought.BASES), description="revenue unless said"),
    OpenApiParameter("period", required=True, enum=Period.values),
    OpenApiParameter("start", {"type": "string", "format": "date"}, required=True),
]


class AskedContribution(serializers.Serializer):
    """Which figures: won or created, in which period."""

    what = serializers.ChoiceField(choices=[(base, base) for base in brought.BASES], required=False)
    period = serializers.ChoiceField(choices=Period.choices)
    start = serializers.DateField()


class ReadingSerializer(serializers.Serializer):
    """Marketing's euros of all euros, by one reading; `is_agreed` when both teams signed it."""

    reading = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    share = serializers.FloatField(allow_null=True)
    marketing = serializers.FloatField(allow_null=True)
    total = serializers.FloatField(allow_null=True)
    n = serializers.IntegerField()
    origins = serializers.DictField()
    closed_share = serializers.FloatField(allow_null=True)
    is_agreed = serializers.BooleanField()


class CreditSerializer(serializers.Serializer):
    """Euros of a campaign or source by model."""

    label = serializers.CharField()  # type: ignore[assignment]
    campaign = serializers.UUIDField(allow_null=True)
    euros = serializers.DictField(child=serializers.FloatField())


class ContributionSerializer(serializers.Serializer):
    what = serializers.CharField()
    readings = ReadingSerializer(many=True)
    gap = serializers.FloatField(allow_null=True)
    influenced_share = serializers.FloatField(allow_null=True)
    credits = CreditSerializer(many=True)
    unattributed = serializers.DictField(child=serializers.FloatField())


class ContributionDealSerializer(serializers.Serializer):
    """A deal behind the figures, with what each reading says of it."""

    id = serializers.UUIDField()
    lead = serializers.UUIDField()
    name = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    source = serializers.BooleanField()  # type: ignore[assignment]
    first_touch = serializers.BooleanField()
    presales = serializers.BooleanField()
    influenced = serializers.BooleanField()
    touches = serializers.IntegerField()


class ReadingProposal(serializers.Serializer):
    reading = serializers.ChoiceField(choices=[(key, key) for key in locks.READINGS])
    model = serializers.ChoiceField(choices=[(key, key) for key in attribution.MODELS])


class ReadingSignature(serializers.Serializer):
    side = serializers.ChoiceField(choices=[("marketing", "marketing"), ("sales", "sales")])


class AgreedReadingSerializer(serializers.ModelSerializer):
    """The reading that is proposed or agreed; in force once both teams signed."""

    class Meta:
        model = AttributionLock
        fields = ["reading", "model", "marketing_at", "sales_at", "in_force_from"]
        read_only_fields = fields


class Contribution(APIView):
    """What marketing brought, from the stored figures of the nights."""

    @extend_schema(parameters=_ASKED, responses=ContributionSerializer, operation_id="contribution")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        cut, base = _asked(request)
        told = brought.readings(cut, base, locks.in_force())
        influenced = brought.influenced(cut, base)
        table = brought.credit_table(cut)
        answer = {
            "what": base,
            "readings": [_reading(each) for each in told],
            "gap": brought.gap(told),
            "influenced_share": influenced.value if influenced else None,
            "credits": [_credit(row) for row in table["rows"]],
            "unattributed": dict(zip(attribution.MODELS, table["unattributed"], strict=True)),
        }
        return Response(ContributionSerializer(answer).data)


class ContributionDeals(generics.GenericAPIView):
    """The deals that the figures count, as known on their evening."""

    queryset = Opportunity.objects.none()
    serializer_class = ContributionDealSerializer
    filter_backends = ()

    @extend_schema(
        parameters=_ASKED, responses=ContributionDealSerializer(many=True),
        operation_id="contribution_deals",
    )  # fmt: skip
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        cut, base = _asked(request)
        page = self.paginate_queryset(brought.deals(cut, base)) or []
        rows = [_deal(row) for row in brought.told(page, cut, base)]
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)


class AgreedReading(APIView):
    """The agreed reading (GET); propose another (POST)."""

    @extend_schema(responses=AgreedReadingSerializer(many=True), operation_id="reading_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = AttributionLock.objects.all()[:50]
        return Response(AgreedReadingSerializer(rows, many=True).data)

    @extend_schema(
        request=ReadingProposal, responses={201: AgreedReadingSerializer},
        operation_id="reading_propose",
    )  # fmt: skip
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        locks.require_proposer(actor(request))
        body = ReadingProposal(data=request.data)
        body.is_valid(raise_exception=True)
        lock = locks.propose(by=actor(request), **body.validated_data)
        return Response(AgreedReadingSerializer(lock).data, status=status.HTTP_201_CREATED)


class ReadingSign(APIView):
    """Sign what is proposed, for one team."""

    @extend_schema(
        request=ReadingSignature, responses=AgreedReadingSerializer, operation_id="reading_sign"
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        body = ReadingSignature(data=request.data)
        body.is_valid(raise_exception=True)
        lock = locks.proposed()
        if lock is None:
            raise Conflict
        signed = locks.sign(lock, by=actor(request), side=body.validated_data["side"])
        return Response(AgreedReadingSerializer(signed).data)


def _asked(request: Request) -> tuple[Cut, str]:
    asked = AskedContribution(data=request.query_params)
    if not asked.is_valid():
        raise ValidationError(asked.errors)
    told = asked.validated_data
    cut = Cut(told["period"], start_of(told["period"], told["start"]))
    return cut, told.get("what", brought.BASES[0])


def _reading(each: brought.Reading) -> dict[str, Any]:
    measure = each.measure
    return {
        "reading": each.key,
        "label": each.label,
        "share": each.ratio,
        "marketing": measure.numerator if measure else None,
        "total": measure.denominator if measure else None,
        "n": measure.n if measure else 0,
        "origins": measure.extra.get("origins", {}) if measure else {},
        "closed_share": measure.closed_value if measure else None,
        "is_agreed": each.is_locked,
    }


def _credit(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "label": row["label"],
        "campaign": row["campaign"].public_id if row["campaign"] else None,
        "euros": dict(zip(VARIANTS, row["euros"], strict=True)),
    }


def _deal(row: brought.Told) -> dict[str, Any]:
    return {
        "id": row.deal.public_id,
        "lead": row.deal.lead.public_id,
        "name": str(row.deal),
        "value": row.value,
        "source": row.source,
        "first_touch": row.first_touch,
        "presales": row.presales,
        "influenced": row.influenced,
        "touches": len(row.steps),
    }
