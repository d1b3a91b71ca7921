"""Public identifiers: sortable by creation, unguessable enough, the same on both databases."""

import secrets
import time
import uuid


def new_id() -> uuid.UUID:
    """A UUID of version 7: 48 bits of milliseconds since 1970 (UTC), then 74 random bits."""
    millis = time.time_ns() // 1_000_000
    random_bits = secrets.randbits(74)
    value = (millis & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76
    value |= (random_bits >> 62) << 64
    value |= 0b10 << 62
    value |= random_bits & ((1 << 62) - 1)
    return uuid.UUID(int=value)
