"""A small endpoint of the house's base classes, for tests of what all endpoints share."""

from django.db import IntegrityError
from django.http import Http404
from django.urls import include, path
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from alignment.people.models import Team
from alignment.web.api import ReadViewSet
from alignment.web.errors import Conflict, Incomplete, NotAllowed

during: list = []  # what happens while a request is being answered


class TeamSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)

    class Meta:
        model = Team
        fields = ["id", "name", "kind"]


class EchoViewSet(ReadViewSet):
    queryset = Team.objects.all()
    serializer_class = TeamSerializer
    ordering_fields = ("name", "kind")

    def create(self, request):
        for happening in during:
            happening()
        form = self.get_serializer(data=request.data)
        form.is_valid(raise_exception=True)
        form.save()
        return Response(form.data, status=201)

    @action(detail=False, methods=["post"])
    def refuse(self, request):
        raise REFUSALS[request.data["how"]]


REFUSALS = {
    "incomplete": Incomplete(fields={"name": "Say a name."}),
    "not_allowed": NotAllowed(),
    "conflict": Conflict("Sam was first."),
    "missing": Http404(),
    "contradiction": IntegrityError("secret detail of the database"),
    "nested": serializers.ValidationError(
        {"contact": {"email": ["Bad."]}, "lines": [{}, {"amount": [ErrorDetail("Too big.")]}]}
    ),
    "broken": ZeroDivisionError("secret detail of the code"),
}

router = SimpleRouter()
router.register("echo", EchoViewSet, basename="echo")
urlpatterns = [path("api/v1/", include(router.urls)), path("", include("alignment.urls"))]
handler404 = "alignment.web.views.not_found"
handler500 = "alignment.web.views.server_error"
handler400 = "alignment.web.views.bad_request"
