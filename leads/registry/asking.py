"""Asking the public register: two questions a second for the whole house, each once a month.

Nothing waits for it: a register that is switched off, slow, silent or overrun is one quiet
sentence, and everything can be typed by hand.
"""

import json
import re
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alignment.web import guarded
from leads.identifiers import search_key
from leads.models import RegistryAnswer
from leads.registry.reading import Found, from_kept, read_results

SECONDS = 5.0
MOST_BYTES = 512 * 1024
KEPT_FOR = timedelta(days=30)
SHORTEST = 3
PER_PAGE = 6
# One question in each half second, whoever asks; a page waits for a free one this long at most.
SLOT = 0.5
PATIENCE = 1.5
# After silence nobody asks for a while, so that a house without a network stays quick.
REST = 60
LONGEST_REST = 3600
RESTING = "registry:rest"
USER_AGENT = "Tandem CRM (self-hosted; {site})"
INCLUDE = "siege,matching_etablissements,finances,complements"

OFF = _("The public register is switched off: type what you know.")
SILENT = _("The public register does not answer: type what you know, and complete it later.")
BUSY = _("The public register is asked too often right now: try again in a moment.")


@dataclass(frozen=True)
class Answer:
    """What was found; `sentence` says why nothing could be asked."""

    found: tuple[Found, ...] = ()
    sentence: str | Promise = ""
    at: datetime | None = None


class Silent(Exception):
    """The register could not be asked; the text is the sentence for people."""


def is_on() -> bool:
    """Whether the setting names a register."""
    return bool(settings.REGISTRY_URL)


def look_up(text: str) -> Answer:
    """Companies by name, SIREN or SIRET, from the month's answers or the register itself.

    Never raises: what keeps it from answering is a sentence. Fewer than 3 letters ask nothing.
    """
    question = question_of(text)
    if len(question) < SHORTEST:
        return Answer()
    known = RegistryAnswer.objects.filter(
        question=question, fetched_at__gt=timezone.now() - KEPT_FOR
    ).first()
    if known:
        return _answer(known)
    if not is_on():
        return Answer(sentence=OFF)
    try:
        found = _ask(question)
    except Silent as silent:
        return Answer(sentence=str(silent))
    kept, _new = RegistryAnswer.objects.update_or_create(
        question=question,
        defaults={
            "answer": {"found": [each.kept() for each in found]},
            "fetched_at": timezone.now(),
        },
    )
    return _answer(kept)


def look_up_siren(siren: str, *, near: str = "") -> tuple[Found | None, Answer]:
    """The one company of this SIREN, with the answer it came in; None where nothing is known."""
    answer = look_up(near or siren)
    return next((each for each in answer.found if each.siren == siren), None), answer


def question_of(text: str) -> str:
    """The text as it is asked and kept: digits of a number alone, else folded words."""
    digits = re.sub(r"[\s.\xa0\u202f]", "", text)
    if digits.isascii() and digits.isdigit():
        return digits if len(digits) in (9, 14) else ""
    return search_key(text)[:200]


def forget_old() -> int:
    """Delete answers that are older than a month, and return how many."""
    old = RegistryAnswer.objects.filter(fetched_at__lte=timezone.now() - KEPT_FOR)
    return old.delete()[0]


def _answer(row: RegistryAnswer) -> Answer:
    found = tuple(from_kept(each) for each in row.answer["found"])
    return Answer(found=found, at=row.fetched_at)


def _ask(question: str) -> list[Found]:
    if cache.get(RESTING):
        raise Silent(SILENT)
    _wait_for_turn()
    asked = {"q": question, "page": 1, "per_page": PER_PAGE, "minimal": "true", "include": INCLUDE}
    url = f"{settings.REGISTRY_URL.rstrip('/')}/search?{urlencode(asked)}"
    agent = USER_AGENT.format(site=settings.SITE_URL)
    try:
        reply = guarded.get(
            url,
            headers={"User-Agent": agent, "Accept": "application/json"},
            seconds=SECONDS,
            most_bytes=MOST_BYTES,
        )
    except (guarded.Unreachable, guarded.Unsafe):
        _rest(REST)
        raise Silent(SILENT) from None
    if reply.status == 429:
        _rest(_seconds_asked(reply.headers.get("retry-after", "")))
        raise Silent(BUSY)
    return _read(reply)


def _read(reply: guarded.Reply) -> list[Found]:
    if reply.status == 400:
        # The register does not understand the words: it has nothing under them.
        return []
    if reply.status != 200:
        _rest(REST)
        raise Silent(SILENT)
    try:
        answer = json.loads(reply.body)
    except ValueError:
        raise Silent(SILENT) from None
    return read_results(answer) if isinstance(answer, dict) else []


def _wait_for_turn() -> None:
    """Take the next free half second of the house; Silent when none comes in time."""
    until = time.monotonic() + PATIENCE
    while not cache.add(f"registry:turn:{int(time.time() / SLOT)}", 1, timeout=10):
        if time.monotonic() > until:
            raise Silent(BUSY)
        time.sleep(SLOT / 5)


def _rest(seconds: int) -> None:
    cache.set(RESTING, 1, timeout=seconds)


def _seconds_asked(header: str) -> int:
    """What Retry-After says in seconds, between one second and an hour."""
    text = header.strip()
    seconds = int(text) if text.isascii() and text.isdigit() else REST
    return min(max(seconds, 1), LONGEST_REST)
