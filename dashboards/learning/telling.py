"""What training and scoring say, in words."""

from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alignment.web.figures import number
from dashboards.learning.outcomes import Outcomes
from dashboards.learning.recognising import Left
from dashboards.learning.score import Reason

MOST_EFFECTS = 12
WHY: dict[str, Promise] = {
    Left.PERSON: gettext_lazy("says who the person is"),
    Left.IDENTITY: gettext_lazy("names one lead, teaches nothing about the next"),
    Left.EMPTY: gettext_lazy("is empty"),
    Left.SAME: gettext_lazy("is the same everywhere"),
    Left.LATER: gettext_lazy(
        "is known only after the outcome (--keep to learn from it all the same)"
    ),
    Left.TELLS: gettext_lazy("tells the outcome by itself (--keep to learn from it all the same)"),
    Left.ASKED: gettext_lazy("left out as asked"),
}


def reason(each: Reason) -> str:
    """« ×1,8: Sector Industry »."""
    return f"×{number(each.factor, 2)} {each.column}: {each.value}"


def skipped(lines: int) -> str:
    return _("{n} lines could not be cut into cells, and were left out.").format(n=lines)


def learns_nothing() -> str:
    return _("Caution: on leads held back this score does no better than the average rate.")


def report(trained: Any, read: Outcomes, lines_skipped: int) -> Iterator[str]:
    """What was learned from, what was left out, how good it is, what weighs most."""
    q = trained.quality
    facts = trained.score.facts
    words = _("{rows} decided leads, {yes} yes ({positive}) and {no} no ({negative}).")
    yield words.format(
        rows=facts["rows"], yes=facts["yes"], no=facts["rows"] - facts["yes"],
        positive=", ".join(read.positive), negative=", ".join(read.negative),
    )  # fmt: skip
    if read.open:
        yield _("Left out, not decided yet: {values}.").format(values=", ".join(read.open))
    if lines_skipped:
        yield skipped(lines_skipped)
    for left in trained.left_out:
        yield _("  column {name}: {why}").format(name=left.name, why=WHY[left.why])
    yield from _quality(q)
    yield _("What weighs most (odds against the average lead):")
    yield from (f"  {reason(each)}" for each in trained.score.effects()[:MOST_EFFECTS])


def _quality(q: dict[str, Any]) -> Iterator[str]:
    yield _("On leads held back ({n} rows, five folds):").format(n=q["rows"])
    auc = _("  ranking (AUC)  {auc} [{low}; {high}]   naive Bayes {naive}   chance 0.5")
    figures = {name: number(q[name], 3) for name in ("auc", "auc_low", "auc_high", "naive_auc")}
    yield auc.format(
        auc=figures["auc"], low=figures["auc_low"], high=figures["auc_high"],
        naive=figures["naive_auc"],
    )  # fmt: skip
    for name, label in (("log_loss", _("log loss")), ("brier", _("Brier"))):
        line = _("  {label}  {value}   naive Bayes {naive}   average rate {base}")
        yield line.format(
            label=label, value=number(q[name], 4), naive=number(q[f"naive_{name}"], 4),
            base=number(q[f"base_{name}"], 4),
        )  # fmt: skip
    for band in q["bands"]:
        line = _("  said {said} %: {yes} of {n} came true")
        yield line.format(said=number(100 * band["said"], 1), yes=band["yes"], n=band["n"])
    if not q["learns"]:
        yield learns_nothing()
