"""Companies, contacts, leads, hand-overs, opportunities, activities and campaigns over REST."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from alignment.people.actor import actor
from alignment.people.models import User
from alignment.web.api import ReadViewSet, TandemViewSet
from leads import activities, deals, filters, products, services
from leads.api import serializers
from leads.api.actions import LeadActions
from leads.api.history import FieldHistory
from leads.api.people import PeopleActions
from leads.api.privacy import ContactPrivacy
from leads.models import Activity, Campaign, Company, Contact, Handover, Lead, Opportunity


class RecordViewSet(ReadViewSet):
    """List, read, create and change; writing goes through `save`, the service of the pages."""

    http_method_names = ["get", "post", "patch", "head", "options"]

    def save(self, row: Any, by: User, **fields: Any) -> Any:
        raise NotImplementedError

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        body = self.get_serializer(data=request.data)
        body.is_valid(raise_exception=True)
        row = self.save(None, actor(request), **body.validated_data)
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        body = self.get_serializer(row, data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        return Response(
            self.get_serializer(self.save(row, actor(request), **body.validated_data)).data
        )


class CompanyViewSet(FieldHistory, RecordViewSet):
    queryset = Company.objects.select_related("owner")
    serializer_class = serializers.CompanySerializer
    filterset_class = filters.CompanyFilter
    ordering = "name"
    ordering_fields = ("name", "created_at", "changed_at")

    def save(self, row: Company | None, by: User, **fields: Any) -> Company:
        return services.save_company(row, by=by, **fields)


class ContactViewSet(FieldHistory, ContactPrivacy, RecordViewSet):
    queryset = Contact.objects.select_related("company")
    serializer_class = serializers.ContactSerializer
    filterset_class = filters.ContactFilter
    ordering = "last_name"
    ordering_fields = ("last_name", "created_at", "changed_at")

    def save(self, row: Contact | None, by: User, **fields: Any) -> Contact:
        return services.save_contact(row, by=by, **fields)


class CampaignViewSet(RecordViewSet):
    queryset = Campaign.objects.select_related("owner")
    serializer_class = serializers.CampaignSerializer
    filterset_class = filters.CampaignFilter
    ordering = "name"
    ordering_fields = ("name", "starts_on", "created_at")

    def save(self, row: Campaign | None, by: User, **fields: Any) -> Campaign:
        return services.save_campaign(row, by=by, **fields)


class LeadViewSet(FieldHistory, LeadActions, PeopleActions, ReadViewSet):
    """Leads; their stage changes only by the POST actions below."""

    http_method_names = ["get", "post", "patch", "head", "options"]
    queryset = Lead.objects.with_people()
    serializer_class = serializers.LeadSerializer
    filterset_class = filters.LeadFilter
    ordering = "-captured_at"
    ordering_fields = ("captured_at", "due_at", "changed_at", "stage_entered_at")

    def shown(self, lead: Lead) -> dict[str, Any]:
        """The lead as it is now, with the names it refers to."""
        return self.get_serializer(Lead.objects.with_people().get(pk=lead.pk)).data

    @extend_schema(
        request=serializers.NewLeadSerializer, responses={201: serializers.LeadSerializer}
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Log a lead for a person or company, known or new."""
        body = serializers.NewLeadSerializer(
            data=request.data, context=self.get_serializer_context()
        )
        body.is_valid(raise_exception=True)
        data = dict(body.validated_data)
        for name in ("company", "contact"):
            known = data.pop(f"{name}_id", None)
            data[name] = known or data.get(name)
        lead = services.log_lead(by=actor(request), **data)
        return Response(self.shown(lead), status=status.HTTP_201_CREATED)

    @extend_schema(request=serializers.LeadChangesSerializer, responses=serializers.LeadSerializer)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change what is said about the lead, never its stage."""
        lead = self.get_object()
        body = serializers.LeadChangesSerializer(
            lead, data=request.data, partial=True, context=self.get_serializer_context()
        )
        body.is_valid(raise_exception=True)
        services.edit_lead(lead, by=actor(request), **body.validated_data)
        return Response(self.shown(lead))


class HandoverViewSet(ReadViewSet):
    queryset = Handover.objects.select_related("lead", "given_by", "assignee", "decided_by")
    serializer_class = serializers.HandoverSerializer
    filterset_class = filters.HandoverFilter
    ordering = "-handed_over_at"
    ordering_fields = ("handed_over_at", "decide_by", "decided_at")


class OpportunityViewSet(ReadViewSet):
    http_method_names = ["get", "post", "patch", "head", "options"]
    queryset = Opportunity.objects.select_related("lead", "owner")
    serializer_class = serializers.OpportunitySerializer
    filterset_class = filters.OpportunityFilter
    ordering = "-opened_at"
    ordering_fields = ("opened_at", "expected_close_on", "changed_at")

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change amount, step, name or expected date; each change is kept."""
        deal = self.get_object()
        body = self.get_serializer(deal, data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        changes = {name: value for name, value in body.validated_data.items() if value is not None}
        changed = deals.change_deal(deal, by=actor(request), **changes)
        return Response(self.get_serializer(changed).data)

    @extend_schema(
        responses=serializers.DealLinesSerializer, request=serializers.DealLinesSerializer
    )
    @action(detail=True, methods=["get", "post"])
    def lines(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The products of an opportunity; POST replaces them, and the amount becomes their sum."""
        deal = self.get_object()
        if request.method == "POST":
            products.require_changeable(deal, by=actor(request))
            body = serializers.DealLinesSerializer(data=request.data)
            body.is_valid(raise_exception=True)
            products.set_lines(deal, by=actor(request), lines=body.validated_data["lines"])
        rows = deal.lines.select_related("product")
        return Response(serializers.DealLinesSerializer({"lines": rows}).data)


class ActivityViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, TandemViewSet):
    http_method_names = ["get", "post", "head", "options"]
    queryset = Activity.objects.select_related("lead", "contact", "company", "by")
    serializer_class = serializers.ActivitySerializer
    filterset_class = filters.ActivityFilter
    ordering = "-occurred_at"
    ordering_fields = ("occurred_at",)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Log a call, mail, meeting, message or note with a lead, a contact or a company.

        Without `lead`, it goes to the one open lead; `lead` null keeps it with the person.
        """
        body = self.get_serializer(data=request.data)
        body.is_valid(raise_exception=True)
        data = dict(body.validated_data)
        alone = "lead" in data and data["lead"] is None
        activity = activities.log_about(by=actor(request), alone=alone, **data)
        return Response(self.get_serializer(activity).data, status=status.HTTP_201_CREATED)
