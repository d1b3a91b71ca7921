"""Who may open a page: named rights and the decorator that every view bears.

Closed by default: the login middleware stops anonymous people, and a test walks the URLconf and
fails on a view without a policy. Somebody logged in without a team is a stranger: 404 everywhere.
What may be done to one row (the assignee, the manager) is the transition's business.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


class Right:
    """A named question about a person."""

    def __init__(self, name: str, holds: Callable[[Any], bool]) -> None:
        self.name = name
        self.holds = holds

    def __repr__(self) -> str:
        return f"Right({self.name})"


MEMBER = Right("member", lambda user: bool(user.kinds))
MARKETER = Right("marketing", lambda user: user.is_marketing or user.is_direction)
SELLER = Right("sales", lambda user: user.is_sales or user.is_direction)
OPERATOR = Right("operator", lambda user: user.is_marketing or user.is_sales or user.is_direction)
MANAGER = Right("manager", lambda user: user.is_manager or user.is_direction)
# Who writes the words that both teams share.
WRITER = Right("writer", lambda user: MARKETER.holds(user) or MANAGER.holds(user))
DIRECTION = Right("direction", lambda user: user.is_direction)
# Who answers for personal data.
KEEPER = Right("keeper", lambda user: user.is_direction or user.is_admin)
ADMIN = Right("admin", lambda user: user.is_admin)


def allow(right: Right) -> Callable[[View], View]:
    """Open the view to people who hold the right; strangers get 404, other members 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            require(request.user, right)
            return view(request, *args, **kwargs)

        guarded.policy = right.name  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(view: View) -> View:
    """Open the view to everybody, logged in or not."""
    view.policy = "public"  # type: ignore[attr-defined]
    view.login_required = False  # type: ignore[attr-defined]
    return view


def personal(view: View) -> View:
    """Open the view to any logged-in person: it shows only what is their own."""
    view.policy = "personal"  # type: ignore[attr-defined]
    return view


def require(user: Any, right: Right) -> None:
    """Raise Http404 for a stranger and PermissionDenied for a member without the right."""
    if not MEMBER.holds(user):
        raise Http404
    if not right.holds(user):
        raise PermissionDenied
