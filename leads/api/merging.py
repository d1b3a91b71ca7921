"""Suspected pairs and merges over REST."""

import uuid
from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from alignment.people.actor import actor
from alignment.web.api import ReadViewSet, TandemViewSet
from leads.api.fields import PublicId, Ref
from leads.api.serializers import RowSerializer
from leads.choices import PairState, Record
from leads.merging import merge_records, undo_merge
from leads.merging.choosing import MODELS
from leads.merging.deciding import decide, open_pairs
from leads.models import Company, Merge, SuspectedPair


class PairFilter(django_filters.FilterSet):
    record = django_filters.ChoiceFilter(choices=Record.choices)
    state = django_filters.ChoiceFilter(choices=PairState.choices)

    class Meta:
        model = SuspectedPair
        fields: list[str] = []


class PairSerializer(RowSerializer):
    """Two rows that look like one; null where a row is no more."""

    low = Ref(read_only=True, allow_null=True)
    high = Ref(read_only=True, allow_null=True)
    reasons = serializers.ListField(source="words", child=serializers.CharField(), read_only=True)

    class Meta:
        model = SuspectedPair
        fields = ["id", "record", "low", "high", "score", "reasons", "state", "found_at"]


class PairViewSet(ReadViewSet):
    """Pairs that look like one company or person; `record` and `state` filter them."""

    http_method_names = ["get", "post", "head", "options"]
    queryset = SuspectedPair.objects.all()
    serializer_class = PairSerializer
    filterset_class = PairFilter
    ordering = "-score"
    ordering_fields = ("score", "found_at")

    def paginate_queryset(self, queryset: Any) -> Any:
        rows = super().paginate_queryset(queryset)
        open_pairs(rows or [])
        return rows

    def get_object(self) -> SuspectedPair:
        pair = super().get_object()
        open_pairs([pair])
        return pair

    @extend_schema(request=None, responses=PairSerializer)
    @action(detail=True, methods=["post"])
    def different(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say that the two are not the same; they are not proposed again."""
        return self._decided(request, same=False)

    @extend_schema(request=None, responses=PairSerializer)
    @action(detail=True, methods=["post"])
    def again(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Open the question again."""
        return self._decided(request, same=None)

    def _decided(self, request: Request, same: bool | None) -> Response:
        pair = decide(self.get_object(), by=actor(request), same=same)
        open_pairs([pair])
        return Response(self.get_serializer(pair).data)


class MergeSerializer(RowSerializer):
    """One row folded into another: `gone` is the id it had."""

    gone = serializers.UUIDField(source="gone_public_id", read_only=True)
    by = Ref(read_only=True, allow_null=True)

    class Meta:
        model = Merge
        fields = ["id", "record", "gone", "gone_label", "by", "at", "undone_at"]


class PartyId(PublicId):
    """The id of a company or of a contact."""

    def get_queryset(self) -> Any:
        return self.rows

    def to_internal_value(self, data: Any) -> Any:
        for model in MODELS.values():
            self.rows = model._default_manager.all()
            try:
                return super().to_internal_value(data)
            except serializers.ValidationError:
                continue
        raise serializers.ValidationError(self.error_messages["unknown"])


class NewMergeSerializer(serializers.Serializer):
    """What to merge; `take` names the fields that the row that goes wins (absent: proposed)."""

    record = serializers.ChoiceField(choices=Record.choices)
    kept = PartyId(queryset=Company.objects.none())
    gone = PartyId(queryset=Company.objects.none())
    take = serializers.ListField(child=serializers.CharField(max_length=60), required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        model = MODELS.get(attrs["record"])
        if model is None:
            raise serializers.ValidationError({"record": _("Not one of the choices.")})
        wrong = {
            name: self.fields[name].error_messages["unknown"]
            for name in ("kept", "gone")
            if not isinstance(attrs[name], model)
        }
        if wrong:
            raise serializers.ValidationError(wrong)
        return attrs


class MergeFilter(django_filters.FilterSet):
    record = django_filters.ChoiceFilter(choices=Record.choices)
    gone = django_filters.CharFilter(method="that_had")

    class Meta:
        model = Merge
        fields: list[str] = []

    def that_had(self, rows: Any, name: str, value: str) -> Any:
        """Where the row went that had this id; none for what is no id."""
        try:
            return rows.filter(gone_public_id=uuid.UUID(value))
        except ValueError:
            return rows.none()


class MergeViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, TandemViewSet):
    """Merges of companies and contacts; `gone` finds where an old id went."""

    http_method_names = ["get", "post", "head", "options"]
    queryset = Merge.objects.select_related("by")
    serializer_class = MergeSerializer
    filterset_class = MergeFilter
    ordering = "-at"
    ordering_fields = ("at",)

    @extend_schema(request=NewMergeSerializer, responses={201: MergeSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Fold one company or contact into another."""
        body = NewMergeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        data = body.validated_data
        merge = merge_records(
            data["record"], data["kept"], data["gone"], by=actor(request), take=data.get("take")
        )
        return Response(self.get_serializer(merge).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=MergeSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Bring the row back that went, with what was its."""
        merge = self.get_object()
        undo_merge(merge, by=actor(request))
        merge.refresh_from_db()
        return Response(self.get_serializer(merge).data)
