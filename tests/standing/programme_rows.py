"""Rows of the programme that addresses of the matrix name."""

from typing import Any

from alignment.programme import learning, rounds
from alignment.programme.models import Round
from alignment.web.business_days import DAY, today
from tests import factories

Named = dict[str, Any]


def named(row: Any) -> Named:
    return {"public_id": row.public_id}


def a_round(world: Named) -> Named:
    """One of the pulse that is open."""
    found = Round.objects.open(today()).filter(kind="pulse").first()
    return named(found or rounds.open_round("pulse", by=world["direction"]))


def none_open(world: Named) -> Named:
    """As long as one is open, no other can be."""
    Round.objects.filter(closed_on__isnull=True).update(closed_on=today())
    return {}


def an_immersion(world: Named) -> Named:
    """Maya goes along with Sam."""
    return named(
        learning.plan_immersion(by=world["marketing"], host=world["sales"], on=today() + DAY)
    )


def a_training(world: Named) -> Named:
    return named(
        learning.plan_training(
            by=world["sales"], title="Lire un plan", owner=world["sales"], on=today(),
            attendees=[world["marketing"]],
        )
    )  # fmt: skip


def a_pair(world: Named) -> Named:
    return named(
        learning.make_pair(
            by=world["direction"], first=world["marketing"], second=world["sales"],
            starts_on=today(), ends_on=today() + 90 * DAY,
        )
    )  # fmt: skip


def project(world: Named) -> Any:
    return learning.start_project(
        by=world["sales"], title="Salon", kind="event", goal="25 contacts",
        marketing_lead=world["marketing"], sales_lead=world["sales"],
    )  # fmt: skip


def a_project(world: Named) -> Named:
    return named(project(world))


def a_step(world: Named) -> Named:
    row = learning.add_milestone(
        project(world), by=world["sales"], title="Réserver le stand", due_on=today()
    )
    return named(row)


def a_win(world: Named) -> Named:
    """Handed over by Maya, won by Sam."""
    return named(factories.won(world["sales"]).opportunities.get())


def all_of_it(world: Named) -> None:
    """One more of everything that the programme lists."""
    an_immersion(world)
    a_training(world)
    a_pair(world)
    a_step(world)
