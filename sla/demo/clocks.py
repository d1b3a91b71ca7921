"""The clocks of the demo company: what its promises became, from its whole history."""

from datetime import datetime

from leads.models import Lead
from sla import clocks


def run(*, now: datetime, months: int) -> None:
    """Start, stop and judge the clock of every promise of the past, as if it had been there."""
    clocks.sync(Lead.objects.order_by("pk").values_list("pk", flat=True))
