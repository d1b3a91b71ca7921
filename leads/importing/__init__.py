"""A company's past funnel: files in, history out, and back again when it was a mistake."""

from leads.importing.problems import Problem, Report, Unreadable
from leads.importing.reverting import Reverted, revert
from leads.importing.running import dry_run, guessed, run

__all__ = [
    "Problem",
    "Report",
    "Reverted",
    "Unreadable",
    "dry_run",
    "guessed",
    "revert",
    "run",
]
