"""The matrix over REST: open leads by fit and interest, with the advice of each cell."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leads.choices import Tier
from leads.engagement import Advice
from leads.selectors.matrix import PHASES, matrix_of


class CellSerializer(serializers.Serializer):
    """`grade` is empty for leads not graded; `tier` where the advice is to qualify."""

    grade = serializers.CharField()
    level = serializers.IntegerField()
    leads = serializers.IntegerField()
    advice = serializers.ChoiceField(
        source="advised.advice", choices=[(each.value, each.label) for each in Advice]
    )
    tier = serializers.ChoiceField(source="advised.tier", choices=Tier.choices, allow_blank=True)


class PhaseSerializer(serializers.Serializer):
    phase = serializers.ChoiceField(choices=list(PHASES), default="before")


class MatrixView(APIView):
    @extend_schema(parameters=[PhaseSerializer], responses=CellSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Open leads before the hand-over, after it, or all, by grade and level."""
        asked = PhaseSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        cells = [cell for row in matrix_of(asked.validated_data["phase"]) for cell in row]
        return Response(CellSerializer(cells, many=True).data)
