"""What the authors of REST endpoints import: the base of their viewsets and who may call them."""

import uuid
from typing import Any

from rest_framework import mixins, viewsets

from alignment.web.rest import CursorPage, PerCaller, TeamMember, holding

__all__ = ["CursorPage", "PerCaller", "ReadViewSet", "TandemViewSet", "TeamMember", "holding"]


class TandemViewSet(viewsets.GenericViewSet):
    """Base of the viewsets: rows are named by `public_id`, a malformed id is simply not found."""

    lookup_field = "public_id"
    lookup_url_kwarg = "public_id"
    lookup_value_converter = "uuid"
    lookup_value_regex = "[0-9a-fA-F-]{36}"
    ordering = "-id"
    ordering_fields: tuple[str, ...] = ()

    def get_object(self) -> Any:
        name = str(self.lookup_url_kwarg)
        try:
            self.kwargs[name] = uuid.UUID(str(self.kwargs[name]))
        except ValueError:
            self.kwargs[name] = uuid.UUID(int=0)
        return super().get_object()


class ReadViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, TandemViewSet):
    """A list and one row of it."""
