"""Codes kept on leads and hand-overs, said in words. Use: {% load lead_words %}."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from alignment.vision.scoring import reason_text
from alignment.web.figures import duration
from alignment.web.templatetags.web import chip
from leads.choices import MissingItem, Stage
from leads.models import Lead
from leads.reasons import Reason
from leads.reference import departement_label

register = template.Library()
# These forms need room.
WIDE = frozenset({"hand_over", "resubmit"})
WIDE_DIALOG = mark_safe('="wide"')  # noqa: S308 - our own text
STAGE_SIDES = {
    **dict.fromkeys((Stage.NEW, Stage.NURTURING, Stage.MQL, Stage.RETURNED), "marketing"),
    **dict.fromkeys((Stage.ACCEPTED, Stage.SQL, Stage.OPPORTUNITY, Stage.WON), "sales"),
    **dict.fromkeys((Stage.HANDED_OVER, Stage.PREQUAL, Stage.CONTESTED, Stage.REJECTED), "shared"),
}


@register.filter
def missing_words(codes: Iterable[str]) -> str:
    """The lines of the checklist that were ticked, in a row of words."""
    return ", ".join(str(MissingItem(code).label) for code in codes if code in MissingItem.values)


@register.filter
def reason_word(code: str) -> str:
    """A reason code in words; what an import brought stays as it is."""
    return str(Reason(code).label) if code in Reason.values else code


@register.filter
def fit_sentence(reason: Mapping[str, Any]) -> str:
    """Why a criterion gave its points."""
    return reason_text(reason)


@register.filter
def place(lead: Lead) -> str:
    """The town with the number of its département, « Lyon (69) »."""
    company = lead.company
    if company is None or not (company.city or company.departement):
        return ""
    if not company.city:
        return departement_label(company.departement)
    return f"{company.city} ({company.departement})" if company.departement else company.city


@register.filter
def is_pressing(lead: Lead) -> bool:
    """Late, or due within the hour: only then is the row's button filled."""
    return lead.due_at is not None and lead.due_at < timezone.now() + timedelta(hours=1)


@register.simple_tag
def stage_chip(lead: Lead) -> SafeString:
    """The stage in the colour of the side on whose ground it lies."""
    return _stage_chip(lead.stage, get_language())


@lru_cache(maxsize=128)
def _stage_chip(stage: str, language: str | None) -> SafeString:
    """Drawn once in each language: a list shows fifty of them."""
    return chip(Stage(stage).label, STAGE_SIDES.get(Stage(stage), ""))


@register.filter
def duration_text(minutes: int) -> str:
    """Minutes as people say them, for use inside a sentence."""
    return duration(minutes)


@register.simple_tag
def act_link(lead: Lead, name: str, next_url: str, key: str = "") -> SafeString:
    """The attributes of a link to the form of an action; a script opens it as a dialog."""
    return format_html(
        'href="{}{}/?next={}" data-dialog{}{}',
        _acts_of(lead.public_id),
        name,
        _quoted(next_url),
        WIDE_DIALOG if name in WIDE else "",
        format_html(' data-key="{}"', key) if key else "",
    )


@lru_cache(maxsize=1024)
def _acts_of(public_id: UUID) -> str:
    """The address of a lead's actions but for their name: a board links to several hundred."""
    return reverse("leads:act", args=[public_id, "name"]).removesuffix("name/")


@lru_cache(maxsize=256)
def _quoted(address: str) -> str:
    return quote(address, safe="/")
