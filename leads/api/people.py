"""The people of a lead over REST: its further contacts, each with the part they play."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from alignment.people.actor import actor
from leads import parties
from leads.api.fields import Ref, RowId
from leads.choices import ContactRole
from leads.models import Party


class PartySerializer(serializers.ModelSerializer):
    """A person on a lead and their part; the lead's own contact is not among them."""

    contact = RowId("contact")
    role = serializers.ChoiceField(choices=ContactRole.choices, required=False, allow_blank=True)
    added_by = Ref(read_only=True, allow_null=True)

    class Meta:
        model = Party
        fields = ["contact", "role", "added_by", "added_at"]
        read_only_fields = ["added_at"]


class PersonSerializer(serializers.Serializer):
    contact = RowId("contact")


class PeopleActions:
    """Mixin of the leads: who else is on it."""

    @extend_schema(request=None, responses=PartySerializer(many=True), operation_id="leads_people")
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def people(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The further people of the lead, in the order they joined; never more than 30."""
        lead = self.get_object()  # type: ignore[attr-defined]
        rows = lead.parties.select_related("contact", "added_by")
        return Response(PartySerializer(rows, many=True).data)

    @extend_schema(
        request=PartySerializer, responses=PartySerializer, operation_id="leads_put_person"
    )
    @action(detail=True, methods=["post"], url_path="put-person")
    def put_person(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put a person on the lead, or give them another part."""
        lead, by = self.get_object(), actor(request)  # type: ignore[attr-defined]
        body = PartySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        said = body.validated_data
        known = lead.parties.filter(contact=said["contact"]).first()
        if known:
            row = parties.change_party(known, by=by, role=said.get("role", known.role))
            return Response(PartySerializer(row).data)
        row = parties.add_party(lead, by=by, **said)
        return Response(PartySerializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        request=PersonSerializer, responses={204: None}, operation_id="leads_remove_person"
    )
    @action(detail=True, methods=["post"], url_path="remove-person")
    def remove_person(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a person off the lead."""
        lead = self.get_object()  # type: ignore[attr-defined]
        body = PersonSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        row = lead.parties.select_related("lead").filter(**body.validated_data).first()
        if row is None:
            raise Http404
        parties.remove_party(row, by=actor(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
