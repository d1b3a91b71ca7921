from alignment.vision.models.house import Message
from alignment.vision.models.icp import Criterion, IcpVersion

__all__ = ["Criterion", "IcpVersion", "Message"]
