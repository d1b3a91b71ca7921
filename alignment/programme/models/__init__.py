from alignment.programme.models.learning import (
    Immersion,
    Milestone,
    Nudge,
    Pair,
    Project,
    Training,
)
from alignment.programme.models.rounds import Answered, Box, Round, TeamAnswer
from alignment.programme.models.wins import Thanks, Win

__all__ = [
    "Answered",
    "Box",
    "Immersion",
    "Milestone",
    "Nudge",
    "Pair",
    "Project",
    "Round",
    "TeamAnswer",
    "Thanks",
    "Training",
    "Win",
]
