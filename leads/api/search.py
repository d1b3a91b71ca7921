"""Finding any record over REST."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leads.finding.lookup import LONGEST_QUERY, find
from leads.finding.shown import line_of


class SearchHitSerializer(serializers.Serializer):
    kind = serializers.CharField()
    id = serializers.UUIDField()
    label = serializers.CharField()  # type: ignore[assignment]
    note = serializers.CharField()
    url = serializers.CharField()
    score = serializers.FloatField()


class SearchAnswerSerializer(serializers.Serializer):
    results = SearchHitSerializer(many=True)


class SearchView(APIView):
    @extend_schema(
        parameters=[OpenApiParameter("q", str, description="Name, e-mail, phone or SIREN.")],
        responses=SearchAnswerSerializer,
    )
    def get(self, request: Request) -> Response:
        """Records by name, e-mail, phone or SIREN, best first; slips are forgiven."""
        words = request.query_params.get("q", "").replace("\x00", "")[:LONGEST_QUERY]
        lines = [(line_of(hit.kind, hit.row), hit.score) for hit in find(words)]
        results = [
            {
                "kind": line.kind, "id": line.public_id, "label": str(line.label),
                "note": line.note, "url": line.url, "score": round(score, 1),
            }
            for line, score in lines
        ]  # fmt: skip
        return Response(SearchAnswerSerializer({"results": results}).data)
