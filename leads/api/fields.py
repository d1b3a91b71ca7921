"""How the API names rows: by their public id, among those that may be named here."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.web.api import PublicId as PublicId
from alignment.web.api import Ref as Ref
from leads.models import Campaign, Company, Contact, Import, Lead, Product


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
