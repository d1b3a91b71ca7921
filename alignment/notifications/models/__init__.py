"""What is told to whom: news in the product, channels and their deliveries, wishes, links."""

from alignment.notifications.models.channels import Channel
from alignment.notifications.models.deliveries import Delivery
from alignment.notifications.models.inbox import Notification
from alignment.notifications.models.links import OneTimeLink
from alignment.notifications.models.mails import KeptMail
from alignment.notifications.models.preferences import Preference

__all__ = ["Channel", "Delivery", "KeptMail", "Notification", "OneTimeLink", "Preference"]
