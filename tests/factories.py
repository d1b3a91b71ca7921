"""Rows for tests: plain functions with sensible defaults, saved unless said otherwise."""

from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone
from stdnum import luhn

from alignment.people import keys
from alignment.people.choices import Scope, TeamKind
from alignment.people.models import Team, User
from leads import activities, services, transitions
from leads.identifiers import name_key
from leads.models import Company, Contact, Lead

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


def known(first_name: str, kind: str | None = TeamKind.SALES, **fields: Any) -> User:
    """The person of that name whom the rows of a whole file made, else a new one."""
    people = User.objects.select_related("team").filter(first_name=first_name)
    return people.first() or person(first_name, kind, **fields)


def api_key(owner: User, scope: str = Scope.WRITE, **fields: Any) -> str:
    """The secret of a new key, ready for `Authorization: Bearer`."""
    _key, secret = keys.create(by=owner, name="Test", scope=scope, **fields)
    return secret


def company(name: str = "", **fields: Any) -> Company:
    """A company that answers every line of the minimal file but the need."""
    name = name or f"Ateliers {next(numbers)}"
    defaults = {
        "name_key": name_key(name),
        "siren": siren(),
        "naf_code": "25.62B",
        "workforce_band": "12",
        "city": "Lyon",
        "departement": "69",
        "region": "84",
    }
    return Company.objects.create(name=name, **{**defaults, **fields})


def siren() -> str:
    """A SIREN nobody has, with its check digit."""
    stem = f"{99_000_000 + next(numbers):08d}"
    return stem + luhn.calc_check_digit(stem)


def contact(of: Company | None = None, **fields: Any) -> Contact:
    """A person with a name, a job and a way to be reached."""
    number = next(numbers)
    defaults = {
        "first_name": "Claire",
        "last_name": f"Martin{number}",
        "job_title": "Directrice des achats",
        "email": f"claire{number}@acme.example",
        "phone": "+33199000001",
    }
    return Contact.objects.create(company=of, **{**defaults, **fields})


def lead(by: User | None = None, **fields: Any) -> Lead:
    """A new lead with a complete minimal file, logged through the service."""
    of = fields.pop("company", None) or company()
    who = fields.pop("contact", None) or contact(of)
    fields.setdefault("source", "website")
    fields.setdefault("need", "Remplacer la découpe laser")
    return services.log_lead(by=by or marketer(), company=of, contact=who, **fields)


def mql(by: User | None = None, **fields: Any) -> Lead:
    """A lead that marketing qualified."""
    by = by or marketer()
    return transitions.qualify(lead(by, **fields), by=by)


def handed_over(to: User | None = None, by: User | None = None, **fields: Any) -> Lead:
    """A lead waiting for the verdict of a rep."""
    by = by or marketer()
    tier = fields.pop("tier", "")
    return transitions.hand_over(mql(by, **fields), by=by, assignee=to or seller(), tier=tier)


def rejected(by: User | None = None, reason: str = "out_of_icp", **fields: Any) -> Lead:
    """A lead that the rep declined."""
    by = by or seller()
    return transitions.reject(
        handed_over(to=by, **fields), by=by, reason=reason, answer="Trop petit"
    )


def accepted(by: User | None = None, **fields: Any) -> Lead:
    """A lead that the rep works on, after one conversation."""
    by = by or seller()
    row = transitions.accept(handed_over(to=by, **fields), by=by)
    activities.log_activity(row, by=by, kind="call", outcome="reached", text="Intéressée")
    return row


def sql(by: User | None = None, **fields: Any) -> Lead:
    """A lead qualified by sales."""
    by = by or seller()
    return transitions.qualify_sql(
        accepted(by, **fields),
        by=by,
        role="decider",
        next_action="Devis",
        next_action_on=timezone.localdate() + timedelta(days=3),
    )


def opportunity(by: User | None = None, amount: Any = Decimal("12000"), **fields: Any) -> Lead:
    """A lead with an open opportunity."""
    by = by or seller()
    return transitions.open_opportunity(
        sql(by, **fields),
        by=by,
        amount=amount,
        to_estimate=amount is None,
        expected_close_on=timezone.localdate() + timedelta(days=30),
    )


def won(by: User | None = None, **fields: Any) -> Lead:
    """A lead whose order is signed today."""
    by = by or seller()
    return transitions.win(
        opportunity(by, **fields), by=by, reason="trust", signed_on=timezone.localdate()
    )


def marketer() -> User:
    """Maya, made once."""
    return User.objects.filter(email="maya@example.com").first() or person(
        "Maya", TeamKind.MARKETING
    )


def seller() -> User:
    """Sam, made once."""
    return User.objects.filter(email="sam@example.com").first() or person("Sam", TeamKind.SALES)
