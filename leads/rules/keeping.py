"""Writing rules: managers and direction save, switch, order and delete them."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from alignment.journal import services as journal
from alignment.people.models import User
from alignment.web.errors import Incomplete, NotAllowed
from leads import conditions
from leads.choices import Record, RuleKind
from leads.models import Rule
from leads.rules import acts as doing
from leads.rules.moments import MOMENTS

MOST_RULES, LONGEST_NAME = 100, 120


def save_rule(
    rule: Rule | None, *, by: User, name: Any, kind: Any, event: Any, query: Any, acts: Any
) -> Rule:
    """Create a rule, switched off, or change one; Incomplete names what is wrong."""
    require_manager(by)
    values = {"name": _named(name), **checked(kind, event, query, acts)}
    with transaction.atomic():
        if rule is None:
            row = Rule(created_by=by, position=_last() + 1)
        else:
            row = Rule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
            if all(getattr(row, field) == value for field, value in values.items()):
                return row
        for field, value in values.items():
            setattr(row, field, value)
        row.changed_at = timezone.now()
        row.save()
        journal.record("rule.edited" if rule else "rule.added", actor=by, target=row)
    return row


def switch_rule(rule: Rule, *, by: User, on: bool) -> Rule:
    """Switch a rule on or off; switched twice the same way it stays as it is."""
    require_manager(by)
    with transaction.atomic():
        now = timezone.now()
        others = Rule.objects.filter(pk=rule.pk).exclude(is_active=on)
        if others.update(is_active=on, switched_at=now):
            journal.record("rule.switched", actor=by, target=rule, on=on)
    rule.refresh_from_db()
    return rule


@transaction.atomic
def move_rule(rule: Rule, *, by: User, up: bool) -> None:
    """Change places with the rule of its kind above (`up`) or below."""
    require_manager(by)
    rows = list(Rule.objects.select_for_update().filter(kind=rule.kind))
    at = next(n for n, row in enumerate(rows) if row.pk == rule.pk)
    to = at - 1 if up else at + 1
    if 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    for position, row in enumerate(rows, start=1):
        row.position = position
    Rule.objects.bulk_update(rows, ["position"])


def delete_rule(rule: Rule, *, by: User) -> None:
    """Delete a rule with its log; what it did stays."""
    require_manager(by)
    with transaction.atomic():
        journal.record("rule.deleted", actor=by, target=rule)
        rule.delete()


def checked(kind: Any, event: Any, query: Any, acts: Any) -> dict[str, Any]:
    """What a rule asks and does, as it is kept; Incomplete names what is wrong."""
    wrong: dict[str, Any] = {}
    if not isinstance(kind, str) or kind not in RuleKind.values:
        wrong["kind"] = _("Not one of the choices.")
    if not isinstance(event, str) or event not in MOMENTS:
        wrong["event"] = _("Not one of the choices.")
    if wrong:
        raise Incomplete(fields=wrong)
    told = doing.checked(acts)
    if kind == RuleKind.ASSIGNMENT and [act["act"] for act in told] != ["assign"]:
        raise Incomplete(fields={"acts": _("An assignment says who gets the lead, nothing else.")})
    asked = conditions.checked(Record.LEAD, query)
    if "mine" in asked:
        raise Incomplete(fields={"mine": _("A rule is nobody’s: name the owner.")})
    return {"kind": kind, "event": event, "conditions": asked, "acts": told}


def _named(name: Any) -> str:
    text = name.strip() if isinstance(name, str) else ""
    if not text or len(text) > LONGEST_NAME or "\0" in text:
        wrong = _("From one to {n} characters.").format(n=LONGEST_NAME)
        raise Incomplete(fields={"name": wrong})
    return text


def _last() -> int:
    if Rule.objects.count() >= MOST_RULES:
        raise Incomplete(fields={"name": _("At most {n} rules.").format(n=MOST_RULES)})
    return Rule.objects.aggregate(last=Max("position"))["last"] or 0


def require_manager(by: User) -> None:
    """Raise NotAllowed unless the person may write rules."""
    if not (by.is_manager or by.is_direction):
        raise NotAllowed
