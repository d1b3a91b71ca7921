from alignment.vision.models.glossary import Term, TermVersion
from alignment.vision.models.house import HouseVersion, Message, MessageHouse
from alignment.vision.models.icp import Criterion, IcpVersion, Remark

__all__ = [
    "Criterion",
    "HouseVersion",
    "IcpVersion",
    "Message",
    "MessageHouse",
    "Remark",
    "Term",
    "TermVersion",
]
