"""Rules over REST: what a page of rules can do, and the log of what they did."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from alignment.people.actor import actor
from alignment.web.api import ReadViewSet, TandemViewSet
from leads.api.fields import Ref
from leads.api.lists import Query
from leads.api.serializers import RowSerializer
from leads.choices import FiringState, RuleKind
from leads.filters import CodesFilter, RowFilter
from leads.models import Firing, Lead, Rule
from leads.rules import keeping
from leads.rules.acts import MOST_ACTS
from leads.rules.moments import MOMENTS
from leads.rules.rehearsing import rehearse
from leads.rules.wording import Words
from leads.selectors.rules import lines_of, log_of

EVENTS = list(MOMENTS.items())


@extend_schema_field({"type": "object", "additionalProperties": True})
class Act(serializers.JSONField):
    """One act: `act` says which, the other keys are its own (docs/rules.md)."""


class RuleFilter(django_filters.FilterSet):
    kind = CodesFilter(choices=RuleKind, label=_("Kind"))
    event = CodesFilter(choices=EVENTS, label=_("Event"))
    is_active = django_filters.BooleanFilter(label=_("On"))

    class Meta:
        model = Rule
        fields: list[str] = []


class RuleSerializer(RowSerializer):
    """When `event`, if the lead answers `conditions`, then `acts`; a new rule is off."""

    kind = serializers.ChoiceField(choices=RuleKind.choices)
    event = serializers.ChoiceField(choices=EVENTS)
    conditions = Query(required=False)
    acts = serializers.ListField(child=Act(), min_length=1, max_length=MOST_ACTS)
    sentence = serializers.SerializerMethodField()

    class Meta:
        model = Rule
        fields = [
            "id", "name", "kind", "event", "conditions", "acts", "sentence", "is_active",
            "position", "created_at", "changed_at", "switched_at",
        ]  # fmt: skip
        read_only_fields = ["is_active", "position", "created_at", "changed_at", "switched_at"]

    def get_sentence(self, row: Rule) -> str:
        """The rule in words."""
        words = self.context.get("words") or Words([row])
        return words.text(row)


class RuleChangesSerializer(RuleSerializer):
    """What of a rule may change; its kind is chosen once."""

    kind = serializers.ChoiceField(choices=RuleKind.choices, read_only=True)


class SwitchSerializer(serializers.Serializer):
    on = serializers.BooleanField()


class MoveSerializer(serializers.Serializer):
    up = serializers.BooleanField()


class TriedSerializer(serializers.Serializer):
    """A rule to try without keeping it."""

    kind = serializers.ChoiceField(choices=RuleKind.choices)
    event = serializers.ChoiceField(choices=EVENTS)
    conditions = Query(required=False)
    acts = serializers.ListField(child=Act(), min_length=1, max_length=MOST_ACTS)


class PartSerializer(serializers.Serializer):
    person = Ref(source="0", read_only=True)
    leads = serializers.IntegerField(source="1", read_only=True)


class ExampleSerializer(serializers.Serializer):
    lead = Ref(read_only=True)
    at = serializers.DateTimeField(read_only=True)
    who = Ref(read_only=True, allow_null=True)


class RehearsalSerializer(serializers.Serializer):
    """Over so many days: how often it happened, how often the rule would have run, for whom."""

    days = serializers.IntegerField(read_only=True)
    happened = serializers.IntegerField(read_only=True)
    fired = serializers.IntegerField(read_only=True)
    leads = serializers.IntegerField(read_only=True)
    taken = serializers.IntegerField(read_only=True)
    nobody = serializers.IntegerField(read_only=True)
    is_cut = serializers.BooleanField(read_only=True)
    shares = PartSerializer(many=True, read_only=True)
    examples = ExampleSerializer(many=True, read_only=True)


class RuleViewSet(ReadViewSet):
    """The rules in their order; managers and direction change them."""

    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    queryset = Rule.objects.all()
    serializer_class = RuleSerializer
    filterset_class = RuleFilter
    ordering = "position"
    ordering_fields = ("position", "name")

    def paginate_queryset(self, queryset: Any) -> Any:
        """A page of rules; the names in their sentences are read together."""
        page = super().paginate_queryset(queryset)
        self.words = Words(page or [])
        return page

    def get_serializer_context(self) -> dict[str, Any]:
        """The words of the page, where there is one."""
        return {**super().get_serializer_context(), "words": getattr(self, "words", None)}

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add a rule, off until it is switched on."""
        keeping.require_manager(actor(request))
        body = self.get_serializer(data=request.data)
        body.is_valid(raise_exception=True)
        row = keeping.save_rule(None, by=actor(request), **_values(body.validated_data))
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=RuleChangesSerializer, responses=RuleSerializer)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change what a rule asks or does."""
        keeping.require_manager(actor(request))
        row = self.get_object()
        body = RuleChangesSerializer(row, data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        names = ("name", "kind", "event", "conditions", "acts")
        known = {name: getattr(row, name) for name in names}
        values = _values({**known, **body.validated_data})
        row = keeping.save_rule(row, by=actor(request), **values)
        return Response(self.get_serializer(row).data)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Delete a rule with its log; what it did stays."""
        keeping.delete_rule(self.get_object(), by=actor(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=SwitchSerializer, responses=RuleSerializer)
    @action(detail=True, methods=["post"])
    def switch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Switch a rule on or off; twice the same way changes nothing."""
        keeping.require_manager(actor(request))
        body = SwitchSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        on = body.validated_data["on"]
        row = keeping.switch_rule(self.get_object(), by=actor(request), on=on)
        return Response(self.get_serializer(row).data)

    @extend_schema(request=MoveSerializer, responses=RuleSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change places with the rule of its kind above or below."""
        keeping.require_manager(actor(request))
        body = MoveSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        row = self.get_object()
        keeping.move_rule(row, by=actor(request), up=body.validated_data["up"])
        row.refresh_from_db()
        return Response(self.get_serializer(row).data)

    @extend_schema(request=TriedSerializer, responses=RehearsalSerializer)
    @action(detail=False, methods=["post"])
    def rehearse(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What such a rule would have done over the last thirty days; nothing is changed."""
        keeping.require_manager(actor(request))
        body = TriedSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        found = rehearse(by=actor(request), **_values(body.validated_data))
        return Response(RehearsalSerializer(found).data)


class FiringFilter(django_filters.FilterSet):
    rule = RowFilter(queryset=Rule.objects.all(), label=_("Rule"))
    lead = RowFilter(queryset=Lead.objects.all(), label=_("Lead"))
    state = CodesFilter(choices=FiringState, label=_("State"))

    class Meta:
        model = Firing
        fields: list[str] = []


class FiringSerializer(serializers.Serializer):
    """One time a rule ran; `lines` say what each act did, or why not."""

    rule = Ref(source="firing.rule", read_only=True)
    lead = Ref(source="firing.lead", read_only=True, allow_null=True)
    state = serializers.ChoiceField(
        source="firing.state", choices=FiringState.choices, read_only=True
    )
    at = serializers.DateTimeField(source="firing.at", read_only=True)
    lines = serializers.ListField(child=serializers.CharField(), read_only=True)


class FiringViewSet(mixins.ListModelMixin, TandemViewSet):
    """Each time a rule ran, newest first."""

    http_method_names = ["get", "head", "options"]
    queryset = log_of()
    serializer_class = FiringSerializer
    filterset_class = FiringFilter
    ordering = "-at"
    ordering_fields = ("at",)

    def paginate_queryset(self, queryset: Any) -> Any:
        """A page of the log in plain words; the people it names are read once."""
        page = super().paginate_queryset(queryset)
        return None if page is None else lines_of(page)


def _values(given: Any) -> dict[str, Any]:
    """What the service takes: it calls the conditions a query."""
    values = dict(given)
    values["query"] = values.pop("conditions", None) or {}
    return values
