"""Fitting an additive score: a logistic regression whose strength is chosen by cross-validation.

Heavy libraries are loaded here: only tasks, commands and their helpers import this module.

The coefficients are shrunk towards a *prior*: none, or what each value says taken alone (the log
of its odds, as naive Bayes has it). Cross-validation chooses the prior and how far data may leave
it, so that a table of few rows keeps what is simple, and facts that repeat one another are not
counted twice. On few rows it cannot tell the settings apart: the score is then their average, each
weighed by how well it did on rows held back. Everything is linear in the parts that values take,
hence a sum of contributions, and so is an average.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from dashboards.learning.columns import Column

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SEED = 20261123
STRENGTHS = (0.01, 0.03, 0.1, 0.3, 1.0)
CHOSEN_ON = 4000  # rows that are enough to choose the strength
INNER_FOLDS = 3
# How many units of log loss, over the rows held back, make a setting weigh e times less: folds
# share their rows, so that a difference says less than as many new rows would.
TEMPER = 4.0
LEAST_WEIGHT = 0.02  # of the best: a lighter setting is left out
# What is not known of a coefficient is taken to be at least this wide (its variance).
DOUBT = 0.3
# How much less a direction of the prior is shrunk than one value.
FREE = 4.0
SMOOTH = 6.0  # rows of the mean that are added to each value, taken alone


@dataclass(frozen=True)
class Setting:
    """What cross-validation chose: the strength, and whether values taken alone are the prior."""

    strength: float
    uses_prior: bool


@dataclass(frozen=True)
class Fitted:
    """Coefficients by place, the intercept last, and how sure each is (their covariance)."""

    coefs: Floats
    covariance: Floats


Weighed = dict[Setting, float]  # settings with their weights, which add up to 1


def matrix_of(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> Floats:
    """One line a row, one column a place; `cells` are the texts of each column."""
    rows = len(cells[0]) if cells else 0
    blocks = [_block(column, texts, rows) for column, texts in zip(columns, cells, strict=True)]
    return np.hstack(blocks) if blocks else np.zeros((rows, 0))


def _block(column: Column, texts: Sequence[str], rows: int) -> Floats:
    """Each text is read once, however often it comes back."""
    places: dict[str, int] = {}
    which = np.fromiter((places.setdefault(text, len(places)) for text in texts), int, rows)
    unique = np.zeros((len(places), column.size))
    for text, line in places.items():
        for place, share in column.parts(text):
            unique[line, place] += share
    return unique[which]


def folds_of(y: Ints, groups: Ints | None, n: int) -> list[tuple[Ints, Ints]]:
    """Folds with the same share of yes; rows of one group are never on both sides."""
    if groups is None:
        plain = StratifiedKFold(n, shuffle=True, random_state=SEED)
        return list(plain.split(np.zeros(len(y)), y))
    grouped = StratifiedGroupKFold(n, shuffle=True, random_state=SEED)
    return list(grouped.split(np.zeros(len(y)), y, groups))


def fit(
    columns: Sequence[Column], x: Floats, y: Ints, groups: Ints | None, weighed: Weighed
) -> Fitted:
    """The average of the settings; where they disagree, coefficients are less sure."""
    parts = [(share, _fit(columns, x, y, groups, each)) for each, share in weighed.items()]
    coefs = sum((share * each.coefs for share, each in parts), np.zeros(x.shape[1] + 1))
    covariance = np.zeros((len(coefs), len(coefs)))
    for share, each in parts:
        away = each.coefs - coefs
        covariance += share * (each.covariance + np.outer(away, away))
    return Fitted(coefs, covariance)


def _fit(
    columns: Sequence[Column], x: Floats, y: Ints, groups: Ints | None, setting: Setting
) -> Fitted:
    """Fit with one setting; coefficients are those of the parts, whatever the prior."""
    away = _directions(columns, x, y, uses_prior=setting.uses_prior)
    features = x @ away
    if setting.uses_prior:
        features = _honest(columns, x, y, groups, features)
    model = _regression(setting.strength).fit(features, y)
    inner = np.append(model.coef_[0], model.intercept_[0])
    whole = _bordered(away)
    covariance = whole @ _covariance(features, inner, setting.strength) @ whole.T
    return Fitted(whole @ inner, covariance)


def choose(columns: Sequence[Column], x: Floats, y: Ints, groups: Ints | None) -> Weighed:
    """Settings weighed by their log loss on rows held back; of very many rows the best alone."""
    is_large = len(y) > CHOSEN_ON
    if is_large:
        few = np.random.default_rng(SEED).permutation(len(y))[:CHOSEN_ON]
        x, y, groups = x[few], y[few], None if groups is None else groups[few]
    settings = [Setting(strength, prior) for prior in (False, True) for strength in STRENGTHS]
    losses = dict.fromkeys(settings, 0.0)
    for train, test in folds_of(y, groups, INNER_FOLDS):
        inside = None if groups is None else groups[train]
        for prior in (False, True):
            away = _directions(columns, x[train], y[train], uses_prior=prior)
            features, held = x[train] @ away, x[test] @ away
            if prior:
                features = _honest(columns, x[train], y[train], inside, features)
            for strength in STRENGTHS:
                said = _regression(strength).fit(features, y[train]).predict_proba(held)[:, 1]
                losses[Setting(strength, prior)] += log_loss(y[test], said, labels=[0, 1]) * len(
                    test
                )
    best = min(settings, key=lambda setting: losses[setting])
    return {best: 1.0} if is_large else _weighed(losses, losses[best])


def _weighed(losses: dict[Setting, float], least: float) -> Weighed:
    weights = {each: math.exp((least - loss) / TEMPER) for each, loss in losses.items()}
    kept = {each: weight for each, weight in weights.items() if weight >= LEAST_WEIGHT}
    return {each: weight / sum(kept.values()) for each, weight in kept.items()}


def chances(coefs: Floats, x: Floats) -> Floats:
    """The probability of yes for each line."""
    return 1.0 / (1.0 + np.exp(-(x @ coefs[:-1] + coefs[-1])))


def alone(x: Floats, y: Ints) -> Floats:
    """The log of the odds ratio of each place taken alone, drawn to the mean when rows are few."""
    base = y.mean()
    rows, yes = x.sum(axis=0), y @ x
    rate = (yes + SMOOTH * base) / (rows + SMOOTH)
    return np.log(rate / (1 - rate)) - np.log(base / (1 - base))


def _regression(strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, solver="newton-cholesky", max_iter=100)


def _directions(columns: Sequence[Column], x: Floats, y: Ints, *, uses_prior: bool) -> Floats:
    """Ways in which coefficients may go: each place, each number as a slope, and the prior's."""
    places = sum(column.size for column in columns)
    found = [np.eye(places)]
    said = alone(x, y) if uses_prior else np.zeros(places)
    start = 0
    for column in columns:
        end = start + column.size
        if len(column.knots) > 2:
            found.append(_slope(column, start, end, places))
        if uses_prior:
            found.append(_only(said, start, end))
        start = end
    if uses_prior:
        found.append(FREE * said[:, None])
    return np.hstack(found)


