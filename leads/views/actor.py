"""The person behind a request that a policy has let through."""

from django.http import HttpRequest

from alignment.people.models import User


def actor(request: HttpRequest) -> User:
    """The logged-in person; only for views that bear a policy of members."""
    assert isinstance(request.user, User)
    return request.user
