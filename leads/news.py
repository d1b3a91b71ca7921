"""What the event of a lead says besides who did what: reasons, questions, answers, amounts."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alignment.journal.models import Event
from alignment.web.figures import money
from alignment.web.moments import full
from leads.choices import MissingItem, PrequalOutcome, Ruling, Stage, Tier
from leads.models import Lead
from leads.reasons import DealReason, Reason

# Codes in the facts and the words for them; what no longer exists is left out.
WORDS = {
    "lead.handed_over": ("tier", Tier),
    "lead.prequalification_ended": ("outcome", PrequalOutcome),
    "lead.rejected": ("reason", Reason),
    "lead.expired": ("reason", Reason),
    "lead.won": ("reason", DealReason),
    "lead.lost": ("reason", DealReason),
    "lead.ruled": ("ruling", Ruling),
}
# What somebody is asked to answer, and where the lead stands while it waits for that.
BRIEFED = ("lead.handed_over", "lead.resubmitted", "lead.returned", "lead.rejected")
WAITING_STAGES = (Stage.HANDED_OVER, Stage.RETURNED, Stage.REJECTED)
QUOTES = ("question", "answer", "argument", "why")


def detail_of(event: Event) -> str:
    """One line about the event in the reader's language, empty when there is nothing to add."""
    facts = event.facts
    parts = [_amount(facts) if event.verb == "lead.won" else "", _word(event.verb, facts)]
    parts.append(_missing(facts.get("missing")))
    parts += [_quote(facts.get(name)) for name in QUOTES]
    if event.verb == "form.answered":
        parts.append(str(facts.get("form") or ""))
    if event.verb.startswith(("content.", "content_request.")):
        parts += [str(facts.get(name) or "") for name in ("content", "word", "note")]
    if event.verb in ("rule.told", "rule.called"):
        parts += [str(facts.get(name) or "") for name in ("rule", "text")]
    if event.verb == "import.given":
        n = int(facts.get("leads") or 0)
        parts.append(ngettext("{n} lead", "{n} leads", n).format(n=n))
    if event.verb.startswith("task."):
        parts.append(str(facts.get("about") or ""))
    return " · ".join(part for part in parts if part)


def brief_of(event: Event) -> list[tuple[str, str]]:
    """The need, why now and the deadline of a lead that waits for an answer; else nothing."""
    if event.verb not in BRIEFED or event.target_kind != Lead._meta.label_lower:
        return []
    lead = Lead.objects.filter(pk=event.target_id).select_related("contact").first()
    if lead is None or lead.stage not in WAITING_STAGES:
        return []
    contact = lead.contact
    rows = [
        (_("Contact"), f"{contact.full_name} · {contact.job_title}".strip(" ·") if contact else ""),
        (_("Need"), lead.need),
        (_("Why now"), lead.why_now),
        (_("Answer due"), full(lead.due_at) if lead.due_at else ""),
    ]
    return [(label, text) for label, text in rows if text]


def _word(verb: str, facts: Mapping[str, Any]) -> str:
    name, choices = WORDS.get(verb, ("", None))
    code = facts.get(name)
    return str(choices(code).label) if choices and code in choices.values else ""


def _missing(codes: Any) -> str:
    known = [str(MissingItem(code).label) for code in codes or () if code in MissingItem.values]
    return ", ".join(known)


def _quote(text: Any) -> str:
    return _("“{text}”").format(text=text) if text else ""


def _amount(facts: Mapping[str, Any]) -> str:
    try:
        return money(Decimal(str(facts.get("amount"))))
    except InvalidOperation:
        return ""
