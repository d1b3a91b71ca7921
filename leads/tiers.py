"""Until when an answer is due: asked of the contract, which knows promises and working hours."""

from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from alignment.web.business_days import zone

END_OF_DAY = time(18, 0)


def schedule() -> Any:
    """Due times as the contract stands now; ask once for many (sla/deadlines.py, Schedule)."""
    return import_string(settings.DEADLINES)()


def end_of(day: date) -> datetime:
    """The company's closing hour of a local day, as an aware instant."""
    return datetime.combine(day, END_OF_DAY, tzinfo=zone())


def answer_by(stage: str, at: datetime) -> datetime:
    """Until when the ball-holder of that stage should answer."""
    return schedule().answer_by(stage, at)
