"""Which facts of the company's own score raise or lower the odds, and how sure each is."""

import math
from collections.abc import Iterator
from typing import Any

from alignment.vision.choices import FactName
from alignment.vision.nomenclature import naf_section
from alignment.web.statistics import Z95
from dashboards.learning.columns import Column, Parts
from dashboards.learning.score import Score

# Verdicts with a value, before it is told.
FEWEST_SEEN = 10
Effect = dict[str, Any]


def effects_of(score: Score, rows: int) -> list[Effect]:
    """Each value with the factor on the odds and its 95 % interval, for `rows` verdicts.

    `value` is "" where the fact was not known, null for rare values together. A division stands for
    its section too, whose own line then says nothing more.
    """
    found, told = [], set[str]()
    starts = _starts(score)
    for column in score.columns:
        for place, value in enumerate(["", *column.labels, None]):
            n = round(score.mean[starts[column.name] + place] * rows)
            if n < FEWEST_SEEN:
                continue
            parts = score.contrast(starts[column.name], place, column.size)
            section = naf_section(value) if column.name == FactName.NAF_DIVISION and value else ""
            if section:
                told.add(section)
                parts = [*parts, *_section(score, starts, section)]
            found.append(_effect(score, column, value, n, parts))
    return [e for e in found if e["fact"] != FactName.NAF_SECTION or e["value"] not in told]


def _starts(score: Score) -> dict[str, int]:
    starts, start = {}, 0
    for column in score.columns:
        starts[column.name] = start
        start += column.size
    return starts


def _section(score: Score, starts: dict[str, int], section: str) -> Parts:
    for column in score.columns:
        if column.name == FactName.NAF_SECTION:
            labels = column.labels
            place = labels.index(section) + 1 if section in labels else len(labels) + 1
            return score.contrast(starts[column.name], place, column.size)
    return []


def _effect(score: Score, column: Column, value: str | None, n: int, parts: Parts) -> Effect:
    weight, error = score.sureness(parts)
    low, high = weight - Z95 * error, weight + Z95 * error
    return {
        "fact": column.name, "value": value, "n": n, "factor": math.exp(weight),
        "low": math.exp(low), "high": math.exp(high),
    }  # fmt: skip


def surest_first(effects: list[Effect]) -> Iterator[Effect]:
    """Those whose interval stays farthest from 1 first, on either side."""
    yield from sorted(effects, key=lambda each: -max(each["low"], 1 / each["high"]))
