"""What a line of the pipeline is made of: actions, the fields they carry, and those they share."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
Choices = Callable[[], Iterable[tuple[str, Any]]]


@dataclass(frozen=True)
class Field:
    """One thing an action carries.

    `kind`: text, long, date, choice, choices, money, bool, seller, marketer, member, lead.
    `known_as` names a lead attribute that makes it unnecessary to ask again.
    """

    name: str
    label: Text
    kind: str = "text"
    required: bool = False
    choices: Choices | None = None
    help: Text = ""
    max_length: int = 500
    known_as: str = ""


@dataclass(frozen=True)
class Action:
    """One line of the table. `who(user, lead)` answers for a person; `system` opens it to jobs."""

    name: str
    label: Text
    verb: str
    sources: frozenset[str]
    who: Callable[[Any, Any], bool]
    fields: tuple[Field, ...] = ()
    system: bool = False
    danger: bool = False
    key: str = ""
    hint: Text = field(default="")


# --- What -----------------------------------------------------------------------------------
NEED = Field("need", _("Stated need"), known_as="need")
WAKE_UP = Field("wake_up_on", _("Wake up on"), "date")
NEXT_ACTION = Field("next_action", _("Next action"), max_length=200)
NEXT_ACTION_ON = Field("next_action_on", _("Next action on"), "date")
AT = Field("at", _("When it happened"), "datetime")
# What the minimal file lacks can be given with the hand-over itself.
FILE_FIELDS = (
    Field("company", _("Company"), max_length=160),
    Field("siren", _("SIREN"), max_length=20),
    Field("naf_code", _("NAF code"), max_length=6),
    Field("workforce_band", _("Workforce band"), max_length=2),
    Field("first_name", _("First name"), max_length=80),
    Field("last_name", _("Last name"), max_length=80),
    Field("job_title", _("Job title"), max_length=120),
    Field("email", _("E-mail"), max_length=254),
    Field("phone", _("Phone"), max_length=30),
)
