"""What to begin with: one promise a side, where the statements about it are weakest."""

from collections.abc import Iterable

from alignment.programme.results import Line

# Statement -> the promise that would answer it; what each side begins with when nothing stands out.
OF_SALES = {"6": "first_attempt", "8": "feedback_verdict", "4": "decision"}
OF_MARKETING = {"5": "complete_files", "9": "answer_refusals", "2": "acceptance"}


def promises_of(lines: Iterable[Line]) -> list[str]:
    """One promise of sales and one of marketing, chosen from the widest gaps, then the lowest."""
    found = {line.key: line for line in lines if line.scores}
    return [_weakest(OF_SALES, found), _weakest(OF_MARKETING, found)] if found else []


def _weakest(offers: dict[str, str], found: dict[str, Line]) -> str:
    known = [found[key] for key in offers if key in found]
    if not known:
        return next(iter(offers.values()))
    return offers[min(known, key=_strength).key]


def _strength(line: Line) -> tuple[float, float]:
    gap = abs(line.gap) if line.is_wide and line.gap is not None else 0.0
    return -gap, line.level or 0.0
