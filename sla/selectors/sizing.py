"""What volume a year's revenue takes, from the company's own past, against sales' capacity."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sla.required import Need, Past, Room, need_for, room_for
from sla.selectors.past import past_of, reps_count


@dataclass(frozen=True)
class Sizing:
    """K21: `need` and `room` are None where the past says too little or nothing is left to win."""

    revenue: Decimal | None
    secured: Decimal
    past: Past
    need: Need | None
    room: Room | None

    @property
    def is_secured(self) -> bool:
        """Nothing is left to win anew."""
        return bool(self.revenue and self.revenue <= self.secured)


def size(
    revenue: Decimal | None, cap: int | None, *, today: date, secured: Decimal | None = None
) -> Sizing:
    """The MQLs for a year's revenue (euros), with a cap per rep and week where one is agreed.

    What is secured already (recurring, and open deals by their win rate unless given) need not be
    won anew.
    """
    past = past_of(today)
    known = past.on_its_way if secured is None else secured
    need = need_for(revenue - known, past) if revenue else None
    room = room_for(need.safe_a_month, reps_count(), cap) if need else None
    return Sizing(revenue, known, past, need, room)
