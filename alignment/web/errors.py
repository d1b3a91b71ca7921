"""The ways in which the product says no; one family for pages, API, commands and imports."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Refused(Exception):
    """A request that the domain refuses: nothing was changed.

    `code` is stable and for machines, `message` is for people in their language, `fields` names
    what to mend, `status` is the HTTP answer.
    """

    code = "refused"
    status = 400
    message: Text = _("This is not possible.")

    def __init__(
        self,
        message: Text | None = None,
        *,
        code: str = "",
        fields: Mapping[str, Text] | None = None,
    ) -> None:
        self.message = message or self.message
        self.code = code or self.code
        self.fields: dict[str, Text] = dict(fields or {})
        super().__init__(str(self.code))

    def __str__(self) -> str:
        return str(self.message)


class Incomplete(Refused):
    """Required fields are missing or wrong; `fields` says which and why."""

    code = "incomplete"
    message = _("Some information is missing or wrong.")


class NotAllowed(Refused):
    """The person may see the row but not do this to it."""

    code = "not_allowed"
    status = 403
    message = _("You may not do this.")


class Conflict(Refused):
    """The row is no longer in the state that the request supposed."""

    code = "conflict"
    status = 409
    message = _("Somebody changed this in the meantime.")
