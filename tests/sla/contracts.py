"""Contracts for tests: written and signed through the services, as people would."""

from datetime import date
from decimal import Decimal
from typing import Any

from alignment.people.choices import TeamKind
from alignment.people.models import Team, User
from sla import agreements
from sla.choices import Promise, Side
from sla.models import Agreement
from tests import factories

USUAL: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (Promise.VOLUME, "", {"number": 40}),
    (Promise.ACCEPTANCE, "", {"share": Decimal("0.8")}),
    (Promise.FIRST_ATTEMPT, "P1", {"minutes": 60}),
    (Promise.FIRST_ATTEMPT, "P2", {"minutes": 450}),
    (Promise.FEEDBACK_VERDICT, "", {"minutes": 2250}),
)


def managers() -> tuple[User, User]:
    """Who signs for marketing and who for sales; made once."""
    return _manager("Mona", TeamKind.MARKETING), _manager("Marc", TeamKind.SALES)


def draft(*lines: tuple[str, str, dict[str, Any]], **terms: Any) -> Agreement:
    """A draft with these lines, the usual ones when none is given."""
    mona, _marc = managers()
    found = agreements.start_draft(by=mona)
    found.commitments.all().delete()
    for promise, tier, fields in lines or USUAL:
        agreements.save_line(found, by=mona, promise=promise, tier=tier, sure=True, **fields)
    Agreement.objects.filter(pk=found.pk).update(**terms)
    found.refresh_from_db()
    return found


def in_force(start: date, *lines: tuple[str, str, dict[str, Any]], **terms: Any) -> Agreement:
    """A version signed by both on the day it starts."""
    mona, marc = managers()
    found = draft(*lines, **{"effective_on": start, **terms})
    agreements.propose(found, by=mona, today=start)
    agreements.sign(found, by=mona, side=Side.MARKETING, today=start)
    agreements.sign(found, by=marc, side=Side.SALES, today=start)
    found.refresh_from_db()
    return found


def _manager(name: str, kind: str) -> User:
    found = User.objects.filter(email=f"{name.lower()}@example.com").first()
    if found:
        return found
    team = Team.objects.filter(kind=kind).first() or factories.team(kind)
    return factories.person(name, kind, team=team, is_manager=True)
