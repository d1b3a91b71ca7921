"""What rows look like over REST; the stage and everything a transition writes is read-only."""

from collections.abc import MutableMapping
from typing import Any

from rest_framework import serializers

from leads.api.fields import Ref, RowId
from leads.choices import ActivityKind, ActivityOutcome, LegalBasis
from leads.models import (
    Activity,
    Campaign,
    Company,
    Contact,
    DealLine,
    DealRevision,
    Handover,
    Lead,
    Opportunity,
)
from leads.products import MOST_LINES


class OwnFields(serializers.DictField):
    """The company's own fields by key; a null takes the value away. The service judges them."""

    child = serializers.JSONField(allow_null=True)


class RowSerializer(serializers.ModelSerializer):
    """A model's row under its public id."""

    id = serializers.UUIDField(source="public_id", read_only=True)

    def include_extra_kwargs(
        self, kwargs: MutableMapping[str, Any], extra_kwargs: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        """Keep a read-only choice that may be blank saying so in the schema."""
        may_be_blank = "choices" in kwargs and kwargs.get("allow_blank", False)
        kwargs = super().include_extra_kwargs(kwargs, extra_kwargs)
        return {**kwargs, "allow_blank": True} if may_be_blank else kwargs


class CompanySerializer(RowSerializer):
    extra = OwnFields(required=False)
    owner = RowId("member", required=False, allow_null=True)

    class Meta:
        model = Company
        fields = [
            "id", "name", "siren", "siret", "naf_code", "nomenclature", "naf25_code",
            "workforce_band", "workforce_year", "category", "revenue", "revenue_year",
            "vat_number", "address", "postal_code", "city", "departement", "region", "website",
            "is_strategic", "plan", "is_customer", "is_confidential", "ceased_on", "owner",
            "extra", "created_at", "changed_at",
        ]  # fmt: skip
        read_only_fields = [
            "is_customer",
            "is_confidential",
            "ceased_on",
            "created_at",
            "changed_at",
        ]
        # Spaces in identifiers are welcome: the service normalises them and checks the digits.
        extra_kwargs = {
            "siren": {"max_length": 20, "validators": []},
            "siret": {"max_length": 25, "validators": []},
        }


class ContactSerializer(RowSerializer):
    extra = OwnFields(required=False)
    company = RowId("company", required=False, allow_null=True)

    class Meta:
        model = Contact
        fields = [
            "id", "company", "first_name", "last_name", "job_title", "role", "email", "phone",
            "mobile", "source", "legal_basis", "informed_on", "relevance", "is_personal_line",
            "opted_out_at", "email_refused_at", "phone_refused_at", "post_refused_at", "extra",
            "created_at", "changed_at",
        ]  # fmt: skip
        read_only_fields = [
            "opted_out_at", "email_refused_at", "phone_refused_at", "post_refused_at",
            "created_at", "changed_at",
        ]  # fmt: skip
        extra_kwargs = {"phone": {"max_length": 30}, "mobile": {"max_length": 30}}


class CampaignSerializer(RowSerializer):
    owner = RowId("marketer", required=False, allow_null=True)

    class Meta:
        model = Campaign
        fields = [
            "id", "name", "channel", "starts_on", "ends_on", "budget", "utm_campaign", "goal",
            "owner", "is_active", "created_at",
        ]  # fmt: skip
        read_only_fields = ["created_at"]


class LeadSerializer(RowSerializer):
    """A lead as anybody reads it."""

    company = Ref(read_only=True, allow_null=True)
    contact = Ref(read_only=True, allow_null=True)
    owner = Ref(read_only=True, allow_null=True)
    marketer = Ref(read_only=True, allow_null=True)
    campaign = Ref(read_only=True, allow_null=True)
    extra = OwnFields(read_only=True)
    ball = serializers.CharField(read_only=True, help_text="Which side has to act now.")

    class Meta:
        model = Lead
        fields = [
            "id", "stage", "highest", "ball", "company", "contact", "owner", "marketer", "campaign",
            "cycle", "tier", "due_at", "source", "need", "offer", "timing", "budget",
            "current_solution", "instruction", "why_now", "note", "next_action", "next_action_on",
            "wake_up_on", "fit_grade", "fit_score", "fit_completeness", "engagement_level",
            "engagement_points", "legal_basis", "informed_on", "captured_at", "mql_at",
            "mql_inferred", "handed_over_at", "handed_over_inferred", "first_attempt_at",
            "first_conversation_at", "accepted_at", "accepted_inferred", "sql_at", "sql_inferred",
            "opportunity_at", "opportunity_inferred", "won_at", "lost_at", "closed_at",
            "close_reason", "external_id", "anomaly", "extra", "version", "changed_at",
        ]  # fmt: skip
        read_only_fields = fields


class NewCompanySerializer(CompanySerializer):
    class Meta(CompanySerializer.Meta):
        fields = [f for f in CompanySerializer.Meta.fields if f not in ("id", "is_customer")]
        read_only_fields = ["created_at", "changed_at"]


class NewContactSerializer(ContactSerializer):
    class Meta(ContactSerializer.Meta):
        fields = [
            "first_name", "last_name", "job_title", "role", "email", "phone", "mobile", "extra",
        ]  # fmt: skip


class NewLeadSerializer(serializers.ModelSerializer):
    """A lead to log: a company and a person, each known (by id) or new."""

    company_id = RowId("company", required=False, allow_null=True)
    company = NewCompanySerializer(required=False, allow_null=True)
    contact_id = RowId("contact", required=False, allow_null=True)
    contact = NewContactSerializer(required=False, allow_null=True)
    campaign = RowId("campaign", required=False, allow_null=True)
    captured_at = serializers.DateTimeField(required=False)
    legal_basis = serializers.ChoiceField(choices=LegalBasis.choices, required=False)
    extra = OwnFields(required=False)

    class Meta:
        model = Lead
        fields = [
            "company_id", "company", "contact_id", "contact", "campaign", "captured_at",
            "legal_basis", "informed_on", "source", "need", "offer", "timing", "budget",
            "current_solution", "instruction", "why_now", "note", "external_id", "extra",
        ]  # fmt: skip


class LeadChangesSerializer(serializers.ModelSerializer):
    """What may be changed about a lead; `version` guards against overwriting somebody's change."""

    campaign = RowId("campaign", required=False, allow_null=True)
    extra = OwnFields(required=False)
    version = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1)

    class Meta:
        model = Lead
        fields = [
            "source", "campaign", "need", "offer", "timing", "budget", "current_solution",
            "instruction", "why_now", "note", "next_action", "next_action_on", "extra", "version",
        ]  # fmt: skip


