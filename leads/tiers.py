"""Default delays until the signed contract brings its own: calendar hours per tier."""

from datetime import date, datetime, time, timedelta

from alignment.web.business_days import add_working_days, local_date, zone
from leads.choices import Stage, Tier

DECIDE = {Tier.P1: timedelta(hours=1), Tier.P2: timedelta(hours=24), Tier.P3: timedelta(hours=48)}
ATTEMPT = {Tier.P1: timedelta(hours=1), Tier.P2: timedelta(hours=24), Tier.P3: timedelta(hours=72)}

# Working days that a ball-holder has where no tier applies.
ANSWER_DAYS = {Stage.RETURNED: 2, Stage.REJECTED: 2, Stage.CONTESTED: 5}
END_OF_DAY = time(18, 0)


def end_of(day: date) -> datetime:
    """The company's closing hour of a local day, as an aware instant."""
    return datetime.combine(day, END_OF_DAY, tzinfo=zone())


def answer_by(stage: str, at: datetime) -> datetime:
    """Until when the ball-holder of that stage should answer."""
    return end_of(add_working_days(local_date(at), ANSWER_DAYS[Stage(stage)]))
