"""The learned score over REST: what it is worth, and the odds of one lead. Read only."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from dashboards.learning import selectors
from dashboards.learning.models import LearnedScore, Lesson
from dashboards.proof.api import IntervalSerializer
from leads.models import Lead


class FactSerializer(serializers.Serializer):
    """A fact in words; `factor` multiplies the odds, against the average lead."""

    name = serializers.CharField()
    value = serializers.CharField()
    factor = serializers.FloatField()


class LearnedFactSerializer(FactSerializer):
    """A fact of twelve months: seen `n` times; the 95 % interval of its factor."""

    n = serializers.IntegerField()
    interval = IntervalSerializer(allow_null=True)


class RankedAgainstSerializer(serializers.Serializer):
    """Both rankings (AUC) on the same verdicts; the difference with its 95 % interval."""

    rows = serializers.IntegerField()
    auc = serializers.FloatField()
    other_auc = serializers.FloatField()
    difference = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class BandSerializer(serializers.Serializer):
    """A tenth of the hand-overs held back: what was said, and what came."""

    said = serializers.FloatField()
    yes = serializers.IntegerField()
    n = serializers.IntegerField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class QualitySerializer(serializers.Serializer):
    """Measured on hand-overs held back. AUC: 0.5 is chance, 1 is perfect."""

    rows = serializers.IntegerField()
    auc = serializers.FloatField()
    auc_low = serializers.FloatField()
    auc_high = serializers.FloatField()
    naive_auc = serializers.FloatField()
    log_loss = serializers.FloatField()
    naive_log_loss = serializers.FloatField()
    base_log_loss = serializers.FloatField()
    brier = serializers.FloatField()
    base_brier = serializers.FloatField()
    bands = BandSerializer(many=True)
    against_naive = RankedAgainstSerializer(allow_null=True, default=None)
    against_grades = RankedAgainstSerializer(allow_null=True, default=None, source="against_beside")


class LearnedScoreSerializer(serializers.ModelSerializer):
    """What the verdicts of twelve months teach; facts only where it ranks better than chance."""

    missing = serializers.SerializerMethodField()
    quality = serializers.SerializerMethodField()
    raising = serializers.SerializerMethodField()
    lowering = serializers.SerializerMethodField()

    class Meta:
        model = LearnedScore
        fields = [
            "as_of", "lesson", "decided", "accepted", "missing", "quality", "graded", "grade_auc",
            "raising", "lowering", "computed_at",
        ]  # fmt: skip

    def get_missing(self, learned: LearnedScore) -> int:
        """How many more verdicts it takes, at least."""
        return selectors.missing(learned)

    @extend_schema_field(QualitySerializer(allow_null=True))
    def get_quality(self, learned: LearnedScore) -> dict[str, Any] | None:
        return dict(QualitySerializer(learned.quality).data) if learned.quality else None

    @extend_schema_field(LearnedFactSerializer(many=True))
    def get_raising(self, learned: LearnedScore) -> list[dict[str, Any]]:
        return self._facts(learned, 0)

    @extend_schema_field(LearnedFactSerializer(many=True))
    def get_lowering(self, learned: LearnedScore) -> list[dict[str, Any]]:
        return self._facts(learned, 1)

    def _facts(self, learned: LearnedScore, side: int) -> list[dict[str, Any]]:
        return list(LearnedFactSerializer(selectors.effects(learned)[side], many=True).data)


class LearnedScoreView(APIView):
    @extend_schema(responses=LearnedScoreSerializer)
    def get(self, request: Request) -> Response:
        """What the last night learned, and how sure it is; 404 before the first."""
        found = selectors.latest()
        if found is None:
            raise NotFound
        return Response(LearnedScoreSerializer(found).data)


class OddsSerializer(serializers.Serializer):
    """The odds that sales accept a lead, by what is known of it; they decide nothing.

    `chance`, `interval` (95 %) and `usual`, the share of all verdicts, are fractions.
    """

    chance = serializers.FloatField()
    interval = IntervalSerializer()
    usual = serializers.FloatField()
    raising = FactSerializer(many=True)
    lowering = FactSerializer(many=True)
    lesson = serializers.ChoiceField(choices=Lesson.choices, source="learned.lesson")
    as_of = serializers.DateField(source="learned.as_of")


class LeadOddsView(APIView):
    @extend_schema(operation_id="lead_odds_retrieve", responses=OddsSerializer)
    def get(self, request: Request, public_id: Any) -> Response:
        """What the learned score says of a lead; 404 where none may be shown."""
        leads = Lead.objects.select_related("company", "contact", "icp_version")
        odds = selectors.odds_of(get_object_or_404(leads, public_id=public_id))
        if odds is None:
            raise NotFound
        return Response(OddsSerializer(odds).data)
