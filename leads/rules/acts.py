"""The acts of a rule: what each is made of, and doing it through the service of its page."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from alignment.journal import services as journal
from alignment.notifications.models import Channel
from alignment.people.models import User
from alignment.web.business_days import today
from alignment.web.errors import Conflict, Incomplete
from leads import audiences, services, todo
from leads.choices import Source, TaskKind
from leads.models import Campaign, Contact, Lead, Rule
from leads.rules import pools
from leads.transitions import reassign

Act = Mapping[str, Any]
MOST_ACTS, LONGEST, LATEST = 10, 200, 365
# What a rule may write on a lead: words, never a stage or a date of the pipeline.
WRITABLE = ("source", "offer", "need", "timing", "budget", "current_solution", "instruction")
HOLDERS = ("owner", "marketer")
KEYS = {
    "assign": {"to", "pool", "by"},
    "task": {"title", "kind", "in_days", "to"},
    "notify": {"to", "text"},
    "field": {"name", "value"},
    "campaign": {"campaign"},
    "webhook": {"channel"},
}


def checked(acts: Any) -> list[dict[str, Any]]:
    """The acts as they are kept; Incomplete names `acts` when one is not as it must be."""
    if not isinstance(acts, list) or not 1 <= len(acts) <= MOST_ACTS:
        raise _wrong(_("From one to {n} acts.").format(n=MOST_ACTS))
    for act in acts:
        kind = act.get("act") if isinstance(act, Mapping) else None
        if not isinstance(kind, str) or kind not in KEYS or set(act) - KEYS[kind] - {"act"}:
            raise _wrong(_("There is no such act."))
        _CHECKS[kind](act)
    return [dict(act) for act in acts]


def do(rule: Rule, lead: Lead, act: Act) -> dict[str, Any]:
    """Do one act as the rule; returns keys only, so that an erasure has nothing to find here."""
    return _DOES[act["act"]](rule, lead, act)


def _wrong(text: str) -> Incomplete:
    return Incomplete(fields={"acts": text})


def _check_assign(act: Act) -> None:
    if ("to" in act) == ("pool" in act):
        raise _wrong(_("Choose either a person or several."))
    if "to" in act:
        person(act["to"])
        return
    pool, by = act["pool"], act.get("by", pools.TURNS)
    if not isinstance(pool, Mapping) or not 1 <= len(pool) <= pools.MOST or by not in pools.WAYS:
        raise _wrong(_("This is not a value."))
    for key, weight in pool.items():
        heavy = type(weight) is not int or not 1 <= weight <= pools.HEAVIEST
        if heavy or str(person(key).public_id) != key:
            raise _wrong(_("This is not a value."))


def _check_task(act: Act) -> None:
    _text(act.get("title"))
    days = act.get("in_days", 0)
    if type(days) is not int or not 0 <= days <= LATEST or not _known(act, "kind", TaskKind):
        raise _wrong(_("This is not a value."))
    _check_holder(act.get("to", "owner"))


def _check_notify(act: Act) -> None:
    _check_holder(act.get("to", "owner"))
    if act.get("text"):
        _text(act["text"])


def _check_field(act: Act) -> None:
    if act.get("name") not in WRITABLE:
        raise _wrong(_("A rule may not change this field."))
    _text(act.get("value"))
    if act["name"] == "source" and act["value"] not in Source.values:
        raise _wrong(_("Not one of the choices."))


def _check_campaign(act: Act) -> None:
    campaign(act.get("campaign"))


def _check_webhook(act: Act) -> None:
    channel(act.get("channel"))


def _known(act: Act, name: str, choices: Any) -> bool:
    return name not in act or (isinstance(act[name], str) and act[name] in choices.values)


def _check_holder(who: Any) -> None:
    if who not in HOLDERS:
        person(who)


def _text(value: Any) -> None:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST or "\0" in value:
        raise _wrong(_("From one to {n} characters.").format(n=LONGEST))


def person(key: Any) -> User:
    """Somebody who works here; Incomplete when there is nobody of this key."""
    return _row(User.objects.active().with_teams(), key)


def campaign(key: Any) -> Campaign:
    """The campaign of this key; Incomplete when there is none."""
    return _row(Campaign.objects.all(), key)


def channel(key: Any) -> Channel:
    """The channel of this key that is on; Incomplete when there is none."""
    return _row(Channel.objects.on(), key)


def _row(rows: Any, key: Any) -> Any:
    try:
        row = rows.filter(public_id=UUID(key)).first() if isinstance(key, str) else None
    except ValueError:
        row = None
    if row is None:
        raise _wrong(_("Not one of the choices."))
    return row


def _holder(lead: Lead, who: str) -> User:
    held = getattr(lead, who) if who in HOLDERS else person(who)
    if held is None or not held.is_active:
        raise Conflict(_("Nobody holds this lead."))
    return held


def _assign(rule: Rule, lead: Lead, act: Act) -> dict[str, Any]:
    chosen = pools.chosen(lead, act)
    if chosen is None:
        raise Conflict(pools.NOBODY_THERE)
    if chosen.pk != lead.owner_id:
        reassign(lead, by=None, owner=chosen, why=_("Rule « {rule} »").format(rule=rule.name))
    return {"act": "assign", "owner": chosen.pk}


def _task(_rule: Rule, lead: Lead, act: Act) -> dict[str, Any]:
    task = todo.plan_task(
        by=None,
        title=act["title"],
        owner=_holder(lead, act.get("to", "owner")),
        lead=lead,
        kind=act.get("kind", TaskKind.TODO),
        due_on=today() + timedelta(days=act.get("in_days", 0)),
    )
    return {"act": "task", "task": task.pk}


def _notify(rule: Rule, lead: Lead, act: Act) -> dict[str, Any]:
    who = _holder(lead, act.get("to", "owner"))
    text = act.get("text", "")
    journal.record("rule.told", actor=None, target=lead, tell=[who.pk], rule=rule.name, text=text)
    return {"act": "notify", "to": who.pk}


def _field(_rule: Rule, lead: Lead, act: Act) -> dict[str, Any]:
    services.edit_lead(lead, by=None, **{act["name"]: act["value"]})
    return {"act": "field", "name": act["name"]}


def _campaign(_rule: Rule, lead: Lead, act: Act) -> dict[str, Any]:
    people = Contact.objects.filter(leads=lead)
    n = audiences.add_members(campaign(act["campaign"]), people, by=None)
    return {"act": "campaign", "n": n}


def _webhook(rule: Rule, lead: Lead, act: Act) -> dict[str, Any]:
    """An event that names the channel: the deliveries send it, try again and guard the way out."""
    to = channel(act["channel"])
    journal.record("rule.called", actor=None, target=lead, channels=[to.pk], rule=rule.name)
    return {"act": "webhook", "channel": to.pk}


_CHECKS: dict[str, Callable[[Act], None]] = {
    "assign": _check_assign,
    "task": _check_task,
    "notify": _check_notify,
    "field": _check_field,
    "campaign": _check_campaign,
    "webhook": _check_webhook,
}
_DOES: dict[str, Callable[[Rule, Lead, Act], dict[str, Any]]] = {
    "assign": _assign,
    "task": _task,
    "notify": _notify,
    "field": _field,
    "campaign": _campaign,
    "webhook": _webhook,
}
