"""What settings.REST_FRAMEWORK names: who may call, paging, throttling.

Apart from api.py because DRF imports these while its own views are still being imported.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.utils.urls import replace_query_param

from alignment.web.addresses import client_address
from alignment.web.paging import keyset_page
from alignment.web.policies import Right
from alignment.web.rates import wait_of

MAX_PAGE_SIZE = 200


class TeamMember(BasePermission):
    """A person with a team; a key of scope `read` only reads."""

    message = _("You are in no team: ask an administrator.")

    def has_permission(self, request: Request, view: Any) -> bool:
        if not (request.user and request.user.is_authenticated and request.user.kinds):
            return False
        if request.method not in SAFE_METHODS and getattr(request.auth, "scope", "write") == "read":
            raise PermissionDenied(_("This API key may only read."), code="read_only_key")
        return True


def holding(right: Right) -> type[BasePermission]:
    """A permission class: a team member who holds the right of the pages."""

    class Holder(TeamMember):
        message = _("You may not do this.")

        def has_permission(self, request: Request, view: Any) -> bool:
            return super().has_permission(request, view) and right.holds(request.user)

    return Holder


class PerCaller(BaseThrottle):
    """So many requests a minute for each key, person or address."""

    def allow_request(self, request: Request, view: Any) -> bool:
        self.left = wait_of(self.caller(request))
        return not self.left

    def caller(self, request: Request) -> str:
        if request.auth is not None:
            return f"key-{request.auth.pk}"
        if request.user.is_authenticated:
            return f"user-{request.user.pk}"
        return f"address-{client_address(request)}"

    def wait(self) -> float:
        return self.left


class CursorPage(BasePagination):
    """`?cursor=`, `?page_size=` (1 to 200) and `?ordering=` out of the view's `ordering_fields`."""

    page_size = 50

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        self.page = keyset_page(
            queryset,
            order=[self.order(request, view)],
            cursor=request.query_params.get("cursor", ""),
            size=self.size(request),
        )
        return self.page.rows

    def size(self, request: Request) -> int:
        text = request.query_params.get("page_size", str(self.page_size))
        if not (text.isascii() and text.isdigit() and len(text) < 5):
            raise ValidationError({"page_size": [_("Enter a whole number.")]})
        if not 1 <= int(text) <= MAX_PAGE_SIZE:
            raise ValidationError({"page_size": [_("Between 1 and 200.")]})
        return int(text)

    def order(self, request: Request, view: Any) -> str:
        asked = request.query_params.get("ordering", "")
        if not asked:
            return getattr(view, "ordering", None) or "-id"
        if asked.removeprefix("-") not in getattr(view, "ordering_fields", ()):
            raise ValidationError({"ordering": [_("This list cannot be ordered by that.")]})
        return asked

    def link(self, cursor: str) -> str | None:
        if not cursor:
            return None
        return replace_query_param(self.request.build_absolute_uri(), "cursor", cursor)

    def get_paginated_response(self, data: Any) -> Response:
        links = {"next": self.link(self.page.next), "previous": self.link(self.page.previous)}
        return Response({**links, "results": data})

    def get_paginated_response_schema(self, schema: dict) -> dict:
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict]:
        fields = getattr(view, "ordering_fields", ())
        orders = [sign + name for name in fields for sign in ("", "-")]
        size = {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": 50}
        found = [_query("cursor", {"type": "string"}), _query("page_size", size)]
        if orders:
            found.append(_query("ordering", {"type": "string", "enum": orders}))
        return found


def _query(name: str, schema: dict) -> dict:
    return {"name": name, "in": "query", "required": False, "schema": schema}
