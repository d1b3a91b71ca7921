"""The rule of a word of the glossary: a query of leads, judged by the engine of lists and views."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from alignment.web.errors import Incomplete
from leads import conditions
from leads.choices import Record, Sharing
from leads.conditions import Query, as_query
from leads.lists.looks import APART
from leads.lists.ready import ready_view
from leads.models import SavedView


def checked(rule: Any) -> dict[str, Any]:
    """The query as it is kept, from JSON or from the address of a list of leads.

    Raises Incomplete with `rule` named when a filter is unknown or a value is none.
    """
    query = of_address(rule) if isinstance(rule, str) else rule
    try:
        found = conditions.checked(Record.LEAD, query)
    except Incomplete as refusal:
        texts = [f"{name} : {text}" for name, text in refusal.fields.items()] or [str(refusal)]
        raise Incomplete(fields={"rule": " ".join(texts)}) from None
    if not found:
        raise Incomplete(fields={"rule": _("This address asks for every lead.")})
    return found


def of_address(text: str) -> dict[str, Any]:
    """What the address of a list asks: « /leads/?stage=mql&… », whole or from its question mark.

    A view alone means what it asks now; a later change of the view does not change the rule.
    """
    split = urlsplit(text.strip())
    data = QueryDict(split.query or text.strip().lstrip("?"))
    return as_query(data, apart=APART) or _of_view(data.get("view", ""))


def _of_view(key: str) -> dict[str, Any]:
    ready = ready_view(Record.LEAD, key)
    if ready:
        return dict(ready.query)
    try:
        public_id = UUID(key)
    except ValueError:
        return {}
    view = SavedView.objects.filter(
        public_id=public_id, record=Record.LEAD, sharing=Sharing.SHARED
    ).first()
    return dict(view.query) if view else {}


def in_words(rule: Query) -> list[str]:
    """The rule in sentences of the reader's language; none that no filter knows any more."""
    try:
        return conditions.in_words(Record.LEAD, rule)
    except Incomplete:
        return [_("This rule asks for something that is gone: propose another one.")]


def address(rule: Query) -> str:
    """The list of the leads that answer the rule now."""
    return f"{reverse('leads:list')}?{conditions.as_address(rule).urlencode()}"
