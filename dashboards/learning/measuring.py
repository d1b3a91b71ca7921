"""How good a score is on rows it had not seen: ranking, log loss, Brier, and whether it keeps word.

Heavy libraries are loaded here: tasks and commands import this module when they run.
"""

import math
from typing import Any

import numpy as np
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
