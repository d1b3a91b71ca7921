"""Keeping the words of records: what changed is read again, bit by bit, by anybody, at any time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import transaction

from leads.finding.words import kinds, spellings, words_of
from leads.models import SearchSpelling, SearchTodo, SearchWord

CHUNK = 500


def take_up(most: int = 20_000) -> int:
    """Read again what changed, oldest first, and return how many notes were dealt with.

    Safe to run twice at once: of two runs each takes what the other has not locked.
    """
    done = 0
    while done < most:
        count = _take_some()
        done += count
        if count < CHUNK:
            break
    return done


def rebuild() -> int:
    """Read every record again and return how many there are; the search works meanwhile."""
    total = 0
    for name, kind in kinds().items():
        _drop_the_gone(name, kind.model)
        keys = kind.model._default_manager.order_by("pk").values_list("pk", flat=True)
        for ids in _cut(keys.iterator(chunk_size=CHUNK)):
            with transaction.atomic():
                _write(name, ids)
            total += len(ids)
    return total


def read_now(name: str, ids: Iterable[int]) -> None:
    """Bring the words of these rows up to date in the caller's transaction, as an erasure must."""
    for part in _cut(ids):
        _write(name, part)


@transaction.atomic
def _take_some() -> int:
    notes = list(SearchTodo.objects.select_for_update(skip_locked=True).order_by("pk")[:CHUNK])
    rows: defaultdict[str, set[int]] = defaultdict(set)
    for note in notes:
        rows[note.record].add(note.row_id)
    for name, ids in rows.items():
        if name in kinds():
            _write(name, list(ids))
    SearchTodo.objects.filter(pk__in=[note.pk for note in notes]).delete()
    return len(notes)


def _write(name: str, ids: list[int]) -> None:
    """Make the words of these rows what the rows say now."""
    rows = kinds()[name].model._default_manager.in_bulk(ids)
    wanted = {(word, pk) for pk, row in rows.items() for word in words_of(name, row)}
    kept = SearchWord.objects.filter(record=name, row_id__in=ids)
    held = {(word, row_id): pk for pk, word, row_id in kept.values_list("pk", "word", "row_id")}
    gone = held.keys() - wanted
    fresh = sorted(wanted - held.keys())
    _learn({word for word, _pk in fresh})
    SearchWord.objects.bulk_create(
        [SearchWord(record=name, word=word, row_id=pk) for word, pk in fresh],
        batch_size=CHUNK,
        ignore_conflicts=True,
    )
    for part in _cut(held[pair] for pair in gone):
        SearchWord.objects.filter(pk__in=part).delete()
    _unlearn({word for word, _pk in gone})


def _learn(words: set[str]) -> None:
    known: set[str] = set()
    for part in _cut(words):
        known |= set(SearchSpelling.objects.filter(word__in=part).values_list("word", flat=True))
    rows = [
        SearchSpelling(variant=variant, word=word)
        for word in sorted(words - known)
        for variant in sorted(spellings(word))
    ]
    SearchSpelling.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)


def _unlearn(words: set[str]) -> None:
    """A word that stands nowhere any more must not stay as a spelling: it may be a name."""
    for part in _cut(words):
        used = SearchWord.objects.filter(record__in=kinds(), word__in=part)
        left = set(part) - set(used.values_list("word", flat=True))
        SearchSpelling.objects.filter(word__in=left).delete()


def _drop_the_gone(name: str, model: Any) -> None:
    held = SearchWord.objects.filter(record=name).exclude(
        row_id__in=model._default_manager.values("pk")
    )
    ids = set(held.values_list("row_id", flat=True))
    for part in _cut(ids):
        _write(name, part)


def _cut(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """The rows in lists of CHUNK, which statements of both databases can hold."""
    rest = iter(rows)
    while part := list(islice(rest, CHUNK)):
        yield part
