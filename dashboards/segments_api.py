"""What each segment brings, over REST."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from dashboards import segments
from dashboards.proof.api import IntervalSerializer


class SegmentResultSerializer(serializers.Serializer):
    """Open leads now; accepted of decided hand-overs, and deals won, over twelve months.

    `is_broken` tells that a filter of the rule is gone, so that nothing is counted.
    """

    segment = serializers.UUIDField(source="segment.public_id")
    name = serializers.CharField(source="segment.name")
    open = serializers.IntegerField()
    accepted = serializers.IntegerField()
    decided = serializers.IntegerField()
    interval = IntervalSerializer(allow_null=True)
    won = serializers.IntegerField()
    is_broken = serializers.BooleanField()


class SegmentResults(APIView):
    @extend_schema(responses=SegmentResultSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Every segment in use, in the order in which they are looked at."""
        return Response(SegmentResultSerializer(segments.lines(), many=True).data)
