"""Contents shared with prospects over REST: what was shown, and what people did with it."""

import django_filters
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from alignment.library.models import Content
from alignment.people.actor import actor
from alignment.web.api import ReadViewSet
from alignment.web.errors import NotAllowed
from alignment.web.policies import OPERATOR
from leads import sharing
from leads.api.fields import PublicId, RowId
from leads.choices import ShareChannel
from leads.filters.fields import RowFilter
from leads.models import Lead, Share, ShareVisit

LONGEST_DAYS = sharing.LONGEST_DAYS


@extend_schema_field({"type": "string", "format": "uuid"})
class ContentId(PublicId):
    """A content in use."""

    def get_queryset(self) -> QuerySet[Content]:
        return Content.objects.active()


class VisitSerializer(serializers.ModelSerializer):
    class Meta:
        model = ShareVisit
        fields = ["kind", "at"]
        read_only_fields = fields


class ShareSerializer(serializers.ModelSerializer):
    """A content shared by a link of its own; `url` opens until it expires or is closed."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    content = serializers.UUIDField(source="version.content.public_id", read_only=True)
    version = serializers.IntegerField(source="version.number", read_only=True)
    lead = RowId("lead", read_only=True, queryset=None)
    contact = RowId("contact", read_only=True, queryset=None)
    by = serializers.UUIDField(source="by.public_id", read_only=True, allow_null=True, default=None)
    url = serializers.SerializerMethodField()
    visits = VisitSerializer(many=True, read_only=True)

    class Meta:
        model = Share
        fields = [
            "id", "content", "version", "lead", "contact", "by", "channel", "url", "created_at",
            "expires_at", "revoked_at", "visits",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, row: Share) -> str:
        return sharing.address_of(row)


class NewShareSerializer(serializers.Serializer):
    """What is shown, on which lead, for whom (its contact unless said), and how it goes."""

    content = ContentId(queryset=Content.objects.none())
    lead = RowId("lead")
    contact = RowId("contact", required=False, allow_null=True)
    channel = serializers.ChoiceField(choices=ShareChannel.choices)
    days = serializers.IntegerField(min_value=1, max_value=LONGEST_DAYS, required=False)


class ShareFilter(django_filters.FilterSet):
    lead = RowFilter(queryset=Lead.objects.all(), label=_("Lead"))
    content = RowFilter(
        queryset=Content.objects.all(), field_name="version__content", label=_("Content")
    )

    class Meta:
        model = Share
        fields = ["channel"]


class ShareViewSet(ReadViewSet):
    """Links of contents; both teams make them, who made one closes it."""

    http_method_names = ["get", "post", "head", "options"]
    queryset = Share.objects.select_related("version__content", "lead", "contact", "by")
    serializer_class = ShareSerializer
    filterset_class = ShareFilter
    ordering = "-created_at"
    ordering_fields = ("created_at",)

    def get_queryset(self) -> QuerySet[Share]:
        visits = Prefetch("visits", ShareVisit.objects.order_by("at"))
        return super().get_queryset().prefetch_related(visits)

    @extend_schema(request=NewShareSerializer, responses={201: ShareSerializer})
    def create(self, request: Request, *args: object, **kwargs: object) -> Response:
        """Make a link; sent by e-mail it is logged as an activity as well."""
        if not OPERATOR.holds(actor(request)):
            raise NotAllowed
        body = NewShareSerializer(data=request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        row = sharing.share(by=actor(request), **body.validated_data)
        shown = self.get_queryset().get(pk=row.pk)
        return Response(self.get_serializer(shown).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=ShareSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, *args: object, **kwargs: object) -> Response:
        """Close the link at once."""
        row = sharing.revoke(self.get_object(), by=actor(request))
        return Response(self.get_serializer(row).data)
