"""The house in a hurry: what waits for minutes or hours is tried again within seconds."""

from alignment.settings import *  # noqa: F403

DELIVERY_LEASE = 3.0
DELIVERY_RETRIES = (0.0, *[0.3] * 29)
