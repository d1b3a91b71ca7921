"""Measures over REST: stored figures, their definitions, and the rows behind each figure."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404
from django.urls import path, reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, mixins, serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from alignment.library.models import Content
from alignment.web.api import TandemViewSet
from alignment.web.business_days import today
from dashboards import contribution_api, forecast, kpis, selectors
from dashboards.buyer_path_api import JourneyViewSet
from dashboards.choices import Period, Segment
from dashboards.figures import Kpi
from dashboards.filters import MeasureFilter, RowsForm
from dashboards.goals.api import ObjectiveViewSet
from dashboards.learning import api as learning_api
from dashboards.models import Measure
from dashboards.proof import api as proof_api
from dashboards.segments_api import SegmentResults
from dashboards.services import window_of
from dashboards.wins_api import WinViewSet
from leads.models import Lead

app_name = "dashboards-api"


class MeasureSerializer(serializers.ModelSerializer):
    segment_label = serializers.SerializerMethodField()
    rows_url = serializers.SerializerMethodField()

    class Meta:
        model = Measure
        fields = [
            "kpi", "variant", "period", "start", "segment", "segment_value", "segment_label",
            "value", "numerator", "denominator", "n", "low", "high", "extra",
            "definition_version", "as_of", "computed_at",
            "closed_value", "closed_n", "closed_at", "rows_url",
        ]  # fmt: skip

    def get_segment_label(self, measure: Measure) -> str:
        """The value of the segment in words; empty for the whole company."""
        if not measure.segment:
            return ""
        names = {measure.segment_value: measure.extra.get("label", "")}
        return selectors.segment_label(measure.segment, measure.segment_value, names)

    def get_rows_url(self, measure: Measure) -> str:
        """Where the rows behind the figure are listed."""
        names = ("kpi", "variant", "period", "start", "segment", "segment_value")
        query = urlencode({name: value for name in names if (value := getattr(measure, name))})
        address = f"{reverse('dashboards-api:measure-rows')}?{query}"
        return self.context["request"].build_absolute_uri(address)


class MeasureViewSet(mixins.ListModelMixin, TandemViewSet):
    """Figures of each night: by day, month, quarter or year, whole or by segment."""

    queryset = Measure.objects.all()
    serializer_class = MeasureSerializer
    filterset_class = MeasureFilter
    ordering = "start"
    ordering_fields = ("start",)


class ForecastLineSerializer(serializers.Serializer):
    """Deals together; euros a year without tax."""

    first = serializers.DateField(allow_null=True, help_text="First day of the month.")
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    deals = serializers.IntegerField()
    value = serializers.DecimalField(max_digits=16, decimal_places=2)
    weighted = serializers.DecimalField(max_digits=16, decimal_places=2)
    unpriced = serializers.IntegerField()


class SleepingSerializer(serializers.Serializer):
    deals = serializers.IntegerField()
    value = serializers.DecimalField(max_digits=16, decimal_places=2)


class ForecastSerializer(serializers.Serializer):
    as_of = serializers.DateField()
    lines = ForecastLineSerializer(many=True)
    dormant = SleepingSerializer()
    chances = serializers.DictField(child=serializers.FloatField())


class ForecastView(APIView):
    @extend_schema(responses=ForecastSerializer)
    def get(self, request: Request) -> Response:
        """What may be signed, month by month, in full and weighted (K19)."""
        return Response(ForecastSerializer(forecast.forecast(today())).data)


class VariantSerializer(serializers.Serializer):
    variant = serializers.CharField(allow_blank=True)
    label = serializers.CharField()  # type: ignore[assignment]
    unit = serializers.CharField()


class KpiSerializer(serializers.Serializer):
    """What a KPI means; `view` is cohort, period or instant."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    description = serializers.CharField()
    unit = serializers.CharField()
    view = serializers.CharField()
    version = serializers.IntegerField()
    default_variant = serializers.CharField(allow_blank=True)
    variants = VariantSerializer(many=True)
    parts = serializers.ListField(child=serializers.CharField())
    trailing_days = serializers.IntegerField()


