"""What the search reads: words of records, their misspellings, and what is still to be read.

Derived from the records and never the truth: whatever is found is read again before it is shown.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchWord(models.Model):
    """One folded word (a-z, 0-9) that a record is found by."""

    record = models.CharField(max_length=12)
    word = models.CharField(max_length=60)
    row_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("word to search by")
        verbose_name_plural = _("words to search by")
        constraints = [
            models.UniqueConstraint(
                fields=["record", "word", "row_id"], name="leads_search_word_once"
            ),
        ]
        indexes = [models.Index(fields=["record", "row_id"], name="leads_search_word_of_row")]

    def __str__(self) -> str:
        return self.word


class SearchSpelling(models.Model):
    """A known word's beginning, whole or with one letter left out; two slips meet in one of them.

    « durnad » and « durand » both give « durad ».
    """

    variant = models.CharField(max_length=8)
    word = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("spelling")
        verbose_name_plural = _("spellings")
        constraints = [
            models.UniqueConstraint(fields=["variant", "word"], name="leads_search_spelling_once"),
        ]
        indexes = [models.Index(fields=["word"], name="leads_search_spelling_of")]

    def __str__(self) -> str:
        return f"{self.variant} {self.word}"


class SearchTodo(models.Model):
    """A record whose words changed since they were read; triggers note it, whoever wrote."""

    record = models.CharField(max_length=12)
    row_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("record to read again")
        verbose_name_plural = _("records to read again")

    def __str__(self) -> str:
        return f"{self.record} {self.row_id}"
