"""Changing people and teams; who may ask for it is the page's policy."""

import secrets
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.people.choices import TeamKind
from alignment.people.models import IdempotentReply, Team, User
from alignment.web.business_days import today
from alignment.web.errors import Conflict, NotAllowed

# Everybody in the demo has it; it is printed by the demo command and on the login page.
DEMO_PASSWORD = "tandem-demo-2026"
# The demo's people have addresses here; people added later are not shown on the login page.
DEMO_DOMAIN = "tandem.example"
# No letters or digits that look alike when read out on the telephone.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def new_password() -> str:
    """A password to pass on: 20 characters in groups of five (about 99 bits)."""
    groups = ["".join(secrets.choice(ALPHABET) for _i in range(5)) for _j in range(4)]
    return "-".join(groups)


def add_person(person: User, *, by: User | None) -> str:
    """Save a new person and return the first password, which is shown once."""
    password = new_password()
    person.set_password(password)
    person.save()
    return password


@transaction.atomic
def change_person(person: User, *, by: User) -> None:
    """Save what an administrator changed; raises when nobody could administer any more.

    Who may no longer log in has left today, and has not once they may again.
    """
    if person.pk == by.pk and not (person.is_active and person.is_admin and person.team_id):
        raise NotAllowed(_("You cannot take your own access away: ask another administrator."))
    if person.deputy_id == person.pk:
        raise Conflict(
            _("Nobody can be their own deputy."), fields={"deputy": _("Choose another.")}
        )
    if person.is_active:
        person.left_on = None
    elif person.left_on is None:
        person.left_on = today()
    person.save()


def reset_password(person: User, *, by: User) -> str:
    """Give the person a new password (shown once); every session of theirs ends."""
    password = new_password()
    person.set_password(password)
    person.save(update_fields=["password"])
    return password


def forget_old_replies() -> int:
    """Delete stored answers older than a day and return how many."""
    limit = timezone.now() - IdempotentReply.KEPT
    deleted, _kinds = IdempotentReply.objects.filter(created_at__lt=limit).delete()
    return deleted


@transaction.atomic
def start_company(email: str, *, first_name: str, password: str) -> User:
    """The first start without the demo: three teams and one administrator in the direction."""
    names: dict[str, Any] = {
        TeamKind.MARKETING: "Marketing",
        TeamKind.SALES: "Ventes",
        TeamKind.DIRECTION: "Direction",
    }
    for kind, name in names.items():
        if not Team.objects.filter(kind=kind).exists():
            Team.objects.create(kind=kind, name=name)
    team = Team.objects.filter(kind=TeamKind.DIRECTION).first()
    return User.objects.create_user(
        email, password, first_name=first_name, team=team, is_admin=True
    )
