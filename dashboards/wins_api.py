"""Shared wins over REST: the cards of the page, posted and thanked for."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from alignment.people.actor import actor
from alignment.people.choices import TeamKind
from alignment.programme.models import Thanks
from alignment.web.api import Ref, TandemViewSet, body_of
from dashboards import wins
from leads.models import Opportunity


class ThanksSerializer(serializers.ModelSerializer):
    """A word of thanks to the team it names."""

    by = Ref(read_only=True)

    class Meta:
        model = Thanks
        fields = ["by", "team", "text", "at"]


class WinSerializer(serializers.Serializer):
    """A deal that both teams won; `id` is the deal's, `days` go from first record to signature."""

    id = serializers.UUIDField(source="deal.public_id")
    lead = Ref(source="deal.lead")
    won_on = serializers.DateField(source="deal.won_on")
    campaign = Ref(source="deal.lead.campaign", allow_null=True)
    brought_by = serializers.CharField()
    prequalified_by = serializers.CharField()
    won_by = Ref(source="deal.owner", allow_null=True)
    contents = serializers.ListField(child=serializers.CharField())
    days = serializers.IntegerField(allow_null=True)
    posted_at = serializers.DateTimeField(source="win.posted_at", allow_null=True, default=None)
    thanks = ThanksSerializer(many=True)


class ThankSerializer(serializers.Serializer):
    """Whom to thank, in one line."""

    team = serializers.ChoiceField(choices=TeamKind.choices)
    text = serializers.CharField(max_length=wins.LONGEST)


class WinViewSet(TandemViewSet):
    """The last wins that both teams had a hand in, the newest first; each named by its deal."""

    http_method_names = ["get", "post", "head", "options"]
    queryset = Opportunity.objects.none()
    serializer_class = WinSerializer
    pagination_class = None
    filter_backends = ()

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The dozen that the page shows."""
        return Response(WinSerializer(wins.cards(), many=True).data)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One win; 404 while the deal is not won, or by one team alone."""
        return self._shown()

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def share(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say it in the channels that chose shared wins; once."""
        wins.post(self._card(), by=actor(request))
        return self._shown()

    @extend_schema(request=ThankSerializer)
    @action(detail=True, methods=["post"])
    def thank(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Thank the other team for its part; once."""
        wins.thank(self._card(), by=actor(request), **body_of(ThankSerializer, request))
        return self._shown()

    def _card(self) -> wins.Card:
        card = wins.card_of(self.kwargs["public_id"])
        if card is None:
            raise NotFound
        return card

    def _shown(self) -> Response:
        return Response(WinSerializer(self._card()).data)
