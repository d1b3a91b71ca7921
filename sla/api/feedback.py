"""Feedback, contests and actions over REST: what the card and the answers can do."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from alignment.people.actor import actor
from alignment.rituals import services as rituals
from alignment.rituals.models import Action
from alignment.web.api import ReadViewSet, holding
from alignment.web.policies import OPERATOR
from leads.api.fields import PublicId, Ref, RowId
from leads.api.serializers import RowSerializer
from leads.choices import MissingItem
from sla import answers
from sla import feedback as cards
from sla.choices import Effect, Evidence
from sla.filters import ActionFilter, ContestFilter, FeedbackFilter
from sla.models import Contest, Feedback, FeedbackAnswer, FeedbackMessage
from sla.selectors import feedback as selectors


class EffectSerializer(serializers.ModelSerializer):
    message = Ref(read_only=True)

    class Meta:
        model = FeedbackMessage
        fields = ["message", "effect"]


class AnswerSerializer(RowSerializer):
    by = Ref(read_only=True)
    post = serializers.UUIDField(
        source="post.public_id", default=None, read_only=True, allow_null=True
    )
    action = Ref(read_only=True, allow_null=True)
    next_owner = Ref(read_only=True, allow_null=True)

    class Meta:
        model = FeedbackAnswer
        fields = ["id", "kind", "by", "at", "post", "action", "next_owner"]


class FeedbackSerializer(RowSerializer):
    """`given_fields` of `due_fields` are answered; times are null until they happened."""

    lead = Ref(read_only=True)
    handover = serializers.UUIDField(
        source="handover.public_id", default=None, read_only=True, allow_null=True
    )
    asked_of = Ref(read_only=True, allow_null=True)
    given_by = Ref(read_only=True, allow_null=True)
    missing = serializers.ListField(child=serializers.CharField(), read_only=True)
    effects = EffectSerializer(many=True, read_only=True)
    contents = Ref(many=True, read_only=True)
    objections = Ref(many=True, read_only=True)
    answers = AnswerSerializer(many=True, read_only=True)

    class Meta:
        model = Feedback
        fields = [
            "id", "lead", "handover", "moment", "subject", "asked_of", "asked_at", "due_by",
            "reason", "answer", "missing", "is_complete_file", "effects", "contents", "objections",
            "competitor", "content_missing", "sentence", "given_by", "opened_at",
            "first_saved_at", "changed_at", "done_at", "postponed_at", "fill_seconds",
            "due_fields", "given_fields", "answers",
        ]  # fmt: skip
        read_only_fields = [name for name in fields if name != "id"]


class MessageEffectSerializer(serializers.Serializer):
    message = serializers.UUIDField()
    effect = serializers.ChoiceField(choices=Effect.choices, allow_blank=True)


class GiveSerializer(serializers.Serializer):
    """Only what is sent changes. `competitor` is "none" where there was none."""

    reason = serializers.CharField(max_length=20, required=False, allow_blank=True)
    answer = serializers.CharField(max_length=500, required=False, allow_blank=True)
    missing = serializers.ListField(
        child=serializers.ChoiceField(choices=MissingItem.choices), required=False, max_length=20
    )
    is_complete_file = serializers.BooleanField(required=False, allow_null=True)
    effects = MessageEffectSerializer(many=True, required=False)
    contents = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=50)
    objections = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=50)
    competitor = serializers.CharField(max_length=160, required=False, allow_blank=True)
    content_missing = serializers.CharField(max_length=160, required=False, allow_blank=True)
    sentence = serializers.CharField(max_length=140, required=False, allow_blank=True)
    opened_at = serializers.DateTimeField(required=False)

    def said(self) -> dict[str, Any]:
        """The fields of sla.feedback.give."""
        fields = dict(self.validated_data)
        if "effects" in fields:
            fields["effects"] = {row["message"]: row["effect"] for row in fields["effects"]}
        return fields


class ReplySerializer(serializers.Serializer):
    text = serializers.CharField(max_length=2000)


class ContestBodySerializer(serializers.Serializer):
    argument = serializers.CharField(max_length=500)
    evidence = serializers.ListField(
        child=serializers.ChoiceField(choices=Evidence.choices), required=False, max_length=10
    )


class RestSerializer(serializers.Serializer):
    wake_up_on = serializers.DateField()
    track = serializers.CharField(max_length=120, required=False, allow_blank=True)
    next_owner = RowId("seller", required=False, allow_null=True)


class MendSerializer(serializers.Serializer):
    title = serializers.CharField(max_length=200)
    owner = RowId("member")
    due_on = serializers.DateField()


class ContestSerializer(RowSerializer):
    lead = Ref(read_only=True)
    handover = serializers.UUIDField(source="handover.public_id", read_only=True)
    opened_by = Ref(read_only=True, allow_null=True)
    ruled_by = Ref(read_only=True, allow_null=True)
    evidence = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Contest
        fields = [
            "id", "lead", "handover", "opened_by", "opened_at", "evidence", "argument", "reason",
            "ruling", "ruled_by", "ruled_at", "withdrawn_at",
        ]  # fmt: skip


class OpenContestSerializer(ContestBodySerializer):
    feedback = PublicId(queryset=Feedback.objects.filter(cancelled_at__isnull=True))


class ActionSerializer(RowSerializer):
    owner = Ref(read_only=True)
    done_by = Ref(read_only=True, allow_null=True)

    class Meta:
        model = Action
        fields = ["id", "title", "owner", "due_on", "done_at", "done_by", "changed", "created_at"]


class DoneSerializer(serializers.Serializer):
    changed = serializers.CharField(max_length=200)


def body_of(kind: type[serializers.Serializer], request: Request) -> Any:
    """The checked body of a request."""
    body = kind(data=request.data)
    body.is_valid(raise_exception=True)
    return body


class FeedbackViewSet(ReadViewSet):
    """What sales was asked and said; given and answered by the POST actions."""

    queryset = selectors.inbox()
    serializer_class = FeedbackSerializer
    filterset_class = FeedbackFilter
    ordering = "-asked_at"
    ordering_fields = ("asked_at", "due_by")

    def shown(self, row: Feedback) -> Response:
        return Response(self.get_serializer(selectors.inbox().get(pk=row.pk)).data)

    def answered(self, answer: FeedbackAnswer) -> Response:
        return Response(AnswerSerializer(answer).data, status.HTTP_201_CREATED)

    @extend_schema(request=GiveSerializer, responses=FeedbackSerializer)
    @action(detail=True, methods=["post"], permission_classes=[holding(OPERATOR)])
    def give(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Keep what is said; what is not sent stays as it is."""
        row = self.get_object()
        cards.require_giver(row, actor(request))
        said = body_of(GiveSerializer, request).said()
        return self.shown(cards.give(row, by=actor(request), **said))

    @extend_schema(request=None, responses=FeedbackSerializer)
    @action(detail=True, methods=["post"], permission_classes=[holding(OPERATOR)])
    def postpone(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """« Later », once."""
        return self.shown(cards.postpone(self.get_object(), by=actor(request)))

    @extend_schema(request=ReplySerializer, responses={201: AnswerSerializer})
    @action(detail=True, methods=["post"], permission_classes=[holding(OPERATOR)])
    def reply(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer in the conversation of the lead."""
        data = body_of(ReplySerializer, request).validated_data
        return self.answered(answers.reply(self.get_object(), by=actor(request), **data))

    @extend_schema(request=ContestBodySerializer, responses={201: AnswerSerializer})
    @action(detail=True, methods=["post"], permission_classes=[holding(OPERATOR)])
    def contest(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Contest the rejection, once, with what speaks for the lead."""
        data = body_of(ContestBodySerializer, request).validated_data
        return self.answered(answers.contest(self.get_object(), by=actor(request), **data))

    @extend_schema(request=RestSerializer, responses={201: AnswerSerializer})
    @action(detail=True, methods=["post"], permission_classes=[holding(OPERATOR)])
    def recycle(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let the lead rest until a day and suggest another rep."""
        data = body_of(RestSerializer, request).validated_data
        return self.answered(answers.recycle(self.get_object(), by=actor(request), **data))

    @extend_schema(request=MendSerializer, responses={201: AnswerSerializer})
    @action(detail=True, methods=["post"], permission_classes=[holding(OPERATOR)])
    def mend(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Create an action that cites the feedback."""
        data = body_of(MendSerializer, request).validated_data
        return self.answered(answers.mend(self.get_object(), by=actor(request), **data))


class ContestViewSet(ReadViewSet):
    """Contested rejections with both values: what sales said and what the arbiter made of it."""

    http_method_names = ["get", "post", "head", "options"]
    queryset = Contest.objects.select_related(
        "lead__company", "lead__contact", "handover", "opened_by", "ruled_by"
    )
    serializer_class = ContestSerializer
    filterset_class = ContestFilter
    ordering = "-opened_at"
    ordering_fields = ("opened_at",)

    @extend_schema(request=OpenContestSerializer, responses={201: ContestSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Contest the rejection that a feedback is about."""
        answers.require_marketing(actor(request))
        data = dict(body_of(OpenContestSerializer, request).validated_data)
        row = data.pop("feedback")
        answers.contest(row, by=actor(request), **data)
        found = self.get_queryset().get(handover=row.handover_id)
        return Response(self.get_serializer(found).data, status.HTTP_201_CREATED)


class ActionViewSet(ReadViewSet):
    """What people said they would do, and what it changed."""

    queryset = Action.objects.select_related("owner__team", "owner__second_team", "done_by")
    serializer_class = ActionSerializer
    filterset_class = ActionFilter
    ordering = "due_on"
    ordering_fields = ("due_on", "done_at")

    @extend_schema(request=DoneSerializer, responses=ActionSerializer)
    @action(detail=True, methods=["post"], permission_classes=[holding(OPERATOR)])
    def finish(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Note that it is done, and what it changed."""
        data = body_of(DoneSerializer, request).validated_data
        row = rituals.finish(self.get_object(), by=actor(request), **data)
        return Response(self.get_serializer(row).data)
