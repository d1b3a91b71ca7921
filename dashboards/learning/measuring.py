"""How good a score is on rows it had not seen: ranking, log loss, Brier, and whether it keeps word.

Heavy libraries are loaded here: tasks and commands import this module when they run.
"""

import math
from typing import Any

import numpy as np
from scipy.stats import rankdata
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

from alignment.web.statistics import Z95, wilson
from dashboards.learning.fitting import Floats, Ints

BANDS = 10
ROWS_A_BAND = 30


def quality(y: Ints, said: Floats, naive: Floats) -> dict[str, Any]:
    """Measures of the score and of naive Bayes; `learns` says whether it beats the plain mean."""
    base = np.full(len(y), y.mean())
    auc = float(roc_auc_score(y, said))
    low, high = _auc_interval(auc, y)
    found: dict[str, Any] = {
        "rows": len(y),
        "yes": int(y.sum()),
        "auc": auc,
        "auc_low": low,
        "auc_high": high,
        "naive_auc": float(roc_auc_score(y, naive)),
        "log_loss": float(log_loss(y, said)),
        "naive_log_loss": float(log_loss(y, naive)),
        "base_log_loss": float(log_loss(y, base)),
        "brier": float(brier_score_loss(y, said)),
        "naive_brier": float(brier_score_loss(y, naive)),
        "base_brier": float(brier_score_loss(y, base)),
        "bands": _bands(y, said),
    }
    learns = low > 0.5 and found["brier"] < found["base_brier"]
    return found | {"learns": bool(learns)}


def against(y: Ints, said: Floats, other: Floats) -> dict[str, Any] | None:
    """Both rankings on the rows that the other one ranks, and their difference with its 95 %.

    After DeLong, DeLong and Clarke-Pearson; None where an outcome is seen fewer than twice.
    """
    ranked = ~np.isnan(other)
    y, said, other = y[ranked], said[ranked], other[ranked]
    if min(int(y.sum()), int(len(y) - y.sum())) < 2:
        return None
    (yes, no), (other_yes, other_no) = _placements(y, said), _placements(y, other)
    difference = float(yes.mean() - other_yes.mean())
    spread = (yes - other_yes).var(ddof=1) / len(yes) + (no - other_no).var(ddof=1) / len(no)
    half = Z95 * math.sqrt(max(0.0, float(spread)))
    return {
        "rows": len(y), "auc": float(yes.mean()), "other_auc": float(other_yes.mean()),
        "difference": difference, "low": difference - half, "high": difference + half,
    }  # fmt: skip


def _placements(y: Ints, said: Floats) -> tuple[Floats, Floats]:
    """For each yes the share of no ranked below it, for each no the share of yes above it."""
    is_yes = y == 1
    ranks = rankdata(said)
    yes = (ranks[is_yes] - rankdata(said[is_yes])) / (~is_yes).sum()
    no = 1.0 - (ranks[~is_yes] - rankdata(said[~is_yes])) / is_yes.sum()
    return yes, no


def _auc_interval(auc: float, y: Ints) -> tuple[float, float]:
    """95 % interval of the area under the curve, after Hanley and McNeil."""
    yes, no = int(y.sum()), int(len(y) - y.sum())
    one, two = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    spread = auc * (1 - auc) + (yes - 1) * (one - auc**2) + (no - 1) * (two - auc**2)
    half = Z95 * math.sqrt(max(0.0, spread) / (yes * no))
    return max(0.0, auc - half), min(1.0, auc + half)


def _bands(y: Ints, said: Floats) -> list[dict[str, Any]]:
    """What was said against what came, in bands of as many rows each."""
    bands = max(2, min(BANDS, len(y) // ROWS_A_BAND))
    found = []
    for places in np.array_split(np.argsort(said, kind="stable"), bands):
        yes, n = int(y[places].sum()), len(places)
        seen = wilson(yes, n)
        band = {"said": float(said[places].mean()), "yes": yes, "n": n}
        band |= {"low": seen.low, "high": seen.high} if seen else {}
        found.append(band)
    return found
