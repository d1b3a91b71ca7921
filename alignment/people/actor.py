"""The person behind a request that a policy or permission has let through."""

from typing import Any

from alignment.people.models import User


def actor(request: Any) -> User:
    """The logged-in person of a page's or the API's request; only behind a policy of members."""
    assert isinstance(request.user, User)
    return request.user
