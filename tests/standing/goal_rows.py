"""Shared goals that addresses name, made for the people of the world."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from alignment.vision import journey, signing
from alignment.vision.goals import save_objective
from alignment.vision.models.goals import Objective
from alignment.vision.models.journey import JourneyStage
from alignment.web.business_days import DAY, today
from dashboards.goals import measuring
from dashboards.models import Progress
from sla.choices import AgreementStatus
from sla.models import Agreement
from tests.standing import rows

Named = dict[str, Any]


def written(world: Named, figure: str = "pipeline") -> Objective:
    """A draft with an owner of each team, of days that nobody else has."""
    number = Objective.objects.count()
    return save_objective(
        None, by=world["marketing"], figure=figure, period="custom", target=Decimal(40),
        first=today() - 20 * DAY, last=today() + (20 + number) * DAY,
        marketing_owner=world["marketing"], sales_owner=world["sales"],
    )  # fmt: skip


def one_more(world: Named) -> None:
    """A goal in force with two evenings."""
    found = signing.put_in_force(written(world), by=None)
    for days in (8, 1):
        Progress.objects.create(
            objective=found, as_of=today() - days * DAY, value=9, n=3, computed_at=timezone.now()
        )


def running(world: Named) -> Objective:
    """In force, and measured."""
    rows.pipeline(world)
    found = signing.put_in_force(written(world, "sqls"), by=None)
    measuring.measure(found, today())
    return found


def a_draft(world: Named) -> Named:
    return rows.named(written(world))


def a_goal(world: Named) -> Named:
    return rows.named(running(world))


def a_goal_and_no_contract(world: Named) -> Named:
    """No version of the contract waits: a draft may be begun."""
    Agreement.objects.open().update(status=AgreementStatus.CANCELLED)
    return a_goal(world)


def a_proposed_one(world: Named) -> Named:
    return rows.named(signing.propose(written(world), by=world["direction"]))


def no_path(world: Named) -> Named:
    JourneyStage.objects.all().delete()
    return {}


def a_path(world: Named) -> Named:
    if not JourneyStage.objects.exists():
        journey.begin(by=world["marketing"])
    return {}


def a_step(world: Named) -> Named:
    """The first step, begun anew: another address may have moved or changed it."""
    no_path(world)
    return rows.named(journey.begin(by=world["marketing"])[0])
