"""What the verdicts of the demo company teach."""

from datetime import datetime
from typing import Any

from alignment.web.business_days import DAY, local_date


def write(*, now: datetime, **_others: Any) -> None:
    """The night's lesson; its libraries are loaded for the demo alone."""
    from dashboards.learning import lessons

    lessons.learn(local_date(now) - DAY)
