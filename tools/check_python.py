"""Refuse a Python that is too old, in words that any Python can say (2.7 must parse this file)."""

import sys

OLDEST = (3, 11)


def refusal(version):
    """Return the sentence that refuses this version, or None when it is new enough."""
    if tuple(version[:2]) >= OLDEST:
        return None
    return (
        "Tandem needs Python 3.11 or newer and this is " + ".".join(map(str, version[:2])) + ": "
        "install a newer one, or name it with 'make run PYTHON=/path/to/python3.12'."
    )


if __name__ == "__main__":
    sys.exit(refusal(sys.version_info))
