"""Rows that several tests of a file only read: made by the first, gone after the last."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.test import override_settings
from django.utils.translation import override

from alignment.vision import words
from sla import calendars
from tests.conftest import QUICK


@contextmanager
def kept_for_the_file(blocker) -> Iterator[None]:
    """A transaction around the tests of a file; what each of them changes is rolled back to here.

    For fixtures of the module's scope, which give `django_db_blocker` and wait for
    `django_db_setup`.
    """
    around = transaction.atomic()
    # As around a test: nothing in it is the outermost transaction.
    around._from_testcase = True
    with blocker.unblock(), around:
        yield
        transaction.set_rollback(True)
    forget_what_was_read()


@contextmanager
def as_in_a_test() -> Iterator[None]:
    """Settings, language and memory as a test finds them, for making such rows."""
    with override("en"), override_settings(**QUICK):
        yield
    forget_what_was_read()


def forget_what_was_read() -> None:
    """What processes remember of rows that are no more."""
    calendars.forget()
    words.forget()
