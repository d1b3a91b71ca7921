"""Running rules when the journal tells of an event: once each, never half, never in circles."""

import logging
from datetime import timedelta
from typing import Any

from django.db import OperationalError, transaction
from django.utils import timezone

from alignment.journal import services as journal
from alignment.journal.models import Event
from alignment.people.models import User
from alignment.web import current
from alignment.web.errors import Refused
from leads import conditions
from leads.choices import FiringState, RuleKind, Stage
from leads.models import Firing, Lead, Rule
from leads.rules import acts
from leads.rules.moments import MOMENTS

logger = logging.getLogger(__name__)
DEEPEST = 3
MOST_AN_HOUR = 500
KEPT = timedelta(days=365)
# An event that a firing caused bears its key as the piece of work it belongs to.
CAUSE = "firing-"


def forget_old() -> int:
    """Delete the log of more than a year ago, not what came of it; how many firings went."""
    deleted, _kinds = Firing.objects.filter(at__lt=timezone.now() - KEPT).delete()
    return deleted


def run_for(event: Event) -> int:
    """A consumer of the journal: run the rules this event asks for; how many fired.

    Runs in the fan-out's transaction: told twice, or by the sweep, each rule fires once.
    """
    if event.verb not in MOMENTS or event.target_kind != "leads.lead" or event.reverses_id:
        return 0
    rules = list(Rule.objects.filter(event=event.verb, is_active=True))
    if not rules or Event.objects.filter(reverses=event).exists():
        return 0
    causes = _causes(event)
    fired = 0
    assigned = False
    for rule in rules:
        if rule.kind == RuleKind.ASSIGNMENT and assigned:
            continue
        if _run_alone(rule, event, causes):
            fired += 1
            assigned = assigned or rule.kind == RuleKind.ASSIGNMENT
    return fired


def _run_alone(rule: Rule, event: Event, causes: list[Firing]) -> bool:
    """Run one rule; whatever it raises is kept as its answer and stops neither others nor news.

    A fault of the database is not the rule's: the event stays in the outbox and is told again.
    """
    try:
        return _run(rule, event, causes)
    except OperationalError:
        raise
    except Exception as fault:
        logger.exception("rule %s failed on event %s", rule.pk, event.pk)
        Firing.objects.create(
            rule=rule,
            event=event,
            lead_id=event.target_id,
            depth=len(causes) + 1,
            state=FiringState.REFUSED,
            told=[{"failed": type(fault).__name__}],
        )
        return False


def _run(rule: Rule, event: Event, causes: list[Firing]) -> bool:
    """Fire the rule if its lead meets the conditions; one at a time for each rule."""
    with transaction.atomic():
        locked = Rule.objects.select_for_update(of=("self",)).filter(pk=rule.pk).first()
        if locked is None:
            return False
        rule = locked
        lead = Lead.objects.filter(pk=event.target_id).exclude(stage=Stage.MERGED).first()
        if not rule.is_active or lead is None or _erased(lead):
            return False
        if rule.firings.filter(event=event).exists() or not _asks(rule, lead):
            return False
        if _too_often(rule):
            return False
        firing = Firing(rule=rule, event=event, lead=lead, depth=len(causes) + 1)
        if len(causes) >= DEEPEST or any(cause.rule_id == rule.pk for cause in causes):
            firing.state = FiringState.STOPPED
            firing.save()
        else:
            _do(firing)
    return not firing.told or any("failed" not in each for each in firing.told)


def _do(firing: Firing) -> None:
    """Each act by itself: what refuses one is kept in its place, and the others are done."""
    firing.state = FiringState.DONE
    firing.save()
    told = []
    with current.working(via_door="rule", request=f"{CAUSE}{firing.pk}"):
        for act in firing.rule.acts:
            told.append(_do_one(firing, act))
    firing.told = told
    if any("refused" in each or "failed" in each for each in told):
        firing.state = FiringState.REFUSED
    firing.save(update_fields=["state", "told"])


def _do_one(firing: Firing, act: acts.Act) -> dict[str, Any]:
    """What one act did, or why not; a fault of the database is told again with the event."""
    leads = Lead.objects.select_related("company", "owner", "marketer")
    try:
        with transaction.atomic():
            return acts.do(firing.rule, leads.get(firings=firing), act)
    except Refused as refusal:
        texts = [str(text) for text in refusal.fields.values()] or [str(refusal.message)]
        return {"refused": " ".join(texts)}
    except OperationalError:
        raise
    except Exception as fault:
        logger.exception("rule %s failed on event %s", firing.rule_id, firing.event_id)
        return {"failed": type(fault).__name__}


def _asks(rule: Rule, lead: Lead) -> bool:
    """Whether the lead meets the conditions; one that no longer can be read meets nothing."""
    try:
        return conditions.matches(lead, rule.conditions)
    except Refused:
        return False


def _erased(lead: Lead) -> bool:
    return lead.contact is not None and lead.contact.erased_at is not None


def _causes(event: Event) -> list[Firing]:
    """The firings that led to this event, the nearest first; at most one more than is allowed."""
    found: list[Firing] = []
    asked: Event | None = event
    while asked and asked.via == "rule" and asked.request_id.startswith(CAUSE):
        key = asked.request_id.removeprefix(CAUSE)
        firing = Firing.objects.select_related("event").filter(pk=int(key)).first()
        if firing is None or len(found) > DEEPEST:
            break
        found.append(firing)
        asked = firing.event
    return found


def _too_often(rule: Rule) -> bool:
    """Switch off a rule that fires more than a hand could mean, and tell the managers."""
    since = timezone.now() - timedelta(hours=1)
    # Those of imports have no depth.
    if rule.firings.filter(at__gte=since, depth__gt=0).count() < MOST_AN_HOUR:
        return False
    rule.is_active, rule.switched_at = False, timezone.now()
    rule.save(update_fields=["is_active", "switched_at"])
    people = User.objects.active().filter(is_manager=True)
    tell = list(people.order_by("pk").values_list("pk", flat=True))
    journal.record("rule.switched", actor=None, target=rule, on=False, why="too_often", tell=tell)
    return True
