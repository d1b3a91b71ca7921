from alignment.vision.models.glossary import Term, TermVersion
from alignment.vision.models.goals import Objective
from alignment.vision.models.house import HouseVersion, Message, MessageHouse
from alignment.vision.models.icp import Criterion, IcpVersion, Remark

__all__ = [
    "Criterion",
    "HouseVersion",
    "IcpVersion",
    "Message",
    "MessageHouse",
    "Objective",
    "Remark",
    "Term",
    "TermVersion",
]
