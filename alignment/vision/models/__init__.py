from alignment.vision.models.glossary import Term, TermVersion
from alignment.vision.models.goals import Objective
from alignment.vision.models.house import HouseVersion, Message, MessageHouse
from alignment.vision.models.icp import Criterion, IcpVersion, Remark
from alignment.vision.models.journey import JourneyPoint, JourneyStage
from alignment.vision.models.segments import Segment

__all__ = [
    "Criterion",
    "HouseVersion",
    "IcpVersion",
    "JourneyPoint",
    "JourneyStage",
    "Message",
    "MessageHouse",
    "Objective",
    "Remark",
    "Segment",
    "Term",
    "TermVersion",
]
