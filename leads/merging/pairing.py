"""Finding records that look like one: each night, by keys that they share, never all with all.

Only rows that changed since the last night are compared, each with the few that share an e-mail, a
phone, a domain, a folded name, or a postal code or company together with a name that is near.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Q
from rapidfuzz import fuzz

from alignment.journal.models import Night
from leads.choices import PairState, Record
from leads.identifiers import is_free_mail, is_generic_mailbox
from leads.models import Company, Contact, SuspectedPair

CHUNK = 500
# A key that more rows share tells nothing: a switchboard, a first name, a shared mailbox.
SHARED_BY = 25
NEAR = 86
LOWEST = 60
WORK = "leads.tasks.suspect"
MARGIN = timedelta(hours=6)

COMPANY_KEYS: tuple[tuple[str, ...], ...] = (
    ("name_key",), ("domain",), ("postal_code",), ("vat_number",),
)  # fmt: skip
CONTACT_KEYS: tuple[tuple[str, ...], ...] = (
    ("email",), ("phone", "mobile"), ("name_key",), ("company_id",),
)  # fmt: skip
COMPANY_COLUMNS = (
    "id", "name", "name_key", "siren", "domain", "postal_code", "city", "vat_number",
)  # fmt: skip
CONTACT_COLUMNS = (
    "id", "first_name", "last_name", "name_key", "email", "phone", "mobile", "company_id",
)  # fmt: skip
Row = dict[str, Any]


@dataclass
class Suspicion:
    """Why two rows may be one: reasons as [code, percent or None], and a score of 0 to 100."""

    score: int = 0
    reasons: list[list[Any]] = field(default_factory=list)

    def add(self, code: str, points: int, share: int | None = None) -> None:
        self.reasons.append([code, share])
        # The strongest reason counts, each further one a little.
        self.score = min(100, max(self.score, points) + min(self.score, points) // 8)


def find_pairs(*, since: datetime | None = None) -> int:
    """Compare what changed since then (None: everything) and return how many pairs are open."""
    parties: dict[str, type[Any]] = {Record.COMPANY: Company, Record.CONTACT: Contact}
    for record, model in parties.items():
        rows = model._default_manager.order_by("pk")
        if model is Contact:
            rows = rows.filter(erased_at__isnull=True)
        if since is not None:
            rows = rows.filter(Q(changed_at__gte=since) | Q(created_at__gte=since))
        for ids in _cut(rows.values_list("pk", flat=True).iterator(chunk_size=CHUNK)):
            compare(record, ids)
    return SuspectedPair.objects.filter(state=PairState.OPEN).count()


def last_night() -> datetime | None:
    """When the last complete run began, with a margin; None before the first."""
    done = Night.objects.filter(work=WORK, done_at__isnull=False).order_by("-day").first()
    return done.begun_at - MARGIN if done else None


@transaction.atomic
def compare(record: str, ids: list[int]) -> None:
    """Compare these rows with those that share a key; open pairs that no longer hold go."""
    judge = judge_companies if record == Record.COMPANY else judge_people
    found: dict[tuple[int, int], Suspicion] = {}
    for one, other in _neighbours(record, ids):
        key = (min(one["id"], other["id"]), max(one["id"], other["id"]))
        if key not in found:
            found[key] = judge(one, other)
    found = {key: judged for key, judged in found.items() if judged.score >= LOWEST}
    _keep(record, ids, found)


def judge_companies(one: Row, other: Row) -> Suspicion:
    """Two SIREN are two legal entities, however alike their names."""
    judged = Suspicion()
    if one["siren"] and other["siren"] and one["siren"] != other["siren"]:
        return judged
    near = _near(one["name_key"], other["name_key"])
    here = bool(one["postal_code"]) and one["postal_code"] == other["postal_code"]
    if one["vat_number"] and one["vat_number"] == other["vat_number"]:
        judged.add("vat", 98)
    if one["domain"] and one["domain"] == other["domain"]:
        judged.add("domain", 90 if near >= NEAR else 62)
    if near == 100:
        judged.add("same_name", 94 if here else 78)
    elif near >= NEAR:
        judged.add("near_name", 70 if here else 50, near)
    if here and judged.reasons:
        judged.add("place", 40)
    return judged


def judge_people(one: Row, other: Row) -> Suspicion:
    """A mailbox or number that several people share says little without a name that is near."""
    judged = Suspicion()
    near = _near(one["name_key"], other["name_key"])
    named = bool(one["name_key"] and other["name_key"])
    if one["email"] and one["email"] == other["email"]:
        shared = is_generic_mailbox(one["email"])
        judged.add("email", 98 if near >= NEAR or not named else 55 if shared else 80)
    numbers = {one["phone"], one["mobile"]} & {other["phone"], other["mobile"]} - {""}
    if numbers:
        judged.add("phone", 92 if near >= NEAR or not named else 40)
    together = one["company_id"] is not None and one["company_id"] == other["company_id"]
    if named and near == 100:
        judged.add("same_name", 92 if together else 50)
    elif named and near >= NEAR:
        judged.add("near_name", 76 if together else 40, near)
    if together and judged.reasons:
        judged.add("company", 30)
    return judged


def _near(one: str, other: str) -> int:
    return round(fuzz.token_sort_ratio(one, other)) if one and other else 0


def _neighbours(record: str, ids: list[int]) -> Iterator[tuple[Row, Row]]:
    """Each of the rows with every other that shares a key with it."""
    is_company = record == Record.COMPANY
    model: type[Any] = Company if is_company else Contact
    columns = COMPANY_COLUMNS if is_company else CONTACT_COLUMNS
    ours = list(model._default_manager.filter(pk__in=ids).values(*columns))
    for names in COMPANY_KEYS if is_company else CONTACT_KEYS:
        wanted = {row[name] for row in ours for name in names if _tells(name, row[name])}
        sharing = _sharing(model, names, wanted, columns)
        for row in ours:
            for value in {row[name] for name in names} - {""}:
                block = sharing.get(value, ())
                if 1 < len(block) <= _most(names):
                    yield from ((row, other) for other in block if other["id"] != row["id"])


def _tells(name: str, value: Any) -> bool:
    if value in ("", None):
        return False
    return not (name == "domain" and is_free_mail(f"x@{value}"))


def _most(names: tuple[str, ...]) -> int:
    # Of a place or a company all are compared by name: that is cheap, and bounded too.
    return 8 * SHARED_BY if names[0] in ("postal_code", "company_id") else SHARED_BY


def _sharing(
    model: Any, names: tuple[str, ...], wanted: set[Any], columns: tuple[str, ...]
) -> dict[Any, list[Row]]:
    found: defaultdict[Any, dict[int, Row]] = defaultdict(dict)
    for part in _cut(sorted(wanted)):
        for name in names:
            rows = model._default_manager.filter(**{f"{name}__in": part})
            if model is Contact:
                rows = rows.filter(erased_at__isnull=True)
            for row in rows.values(*columns):
                found[row[name]][row["id"]] = row
    return {value: list(rows.values()) for value, rows in found.items()}


def _keep(record: str, ids: list[int], found: dict[tuple[int, int], Suspicion]) -> None:
    """Write the pairs; what somebody decided stays decided."""
    about = Q(low_id__in=ids) | Q(high_id__in=ids)
    held = {
        (pair.low_id, pair.high_id): pair
        for pair in SuspectedPair.objects.filter(about, record=record)
    }
    gone = [pair.pk for key, pair in held.items() if key not in found and pair.state == "open"]
    SuspectedPair.objects.filter(pk__in=gone, state=PairState.OPEN).delete()
    fresh, changed = [], []
    for (low, high), judged in found.items():
        pair = held.get((low, high))
        values = {"score": judged.score, "reasons": judged.reasons}
        if pair is None:
            fresh.append(SuspectedPair(record=record, low_id=low, high_id=high, **values))
        elif (pair.score, pair.reasons) != (judged.score, judged.reasons):
            pair.score, pair.reasons = judged.score, judged.reasons
            changed.append(pair)
    SuspectedPair.objects.bulk_create(fresh, ignore_conflicts=True)
    SuspectedPair.objects.bulk_update(changed, ["score", "reasons"])


def _cut(rows: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(rows)
    while part := list(islice(rest, CHUNK)):
        yield part


def suspect() -> int:
    """The work of the night: everything the first time, then what changed."""
    return find_pairs(since=last_night())
