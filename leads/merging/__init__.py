"""Two companies, or two people, that are one: folding one into the other, and unfolding."""

from leads.merging.choosing import choices_between
from leads.merging.folding import merge_records, undo_merge

__all__ = ["choices_between", "merge_records", "undo_merge"]