def _slope(column: Column, start: int, end: int, places: int) -> Floats:
    """A number that rises from its first knot to its last: one direction that is freer."""
    line = np.zeros((places, 1))
    knots = len(column.knots)
    line[end - knots : end, 0] = np.linspace(-1.5, 1.5, knots) * (FREE / 2)
    return line


def _only(said: Floats, start: int, end: int) -> Floats:
    line = np.zeros((len(said), 1))
    line[start:end, 0] = said[start:end]
    return line


def _honest(
    columns: Sequence[Column], x: Floats, y: Ints, groups: Ints | None, features: Floats
) -> Floats:
    """The prior's features, each row's told by rows of other folds.

    Told by the row itself, a rare value would seem to know the outcome.
    """
    features = features.copy()
    first = x.shape[1]
    for train, test in folds_of(y, groups, INNER_FOLDS):
        away = _directions(columns, x[train], y[train], uses_prior=True)
        features[test, first:] = x[test] @ away[:, first:]
    return features


def _bordered(away: Floats) -> Floats:
    """The same directions, the intercept kept as it is."""
    whole = np.zeros((away.shape[0] + 1, away.shape[1] + 1))
    whole[:-1, :-1] = away
    whole[-1, -1] = 1.0
    return whole


def _covariance(features: Floats, inner: Floats, strength: float) -> Floats:
    """How far coefficients may be off: the inverse of the curvature, shrinkage included."""
    full = np.hstack([features, np.ones((len(features), 1))])
    said = 1.0 / (1.0 + np.exp(-(full @ inner)))
    curve = (full * (said * (1 - said))[:, None]).T @ full
    # Strong shrinkage is a choice, not knowledge: it must not make the interval narrow.
    shrunk = np.full(len(inner), 1.0 / max(strength, DOUBT))
    shrunk[-1] = 1e-6
    return np.asarray(np.linalg.inv(curve + np.diag(shrunk)), dtype=np.float64)
