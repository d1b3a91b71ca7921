from alignment.programme.models.learning import (
    Immersion,
    Milestone,
    Nudge,
    Pair,
    Project,
    Training,
)
from alignment.programme.models.rounds import Answered, Box, Round, TeamAnswer

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
    "Training",
]
