"""One log line per record: key=value, safe to grep, without personal data."""

import json
import logging
import re
from datetime import UTC, datetime

from alignment.web import current

# What people type into pages comes back in exceptions: an e-mail address, a phone, a secret key.
EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w.-])(?:\+\d{2}|0)[\s.-]?[1-9](?:[\s.-]?\d{2}){4}(?!\w)")
SECRET = re.compile(r"(?i)\b(Api-Key|Bearer)\s+\S+")
# The private address of a calendar is a key as well.
CALENDAR = re.compile(r"/calendar/[\w-]{20,}")
# Any break that a terminal or a log reader would take for the start of another record.
BREAKS = {
    ord(sign): sign.encode("unicode_escape").decode()
    for sign in "\n\r\t\x0b\x0c\x1b\x1c\x1d\x1e\x85\u2028\u2029"
}


class LineFormatter(logging.Formatter):
    """time=... level=... logger=... request=... via=... message="..." error="..." on one line."""

    def format(self, record: logging.LogRecord) -> str:
        return " ".join(f"{key}={quoted(value)}" for key, value in self.facts(record) if value)

    def facts(self, record: logging.LogRecord) -> list[tuple[str, str]]:
        moment = datetime.fromtimestamp(record.created, UTC)
        return [
            ("time", moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")),
            ("level", record.levelname.lower()),
            ("logger", record.name),
            ("request", current.request_id.get()),
            ("via", current.via.get()),
            ("message", without_people(record.getMessage())),
            ("error", without_people(self.error_of(record))),
        ]

    def error_of(self, record: logging.LogRecord) -> str:
        return self.formatException(record.exc_info) if record.exc_info else ""


def without_people(text: str) -> str:
    """Hide e-mail addresses, French phone numbers and keys."""
    text = EMAIL.sub("<e-mail>", text)
    text = PHONE.sub("<phone>", text)
    text = CALENDAR.sub("/calendar/<secret>", text)
    return SECRET.sub(r"\1 <secret>", text)


def quoted(value: str) -> str:
    """A plain word as it is, anything else in double quotes with its breaks escaped."""
    if re.fullmatch(r"[\w.:/+-]+", value):
        return value
    escaped = json.dumps(value, ensure_ascii=False)
    return escaped.translate(BREAKS)
