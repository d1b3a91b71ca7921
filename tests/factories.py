"""Rows for tests: plain functions with sensible defaults, saved unless said otherwise."""

from itertools import count
from typing import Any

from alignment.people import keys
from alignment.people.choices import Scope, TeamKind
from alignment.people.models import Team, User

PASSWORD = "a-long-password-for-tests"
numbers = count(1)


def team(kind: str = TeamKind.SALES, name: str = "") -> Team:
    """The team of that kind and name; made once."""
    found, _new = Team.objects.get_or_create(
        name=name or TeamKind(kind).label, defaults={"kind": kind}
    )
    return found


def person(first_name: str = "", kind: str | None = TeamKind.SALES, **fields: Any) -> User:
    """A person of a team of that kind, None for a stranger; the password is PASSWORD."""
    first_name = first_name or f"Person {next(numbers)}"
    fields.setdefault("email", f"{first_name.lower().replace(' ', '.')}@example.com")
    fields.setdefault("team", team(kind) if kind else None)
    return User.objects.create_user(
        fields.pop("email"), PASSWORD, first_name=first_name, **{"language": "en", **fields}
    )


def api_key(owner: User, scope: str = Scope.WRITE, **fields: Any) -> str:
    """The secret of a new key, ready for `Authorization: Bearer`."""
    _key, secret = keys.create(by=owner, name="Test", scope=scope, **fields)
    return secret
