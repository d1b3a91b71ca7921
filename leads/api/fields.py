"""How the API names rows: by their public id, among those that may be named here."""

import uuid
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from alignment.people.choices import TeamKind
from alignment.people.models import User
from leads.models import Campaign, Company, Contact, Import, Lead, Product


@extend_schema_field({"type": "string", "format": "uuid"})
class PublicId(serializers.RelatedField):
    """A row named by its `public_id`; one that may not be named here is refused as unknown."""

    default_error_messages = {
        "unknown": _("There is no such row."),
        "malformed": _("This is not an identifier."),
    }

    def to_internal_value(self, data: Any) -> Any:
        try:
            wanted = uuid.UUID(str(data))
        except ValueError:
            self.fail("malformed")
        rows = self.get_queryset()
        assert rows is not None, "A field that is written has its rows."
        found = rows.filter(public_id=wanted).first()
        if found is None:
            self.fail("unknown")
        return found

    def to_representation(self, value: Any) -> str:
        return str(value.public_id)

    def use_pk_only_optimization(self) -> bool:
        return False

    def get_choices(self, cutoff: int | None = None) -> dict:
        return {}


class Ref(serializers.Serializer):
    """A row in short: its id and what people call it."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    name = serializers.CharField(source="__str__", read_only=True)


def members() -> QuerySet[User]:
    """Active people of marketing or sales."""
    return User.objects.active().of_kind(TeamKind.MARKETING, TeamKind.SALES)


def sellers() -> QuerySet[User]:
    return User.objects.active().of_kind(TeamKind.SALES)


def marketers() -> QuerySet[User]:
    return User.objects.active().of_kind(TeamKind.MARKETING)


def colleagues() -> QuerySet[User]:
    """Active people of any team."""
    return User.objects.active().of_kind(*TeamKind)


ROWS: dict[str, Callable[[], QuerySet[Any]]] = {
    "member": members,
    "colleague": colleagues,
    "seller": sellers,
    "marketer": marketers,
    "lead": lambda: Lead.objects.all(),
    "company": lambda: Company.objects.all(),
    "contact": lambda: Contact.objects.all(),
    "campaign": lambda: Campaign.objects.all(),
    "product": lambda: Product.objects.all(),
    "import": lambda: Import.objects.all(),
}


class RowId(PublicId):
    """The id of a row of a named kind; the rows are asked for when a request comes."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        self.kind = kind
        kwargs.setdefault("queryset", Lead.objects.none())
        super().__init__(**kwargs)

    def get_queryset(self) -> QuerySet[Any]:
        return ROWS[self.kind]()

    def __deepcopy__(self, memo: Any) -> "RowId":
        # The stubs leave out what every field keeps of its making.
        args, kwargs = self._args, self._kwargs  # type: ignore[attr-defined]
        return type(self)(*args, **kwargs)
