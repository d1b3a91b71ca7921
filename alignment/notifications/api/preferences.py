from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from alignment.notifications import preferences
from alignment.notifications.choices import Way
from alignment.notifications.preferences import Wish
from alignment.notifications.topics import TOPICS
from alignment.people.actor import actor


class PreferenceSerializer(serializers.Serializer):
    topic = serializers.ChoiceField([(topic.code, topic.label) for topic in TOPICS])
    way = serializers.ChoiceField(Way.choices)
    is_on = serializers.BooleanField()


def row_of(wish: Wish) -> dict[str, Any]:
    """A wish as the API shows it."""
    return {"topic": wish.topic.code, "way": wish.way, "is_on": wish.is_on}


class PreferenceViewSet(viewsets.GenericViewSet):
    """How the owner of the key hears of what: every topic in every way, said or by default."""

    serializer_class = PreferenceSerializer
    pagination_class = None
    filter_backends = ()

    @extend_schema(responses=PreferenceSerializer(many=True))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = [row_of(wish) for wish in preferences.wishes_of(actor(request))]
        return Response(PreferenceSerializer(rows, many=True).data)

    @extend_schema(responses={200: PreferenceSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Set one of them; saying it again changes nothing."""
        asked = PreferenceSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        preferences.wish(actor(request), **asked.validated_data)
        return Response(asked.data)
