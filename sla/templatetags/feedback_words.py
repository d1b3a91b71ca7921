"""How feedback reads: the sentence that asks, reasons, what was missing, effects."""

from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from leads.choices import MissingItem, Ruling
from leads.reasons import DealReason, Reason
from sla import questions
from sla.choices import Evidence, Subject
from sla.models import Contest, Feedback
from sla.selectors.cards import EFFECT_WORDS

register = template.Library()

ASKED = {
    Subject.ACCEPTED: gettext_lazy("Accepted: was the file complete?"),
    Subject.RETURNED: gettext_lazy("Returned: what was missing?"),
    Subject.REJECTED: gettext_lazy("Rejected: what would have helped?"),
    Subject.WON: gettext_lazy("Won: what made the difference?"),
    Subject.LOST: gettext_lazy("Lost: what made the difference?"),
    Subject.RECYCLED: gettext_lazy("Recycled: what held them back?"),
    Subject.DISQUALIFIED: gettext_lazy("Disqualified: what was wrong?"),
}


@register.filter
def asked_sentence(feedback: Feedback) -> str:
    """« Accepted: was the file complete? »."""
    return str(ASKED[Subject(feedback.subject)])


@register.filter
def left_words(count: int) -> str:
    """How many questions are left."""
    return ngettext("{n} left", "{n} left", count).format(n=count)


@register.filter
def effect_word(effect: str) -> str:
    return str(EFFECT_WORDS.get(effect, ""))  # type: ignore[call-overload]


@register.filter
def reason_of(row: Feedback | Contest) -> str:
    """The reason in words, of the list of deals where a deal was decided."""
    kinds: tuple[Any, ...] = (Reason,)
    if isinstance(row, Feedback) and questions.is_about_a_deal(row):
        kinds = (DealReason,)
    return next((str(kind(row.reason).label) for kind in kinds if row.reason in kind.values), "")


@register.filter
def missing_of(feedback: Feedback) -> str:
    """What was missing, one after the other."""
    known = (MissingItem(code).label for code in feedback.missing if code in MissingItem.values)
    return ", ".join(str(label) for label in known)


@register.filter
def competitor_of(feedback: Feedback) -> str:
    """Who competed; « no competitor » where there was none, empty where nobody said."""
    if feedback.competitor == questions.NO_COMPETITOR:
        return _("no competitor")
    return feedback.competitor


@register.filter
def evidence_words(codes: list[str]) -> str:
    return ", ".join(str(Evidence(code).label) for code in codes if code in Evidence.values)


@register.filter
def ruling_word(code: str) -> str:
    return str(Ruling(code).label) if code in Ruling.values else ""
