"""Training a score on a table of texts and outcomes, and measuring it on rows held back.

Heavy libraries are loaded here: tasks and commands import this module when they run.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from sklearn.metrics import roc_auc_score
from sklearn.naive_bayes import CategoricalNB
from threadpoolctl import threadpool_limits

from alignment.web.errors import Refused
from dashboards.learning import fitting, measuring
from dashboards.learning.columns import Column
from dashboards.learning.fitting import Floats, Ints
from dashboards.learning.recognising import Left, LeftOut, recognise
from dashboards.learning.score import FEWEST_OF_EACH, FEWEST_ROWS, Score
from leads.identifiers import search_key

FOLDS = 5
MEASURED_ON = 20_000
NESTED_UNDER = 2000
# A single column that ranks this well is no fact about a lead: it was written with the outcome.
TELLS = 0.97
FEWEST_TELLING = 8.0
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Trained:
    """A score, how good it is on rows it had not seen, and the columns left out."""

    score: Score
    quality: dict[str, Any]
    left_out: list[LeftOut]


def train(
    table: Mapping[str, Sequence[str]],
    outcomes: Sequence[int],
    *,
    outcome: str,
    keep: Iterable[str] = (),
    leave: Iterable[str] = (),
    are_codes: bool = False,
    beside: Sequence[float] = (),
    progress: Progress = lambda text: None,
) -> Trained:
    """Train on texts by column; Refused when there is too little to learn from.

    `are_codes` says that no column holds a number or a date, whatever it looks like. `beside` is
    another ranking of the same rows to be measured against (nan where a row has none).
    """
    require_enough(outcomes)
    y = np.asarray(outcomes, dtype=np.int64)
    # Small matrices gain nothing from several threads, and the machine serves pages meanwhile.
    with threadpool_limits(limits=1):
        progress(_("Reading the columns"))
        columns, left = _columns(table, y, frozenset(keep), frozenset(leave), are_codes)
        cells = [table[column.name] for column in columns]
        x = fitting.matrix_of(columns, cells)
        groups = _groups(table, left)
        progress(_("Measuring on rows held back"))
        quality = _quality(columns, x, y, groups, np.asarray(beside, dtype=np.float64))
        progress(_("Training on every row"))
        fitted = fitting.fit(columns, x, y, groups, fitting.choose(columns, x, y, groups))
    facts = {"rows": len(y), "yes": int(y.sum()), "quality": quality}
    lower = [[_short(v) for v in line[: n + 1]] for n, line in enumerate(fitted.covariance)]
    coefs, mean = map(_short, fitted.coefs), map(_short, x.mean(axis=0))
    score = Score(columns, list(coefs), lower, list(mean), outcome, facts)
    return Trained(score, quality, left)


def require_enough(outcomes: Sequence[int]) -> None:
    """Refused under a hundred outcomes, or twenty of the rarer kind."""
    n, yes = len(outcomes), sum(outcomes)
    if n < FEWEST_ROWS or min(yes, n - yes) < FEWEST_OF_EACH:
        said = _(
            "Too little to learn from: {n} decided, {yes} yes and {no} no. It takes {fewest}, and "
            "at least {each} of each: with fewer, chance weighs more than the facts."
        )
        numbers = {"n": n, "yes": yes, "no": n - yes, "fewest": FEWEST_ROWS, "each": FEWEST_OF_EACH}
        raise Refused(said.format(**numbers), code="too_few")


def _columns(
    table: Mapping[str, Sequence[str]],
    y: Ints,
    keep: frozenset[str],
    leave: frozenset[str],
    are_codes: bool,
) -> tuple[list[Column], list[LeftOut]]:
    columns: list[Column] = []
    left: list[LeftOut] = []
    for name, cells in table.items():
        found = (
            LeftOut(name, Left.ASKED)
            if name in leave
            else recognise(name, cells, is_code=are_codes)
        )
        if isinstance(found, LeftOut) and found.why == Left.LATER and name in keep:
            found = recognise(name, cells, by_name=False)
        if isinstance(found, Column) and name not in keep and _tells(found, cells, y):
            found = LeftOut(name, Left.TELLS)
        if isinstance(found, Column):
            columns.append(found)
        else:
            left.append(found)
    if not columns:
        raise Refused(_("No column is left to learn from."), code="no_column")
    return columns, left


def _tells(column: Column, cells: Sequence[str], y: Ints) -> bool:
    """Whether the column gives the outcome away: it ranks nearly perfectly on rows held back, or
    being filled (or empty) goes with one outcome without exception, beyond chance.
    """
    x = fitting.matrix_of([column], [cells])
    base = y.mean()
    for side in (x[:, 0] == 1, x[:, 0] != 1):
        n, yes = int(side.sum()), int(y[side].sum())
        rarer = n * (1 - base) if yes * 2 > n else n * base
        if 0 < n < len(y) and rarer >= FEWEST_TELLING and min(yes, n - yes) <= n * 0.002:
            return True
    said = np.zeros(len(y))
    for train, test in fitting.folds_of(y, None, 3):
        said[test] = x[test] @ fitting.alone(x[train], y[train])
    return float(roc_auc_score(y, said)) >= TELLS


def _groups(table: Mapping[str, Sequence[str]], left: Sequence[LeftOut]) -> Ints | None:
    """Rows of one person or company, from a column that was left out: never on both sides."""
    for each in left:
        cells = table[each.name]
        places: dict[str, int] = {}
        found = [
            places.setdefault(search_key(text) or f"\0{n}", len(places))
            for n, text in enumerate(cells)
        ]
        if each.why in (Left.IDENTITY, Left.PERSON) and len(cells) / 5 < len(places) < len(cells):
            return np.asarray(found, dtype=np.int64)
    return None


def _quality(
    columns: list[Column], x: Floats, y: Ints, groups: Ints | None, beside: Floats
) -> dict[str, Any]:
    """The score and naive Bayes on the same rows held back; a sample when there are very many."""
    if len(y) > MEASURED_ON:
        few = np.random.default_rng(fitting.SEED).permutation(len(y))[:MEASURED_ON]
        x, y, groups = x[few], y[few], None if groups is None else groups[few]
        beside = beside[few] if len(beside) else beside
    said, naive = np.zeros(len(y)), np.zeros(len(y))
    codes, sizes = _codes(columns, x)
    setting = fitting.choose(columns, x, y, groups) if len(y) > NESTED_UNDER else None
    for train, test in fitting.folds_of(y, groups, FOLDS):
        inside = None if groups is None else groups[train]
        used = setting or fitting.choose(columns, x[train], y[train], inside)
        fitted = fitting.fit(columns, x[train], y[train], inside, used)
        said[test] = fitting.chances(fitted.coefs, x[test])
        simple = CategoricalNB(min_categories=sizes).fit(codes[train], y[train])
        naive[test] = simple.predict_proba(codes[test])[:, 1]
    return measuring.quality(y, said, naive) | {
        "grouped": groups is not None,
        "against_naive": measuring.against(y, said, naive),
        "against_beside": measuring.against(y, said, beside) if len(beside) else None,
    }


def _codes(columns: list[Column], x: Floats) -> tuple[Ints, list[int]]:
    """Each column as one category, for naive Bayes: the place that takes the most."""
    found, start = [], 0
    for column in columns:
        found.append(x[:, start : start + column.size].argmax(axis=1))
        start += column.size
    return np.array(found).T, [column.size for column in columns]


def _short(value: float) -> float:
    return float(f"{value:.6g}")
