"""Versions of the contract that addresses name, made for the people of the world."""

from datetime import timedelta
from typing import Any

from alignment.web.business_days import today
from sla import agreements
from sla.choices import AgreementStatus, Promise, Side
from sla.models import Agreement, Closure, Signature

Named = dict[str, Any]
LINES = (
    (Promise.VOLUME, "", {"number": 40}),
    (Promise.FIRST_ATTEMPT, "P2", {"minutes": 450}),
)


def written(world: Named) -> Agreement:
    """A draft with a promise a side; what another address left open is given up."""
    Agreement.objects.open().update(status=AgreementStatus.CANCELLED)
    draft = agreements.start_draft(by=world["direction"])
    for promise, tier, fields in LINES:
        agreements.save_line(
            draft, by=world["direction"], promise=promise, tier=tier, sure=True, **fields
        )
    return draft


def proposed(world: Named) -> Agreement:
    return agreements.propose(written(world), by=world["direction"])


def signed_by_sales(world: Named) -> Agreement:
    found = proposed(world)
    agreements.sign(found, by=world["manager"], side=Side.SALES)
    return found


def in_force(world: Named) -> Agreement:
    """A version of today with one signature a side, whoever may give it."""
    standing = Agreement.objects.in_force().first()
    if standing:
        return standing
    found = written(world)
    found.status, found.effective_on = AgreementStatus.ACTIVE, today()
    found.digest = agreements.digest_of(found)
    found.save()
    for side in agreements.TEAMS:
        Signature.objects.create(
            agreement=found, side=side, user=world["direction"], digest=found.digest
        )
    return found


def a_contract(world: Named) -> Named:
    found = in_force(world)
    return {"number": found.number, "public_id": found.public_id, "promise": Promise.VOLUME}


def a_written_one(world: Named) -> Named:
    found = written(world)
    return {"promise": Promise.VOLUME, "public_id": found.public_id}


def a_proposed_one(world: Named) -> Named:
    found = proposed(world)
    return {"number": found.number, "public_id": found.public_id}


def one_signed_by_sales(world: Named) -> Named:
    found = signed_by_sales(world)
    return {"number": found.number, "public_id": found.public_id}


def a_closure(world: Named) -> Named:
    day = today() + timedelta(days=60)
    found = Closure.objects.create(name="Pont", starts_on=day, ends_on=day)
    return {"public_id": found.public_id}
