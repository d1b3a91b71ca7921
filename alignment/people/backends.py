"""Log in by e-mail, whatever its case."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from alignment.people.models import User


class EmailBackend(BaseBackend):
    """Checks a password; an unknown address takes as long as a wrong password."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **credentials: Any,
    ) -> User | None:
        email = username or credentials.get("email")
        if not email or password is None:
            return None
        user = User.objects.with_teams().filter(email=email.strip().lower()).first()
        if user is None:
            User().set_password(password)
            return None
        # The password is checked first, so that a closed account takes as long as an open one.
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        """The person behind a session with both teams, in one query; closed accounts are gone."""
        return User.objects.with_teams().active().filter(pk=user_id).first()