class HandoverSerializer(RowSerializer):
    lead = RowId("lead", read_only=True, queryset=None)
    given_by = Ref(read_only=True, allow_null=True)
    assignee = Ref(read_only=True)
    decided_by = Ref(read_only=True, allow_null=True)

    class Meta:
        model = Handover
        fields = [
            "id", "lead", "given_by", "assignee", "tier", "note", "is_self_service", "is_complete",
            "handed_over_at", "decide_by", "attempt_by", "verdict", "decided_at", "decided_by",
            "reason", "fault", "answer", "missing", "question", "returned_at", "resubmitted_at",
            "contested_at", "argument", "ruled_at", "first_attempt_at", "first_conversation_at",
        ]  # fmt: skip
        read_only_fields = fields


class RevisionSerializer(serializers.ModelSerializer):
    class Meta:
        model = DealRevision
        fields = ["at", "value", "step", "expected_close_on"]
        read_only_fields = fields


class OpportunitySerializer(RowSerializer):
    """An opportunity; it is opened, won, lost and cancelled by actions of its lead."""

    lead = RowId("lead", read_only=True, queryset=None)
    owner = Ref(read_only=True, allow_null=True)
    extra = OwnFields(required=False)

    class Meta:
        model = Opportunity
        fields = [
            "id", "lead", "name", "owner", "status", "step", "amount", "recurrence", "value",
            "expected_close_on", "origin", "opened_at", "won_at", "lost_at", "cancelled_at",
            "reason", "other_reasons", "competitor", "extra", "changed_at",
        ]  # fmt: skip
        read_only_fields = [
            "lead", "owner", "status", "value", "origin", "opened_at", "won_at", "lost_at",
            "cancelled_at", "reason", "other_reasons", "competitor", "changed_at",
        ]  # fmt: skip


class DealLineSerializer(serializers.ModelSerializer):
    """One product of an opportunity; no price is the list's."""

    product = RowId("product")
    quantity = serializers.DecimalField(max_digits=9, decimal_places=2, required=False, min_value=0)
    unit_price = serializers.DecimalField(
        max_digits=12, decimal_places=2, required=False, allow_null=True, min_value=0
    )

    class Meta:
        model = DealLine
        fields = ["product", "quantity", "unit_price"]


class DealLinesSerializer(serializers.Serializer):
    lines = serializers.ListField(child=DealLineSerializer(), max_length=MOST_LINES)


class ActivitySerializer(RowSerializer):
    lead = RowId("lead", required=False, allow_null=True)
    contact = RowId("contact", required=False, allow_null=True)
    company = RowId("company", required=False, allow_null=True)
    by = Ref(read_only=True, allow_null=True)
    kind = serializers.ChoiceField(choices=ActivityKind.choices)
    outcome = serializers.ChoiceField(
        choices=ActivityOutcome.choices, required=False, allow_blank=True
    )
    occurred_at = serializers.DateTimeField(required=False)

    class Meta:
        model = Activity
        fields = [
            "id", "lead", "contact", "company", "kind", "outcome", "text", "by", "occurred_at",
            "recorded_at",
        ]  # fmt: skip
        read_only_fields = ["recorded_at"]
