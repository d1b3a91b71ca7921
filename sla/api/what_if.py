"""Two questions about promises over REST: another delay on the past, and the volume for a goal."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from alignment.web.business_days import today
from leads.choices import Tier
from sla.agreements import in_force_on
from sla.choices import TIMED, Promise
from sla.models import Agreement
from sla.promises import tiers_of
from sla.selectors.replay import LONGEST, replay
from sla.selectors.sizing import Sizing, size

TIMED_CHOICES = [(value, label) for value, label in Promise.choices if value in TIMED]


class QuestionSerializer(serializers.Serializer):
    """`minutes` are of working time; `tier` where the promise tells priorities apart."""

    promise = serializers.ChoiceField(choices=TIMED_CHOICES)
    tier = serializers.ChoiceField(choices=Tier.choices, required=False, default="")
    minutes = serializers.IntegerField(min_value=1, max_value=LONGEST)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["tier"] not in tiers_of(attrs["promise"]):
            raise serializers.ValidationError({"tier": [_("This priority is not promised apart.")]})
        return attrs


class ReplaySerializer(serializers.Serializer):
    """Clocks of the last 90 days: `met` of `due` with the other delay, `was_…` as it happened."""

    minutes = serializers.IntegerField()
    due = serializers.IntegerField()
    met = serializers.IntegerField()
    rate = serializers.FloatField(allow_null=True)
    was_due = serializers.IntegerField()
    was_met = serializers.IntegerField()
    was_rate = serializers.FloatField(allow_null=True)
    is_cut = serializers.BooleanField(help_text="Only the newest clocks were judged.")


class GoalSerializer(serializers.Serializer):
    """Euros without tax; the contract's goal and what is on its way where they are left out."""

    revenue = serializers.DecimalField(
        max_digits=12, decimal_places=2, min_value=0, required=False, default=None
    )
    secured = serializers.DecimalField(
        max_digits=12, decimal_places=2, min_value=0, required=False, default=None
    )


class RateSerializer(serializers.Serializer):
    """k of n."""

    k = serializers.IntegerField()
    n = serializers.IntegerField()
    value = serializers.FloatField(allow_null=True)


class PastSerializer(serializers.Serializer):
    won = RateSerializer()
    to_opportunity = RateSerializer()
    accepted = RateSerializer()
    mean_deal = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    marketing_share = serializers.FloatField(allow_null=True)
    is_enough = serializers.BooleanField()
    is_solid = serializers.BooleanField()


class NeedSerializer(serializers.Serializer):
    """For a year; `likely` holds every second year, `safe` four years in five (P80)."""

    customers = serializers.FloatField()
    opportunities = serializers.FloatField()
    accepted = serializers.FloatField()
    mqls = serializers.FloatField()
    a_month = serializers.IntegerField()
    likely_a_month = serializers.IntegerField()
    safe_a_month = serializers.IntegerField()


class RoomSerializer(serializers.Serializer):
    """Whether sales can take the safe volume; null where no capacity is agreed."""

    reps = serializers.IntegerField()
    cap = serializers.IntegerField(allow_null=True)
    per_week = serializers.FloatField(allow_null=True)
    monthly = serializers.IntegerField(allow_null=True)
    is_enough = serializers.BooleanField(allow_null=True)


class SizingSerializer(serializers.Serializer):
    """`need` is null while the past says too little, or when nothing is left to win."""

    revenue = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    secured = serializers.DecimalField(max_digits=12, decimal_places=2)
    is_secured = serializers.BooleanField()
    past = PastSerializer()
    need = NeedSerializer(allow_null=True)
    room = RoomSerializer(allow_null=True)


class WhatIf(APIView):
    """What the last 90 days would have kept of another delay."""

    @extend_schema(
        parameters=[QuestionSerializer], responses=ReplaySerializer, operation_id="replay"
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        asked = _asked(QuestionSerializer, request)
        found = replay(asked["promise"], asked["tier"], asked["minutes"], now=timezone.now())
        return Response(ReplaySerializer(found).data)


class RequiredVolume(APIView):
    """How many MQLs a month a year's revenue takes, and whether sales can take them."""

    @extend_schema(
        parameters=[GoalSerializer], responses=SizingSerializer, operation_id="required_volume"
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        asked = _asked(GoalSerializer, request)
        return Response(SizingSerializer(_sized(in_force_on(today()), **asked)).data)


def _sized(agreement: Agreement | None, *, revenue: Any, secured: Any) -> Sizing:
    """With the goal and the cap of the version in force where the question names none."""
    if agreement is None:
        return size(revenue, None, today=today(), secured=secured)
    cap = agreement.commitments.filter(promise=Promise.CAPACITY).values_list("number", flat=True)
    goal = agreement.goal_revenue if revenue is None else revenue
    return size(goal, cap.first(), today=today(), secured=secured)


def _asked(kind: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    question = kind(data=request.query_params)
    question.is_valid(raise_exception=True)
    return question.validated_data
