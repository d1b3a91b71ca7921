from sla.models.agreements import Agreement, Commitment, Signature
from sla.models.calendars import Closure, Slot
from sla.models.clocks import Breach, Clock
from sla.models.feedback import (
    Contest,
    Feedback,
    FeedbackAnswer,
    FeedbackMessage,
    WeeklyNote,
)

__all__ = [
    "Agreement",
    "Breach",
    "Clock",
    "Closure",
    "Commitment",
    "Contest",
    "Feedback",
    "FeedbackAnswer",
    "FeedbackMessage",
    "Signature",
    "Slot",
    "WeeklyNote",
]