class Kpis(APIView):
    """The definitions that the figures follow, in the order of the dashboard."""

    @extend_schema(responses=KpiSerializer(many=True), operation_id="kpis_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(KpiSerializer(_definitions(), many=True).data)


class RowSerializer(serializers.Serializer):
    """A lead, hand-over, opportunity or content that a figure counts."""

    kind = serializers.CharField()
    id = serializers.UUIDField()
    lead = serializers.UUIDField(allow_null=True)
    label = serializers.CharField()  # type: ignore[assignment]


_ROW_PARAMETERS = [
    OpenApiParameter("kpi", required=True, enum=list(kpis.KPIS)),
    OpenApiParameter("variant"),
    OpenApiParameter("period", required=True, enum=Period.values),
    OpenApiParameter("start", {"type": "string", "format": "date"}, required=True),
    OpenApiParameter("segment", enum=[value for value in Segment.values if value]),
    OpenApiParameter("segment_value"),
    OpenApiParameter("part", description="numerator, denominator, n ...: see the KPI's `parts`"),
]


class MeasureRows(generics.GenericAPIView):
    """The rows behind one stored figure: exactly those that it counts, as known that evening."""

    queryset = Measure.objects.none()
    serializer_class = RowSerializer
    filter_backends = ()

    @extend_schema(
        responses=RowSerializer(many=True), parameters=_ROW_PARAMETERS, operation_id="measures_rows"
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        form = RowsForm(request.query_params)
        if not form.is_valid():
            raise ValidationError(
                {name: [str(text) for text in texts] for name, texts in form.errors.items()}
            )
        found = self.paginate_queryset(_rows(form.cleaned_data)) or []
        described = [_described(row) for row in found]
        return self.get_paginated_response(self.get_serializer(described, many=True).data)


def _definitions() -> Iterator[dict[str, Any]]:
    for kpi in kpis.KPIS.values():
        yield {
            "key": kpi.KEY,
            "label": kpi.LABEL,
            "description": kpi.DESCRIPTION,
            "unit": kpi.UNITS[kpi.default()],
            "view": kpi.VIEW,
            "version": kpi.VERSION,
            "default_variant": kpi.default(),
            "variants": list(_variants(kpi)),
            "parts": kpi.PARTS,
            "trailing_days": kpi.TRAILING,
        }


def _variants(kpi: Kpi) -> Iterator[dict[str, Any]]:
    for name, label in kpi.VARIANTS.items():
        yield {"variant": name, "label": label, "unit": kpi.UNITS[name]}


def _rows(asked: dict[str, Any]) -> QuerySet:
    """The rows of a stored figure; Http404 when it was not measured."""
    names = ("kpi", "variant", "period", "start", "segment", "segment_value")
    measure = Measure.objects.filter(**{name: asked[name] for name in names}).first()
    if measure is None:
        raise Http404
    kpi = kpis.KPIS[measure.kpi]
    window = window_of(kpi, measure.period, measure.start, measure)
    found = kpi.rows(measure.variant, window, asked["part"], measure.segment, measure.segment_value)
    if found.model is Content:
        return found
    lead = "" if found.model is Lead else "lead__"
    return found.select_related(f"{lead}company", f"{lead}contact")


def _described(row: Any) -> dict[str, Any]:
    if isinstance(row, Content):
        return {"kind": "content", "id": row.public_id, "lead": None, "label": str(row)}
    lead = row if isinstance(row, Lead) else row.lead
    return {
        "kind": row._meta.model_name,
        "id": row.public_id,
        "lead": lead.public_id,
        "label": str(row) if row._meta.model_name == "opportunity" else str(lead),
    }


router = SimpleRouter()
router.register("measures", MeasureViewSet, basename="measure")
router.register("evidence", proof_api.EvidenceViewSet, basename="evidence")
router.register("suggestions", proof_api.SuggestionViewSet, basename="suggestion")
router.register("journey", JourneyViewSet, basename="journey")
router.register("objectives", ObjectiveViewSet, basename="objective")
router.register("wins", WinViewSet, basename="win")
urlpatterns = [
    path("measures/rows/", MeasureRows.as_view(), name="measure-rows"),
    path("forecast/", ForecastView.as_view(), name="forecast"),
    path("contribution/", contribution_api.Contribution.as_view(), name="contribution"),
    path(
        "contribution/deals/",
        contribution_api.ContributionDeals.as_view(),
        name="contribution-deals",
    ),
    path("contribution/reading/", contribution_api.AgreedReading.as_view(), name="reading"),
    path("contribution/reading/sign/", contribution_api.ReadingSign.as_view(), name="reading-sign"),
    path("kpis/", Kpis.as_view(), name="kpis"),
    path("learned-score/", learning_api.LearnedScoreView.as_view(), name="learned-score"),
    path("learned-score/<uuid:public_id>/", learning_api.LeadOddsView.as_view(), name="lead-odds"),
    path("segment-results/", SegmentResults.as_view(), name="segment-results"),
    path("calibration/", proof_api.CalibrationView.as_view(), name="calibration"),
    *router.urls,
]
