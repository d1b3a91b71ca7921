"""One POST per line of the transition table, built from it: the API can do what the pages do."""

from collections.abc import Callable
from inspect import signature
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action as endpoint
from rest_framework.request import Request
from rest_framework.response import Response

from alignment.people.actor import actor
from leads import transitions
from leads.api.fields import RowId
from leads.api.serializers import LeadSerializer
from leads.transitions.doors import VERBS
from leads.transitions.lines import Action, Field
from leads.transitions.table import ACTIONS

ROW_KINDS = frozenset({"seller", "marketer", "member", "lead"})


class WhySerializer(serializers.Serializer):
    why = serializers.CharField(max_length=500)


def field_of(field: Field) -> serializers.Field:
    """The serializer field of one thing that an action carries."""
    common: dict[str, Any] = {
        "required": field.required and not field.known_as, "label": field.label,
        "help_text": field.help,
    }  # fmt: skip
    if field.kind in ROW_KINDS:
        return RowId(field.kind, **common)
    if field.kind == "choice":
        assert field.choices
        return serializers.ChoiceField(
            choices=list(field.choices()), allow_blank=not field.required, **common
        )
    if field.kind == "choices":
        assert field.choices
        one = serializers.ChoiceField(choices=list(field.choices()))
        return serializers.ListField(child=one, max_length=20, allow_empty=True, **common)
    plain: dict[str, Callable[..., serializers.Field]] = {
        "date": serializers.DateField,
        "datetime": serializers.DateTimeField,
        "bool": serializers.BooleanField,
    }
    if field.kind in plain:
        return plain[field.kind](**common)
    if field.kind == "money":
        return serializers.DecimalField(
            max_digits=12, decimal_places=2, min_value=0, allow_null=True, **common
        )
    return serializers.CharField(max_length=field.max_length, allow_blank=True, **common)


def serializer_of(action: Action) -> type[serializers.Serializer]:
    """A serializer class named after the action, with `at` where a fact may be reported late."""
    fields: dict[str, Any] = {field.name: field_of(field) for field in action.fields}
    if "at" in signature(VERBS[action.name]).parameters:
        fields["at"] = serializers.DateTimeField(
            required=False, label=_("When it happened"), help_text=_("Now, unless given.")
        )
    name = "".join(part.title() for part in action.name.split("_"))
    return type(f"{name}ActionSerializer", (serializers.Serializer,), fields)


def endpoint_of(name: str) -> Callable[..., Response]:
    """The view of one action: check the body, do it, answer the lead as it is now."""
    action = ACTIONS[name]
    serializer = serializer_of(action)
    answer = status.HTTP_201_CREATED if name == "reopen" else status.HTTP_200_OK

    def act(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        lead = self.get_object()
        body = serializer(data=request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        data = dict(body.validated_data)
        at = data.pop("at", None)
        changed = transitions.perform(lead, name, by=actor(request), data=data, at=at)
        return Response(self.shown(changed), status=answer)

    act.__name__ = f"do_{name}"
    act.__doc__ = str(action.verb)
    path = name.replace("_", "-")
    decorated = endpoint(detail=True, methods=["post"], url_path=path, url_name=path)(act)
    return extend_schema(
        request=serializer, responses={answer: LeadSerializer}, operation_id=f"leads_{name}",
        summary=format_lazy("{}", action.label),
    )(decorated)  # fmt: skip


class LeadActions:
    """Mixin that bears every action of the table, undo and correct."""

    @extend_schema(request=None, responses=LeadSerializer, operation_id="leads_undo")
    @endpoint(detail=True, methods=["post"])
    def undo(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take back one's own last action on the lead, within 15 minutes."""
        lead = self.get_object()  # type: ignore[attr-defined]
        event = transitions.undo(lead, by=actor(request))
        if event.verb == "lead.logged":
            return Response(status=status.HTTP_204_NO_CONTENT)
        return Response(self.shown(lead))  # type: ignore[attr-defined]

    @extend_schema(request=WhySerializer, responses=LeadSerializer, operation_id="leads_correct")
    @endpoint(detail=True, methods=["post"])
    def correct(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A manager takes back the last action, with a reason; numbers are restated."""
        lead = self.get_object()  # type: ignore[attr-defined]
        body = WhySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        transitions.correct(lead, by=actor(request), why=body.validated_data["why"])
        return Response(self.shown(lead))  # type: ignore[attr-defined]


for _name in VERBS:
    setattr(LeadActions, f"do_{_name}", endpoint_of(_name))
