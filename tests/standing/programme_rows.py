"""Rows of the programme that addresses of the matrix name."""

from typing import Any

from django.utils import timezone

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


# --- Bodies that are accepted -----------------------------------------------------------------
LATER = (today() + 9 * DAY).isoformat()
ANSWER = {"item_1": "4", "item_2": "3"}
REPORT = {"learned": "Le délai décide", "to_change": "Parler du délai"}
STEP = {"title": "Réserver le stand", "due_on": LATER}
OUTCOME = {"outcome": "28 contacts"}


def _id(world: Named, role: str) -> str:
    return str(world[role].public_id)


def a_visit(world: Named) -> Named:
    return {"host": _id(world, "sales"), "on": LATER, "planned_on": LATER}


def a_meeting(world: Named) -> Named:
    lead = factories.accepted(world["sales"])
    starts = timezone.now() + 2 * DAY
    task = world["sales"].tasks.create(title="Visite", kind="meeting", lead=lead, starts_at=starts)
    return {"meeting": str(task.public_id)}


def a_lesson(world: Named) -> Named:
    return {"title": "Lire un plan", "owner": _id(world, "sales"), "on": LATER, "planned_on": LATER}


def held(world: Named) -> Named:
    return {"on": today().isoformat(), "attendees": [_id(world, "marketing")]}


def two(world: Named) -> Named:
    first, second = _id(world, "marketing"), _id(world, "sales")
    days = {"starts_on": today().isoformat(), "ends_on": LATER}
    return {"first": first, "second": second, **days}


def a_plan(world: Named) -> Named:
    leads = {"marketing_lead": _id(world, "marketing"), "sales_lead": _id(world, "sales")}
    return {"title": "Salon", "kind": "event", "goal": "25 contacts", **leads}


BODIES: dict[str, Any] = {
    "programme:answer": ANSWER,
    "programme:immersion_new": a_visit,
    "programme:immersion_join": a_meeting,
    "programme:report": REPORT,
    "programme:training_new": a_lesson,
    "programme:training": held,
    "programme:milestone": {"done": "1"},
    "programme:pair_new": two,
    "programme:pair": {"next_on": LATER},
    "programme:project_new": a_plan,
    "programme:project": STEP,
    "programme-api:immersion-list": a_visit,
    "programme-api:immersion-report": REPORT,
    "programme-api:training-list": a_lesson,
    "programme-api:training-held": held,
    "programme-api:pair-list": two,
    "programme-api:pair-next": {"next_on": LATER},
    "programme-api:project-list": a_plan,
    "programme-api:project-milestone": STEP,
    "programme-api:project-end": OUTCOME,
}
