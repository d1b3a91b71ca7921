"""The ideal customer over REST: published versions, read-only; it is changed in the browser."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from alignment.vision import selectors
from alignment.vision.models import Criterion, IcpVersion
from alignment.vision.sentences import sentence_of
from alignment.web.api import ReadViewSet

app_name = "vision-api"


class CriterionSerializer(serializers.ModelSerializer):
    sentence = serializers.SerializerMethodField()
    values = serializers.ListField(child=serializers.JSONField())

    class Meta:
        model = Criterion
        fields = ["label", "kind", "fact", "operator", "values", "weight", "sentence"]

    def get_sentence(self, criterion: Criterion) -> str:
        return sentence_of(criterion)


class IcpVersionSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    criteria = CriterionSerializer(many=True, read_only=True)

    class Meta:
        model = IcpVersion
        fields = [
            "id",
            "number",
            "status",
            "note",
            "nomenclature",
            "effective_at",
            "superseded_at",
            "criteria",
        ]


class IcpViewSet(ReadViewSet):
    queryset = selectors.published_versions()
    serializer_class = IcpVersionSerializer
    ordering = "-number"
    ordering_fields = ("number",)

    @extend_schema(responses=IcpVersionSerializer)
    @action(detail=False, pagination_class=None, filter_backends=[])
    def current(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The version in force; 404 while none was published."""
        version = selectors.in_force_version()
        if version is None:
            raise NotFound
        return Response(self.get_serializer(version).data)


router = SimpleRouter()
router.register("icp", IcpViewSet, basename="icp")
urlpatterns = router.urls
