"""Rules and what they did in plain words; the names of many rules are read together, once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alignment.notifications.models import Channel
from alignment.people.models import User
from leads import conditions
from leads.choices import Source, TaskKind
from leads.filters import NOBODY, LeadFilter
from leads.filters.fields import YesNo
from leads.models import Campaign, Firing, Lead, Rule
from leads.rules.acts import WRITABLE
from leads.rules.moments import MOMENTS
from leads.rules.pools import LOAD


@dataclass(frozen=True)
class Sentence:
    """« Quand … si … alors … », in parts that a page can set apart."""

    when: str
    asked: list[str] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)
    # It asks for something that no longer is: it cannot fire.
    is_broken: bool = False


class Words:
    """The sentences of some rules; one statement for each kind of record that they name."""

    def __init__(self, rules: Iterable[Rule] = (), people: Iterable[int] = ()) -> None:
        wanted: dict[type[Model], set[str]] = defaultdict(set)
        for rule in rules:
            for model, key in (*_named_by_acts(rule.acts), *_named_by_query(rule.conditions)):
                wanted[model].add(key)
        rows: list[Any] = [
            row
            for model, keys in wanted.items()
            for row in model._base_manager.filter(public_id__in=[*map(_uuid, keys)])
        ]
        self.names = {(type(row), str(row.public_id)): str(row) for row in rows}
        users = User.objects.filter(pk__in=set(people))
        self.people = {user.pk: str(user) for user in users} if people else {}

    def sentence(self, rule: Rule) -> Sentence:
        """The rule as people say it."""
        asked, is_broken = self._asked(rule.conditions)
        return Sentence(
            when=_lower(str(MOMENTS.get(rule.event, _("something that is gone happens")))),
            asked=asked,
            acts=[self.act(act) for act in rule.acts],
            is_broken=is_broken or rule.event not in MOMENTS,
        )

    def text(self, rule: Rule) -> str:
        """The sentence in one piece, for those who cannot set its parts apart."""
        said = self.sentence(rule)
        acts = get_text_list(said.acts, _("and"))
        if not said.asked:
            return _("When {event}, then {acts}.").format(event=said.when, acts=acts)
        words = _("When {event}, if {conditions}, then {acts}.")
        return words.format(event=said.when, conditions=", ".join(said.asked), acts=acts)

    def act(self, act: Mapping[str, Any]) -> str:
        """One act, as the end of a sentence."""
        says = _SAYS.get(str(act.get("act")))
        return says(self, act) if says else _("do something that is gone")

    def name(self, model: type[Model], key: Any) -> str:
        return self.names.get((model, str(key)), _("somebody or something that is gone"))

    def told(self, firing: Firing) -> list[str]:
        """What the firing did, one line for each act; why not, where one was refused."""
        return [self._told_one(each) for each in firing.told]

    def _told_one(self, each: Mapping[str, Any]) -> str:
        if "refused" in each:
            return str(each["refused"])
        if "failed" in each:
            return _("Something unexpected went wrong; the server’s log says what.")
        who = self.people.get(each.get("owner") or each.get("to") or 0, _("somebody"))
        said = _DONE.get(str(each.get("act")))
        return said(each, who) if said else ""

    def _asked(self, query: Mapping[str, Any]) -> tuple[list[str], bool]:
        """One text for each thing asked, and whether something asked is gone."""
        fields = LeadFilter(conditions.as_address(query), Lead.objects.none()).form.fields
        texts = []
        for name, formed in fields.items():
            values = query[name] if isinstance(query[name], list) else [query[name]]
            words = [self._value(formed, str(value)) for value in values]
            said = get_text_list(words, _("or"))
            texts.append(_("{label}: {value}").format(label=formed.label, value=said))
        return texts, set(query) != set(fields)

    def _value(self, formed: Any, value: str) -> str:
        if hasattr(formed, "queryset"):
            return self.name(formed.queryset.model, value)
        if isinstance(formed, YesNo):
            return _("yes") if formed.to_python(value) else _("no")
        if hasattr(formed, "choices"):
            found = {str(code): str(text) for code, text in formed.choices}
            return found.get(value, _("nobody said") if value == NOBODY else value)
        if isinstance(formed, forms.DateField):
            return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
        return value if isinstance(formed, forms.DecimalField) else f"« {value} »"


def people_of(firings: Iterable[Firing]) -> set[int]:
    """The keys of the people that these firings name."""
    found = (each.get("owner") or each.get("to") for one in firings for each in one.told)
    return {key for key in found if key}


def _named_by_acts(acts: Iterable[Mapping[str, Any]]) -> list[tuple[type[Model], str]]:
    found: list[tuple[type[Model], str]] = []
    for act in acts:
        keys = [*act.get("pool", {}), act.get("to", "")]
        found += [(User, key) for key in keys if key and _uuid(key)]
        found += [(Campaign, act["campaign"])] if "campaign" in act else []
        found += [(Channel, act["channel"])] if "channel" in act else []
    return found


def _named_by_query(query: Mapping[str, Any]) -> list[tuple[type[Model], str]]:
    found: list[tuple[type[Model], str]] = []
    for name, value in query.items():
        rows = getattr(LeadFilter.base_filters.get(name), "queryset", None)
        values = value if isinstance(value, list) else [value]
        found += [(rows.model, key) for key in values if rows is not None and _uuid(key)]
    return found


def _uuid(key: Any) -> UUID | None:
    try:
        return UUID(str(key))
    except ValueError:
        return None


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


# --- Acts to do -----------------------------------------------------------------------------
def field_name(name: str) -> str:
    """The name of a field of a lead that a rule may write, in the reader's language."""
    known = name in WRITABLE
    return str(Lead._meta.get_field(name).verbose_name) if known else name  # type: ignore[union-attr]


def _holder(words: Words, key: str) -> str:
    held = {"owner": _("its owner"), "marketer": _("its marketing owner")}
    return held.get(key) or words.name(User, key)


def _says_assign(words: Words, act: Mapping[str, Any]) -> str:
    if "to" in act:
        return _("give it to {who}").format(who=words.name(User, act["to"]))
    who = get_text_list(
        [
            f"{words.name(User, key)} (×{weight})" if weight > 1 else words.name(User, key)
            for key, weight in act["pool"].items()
        ],
        _("or"),
    )
    if act.get("by") == LOAD:
        return _("give it to whoever holds fewest: {who}").format(who=who)
    return _("give it in turns to {who}").format(who=who)


def _says_task(words: Words, act: Mapping[str, Any]) -> str:
    who, days = _holder(words, act.get("to", "owner")), act.get("in_days", 0)
    kind = TaskKind(act.get("kind", TaskKind.TODO)).label
    text = _("plan « {title} » ({kind}) for {who}, the same day")
    if days:
        text = ngettext(
            "plan « {title} » ({kind}) for {who}, the next day",
            "plan « {title} » ({kind}) for {who}, within {days} days",
            days,
        )
    return text.format(title=act["title"], kind=_lower(str(kind)), who=who, days=days)


def _says_notify(words: Words, act: Mapping[str, Any]) -> str:
    who = _holder(words, act.get("to", "owner"))
    if act.get("text"):
        return _("tell {who} « {text} »").format(who=who, text=act["text"])
    return _("tell {who}").format(who=who)


def _says_field(_words: Words, act: Mapping[str, Any]) -> str:
    value = act["value"]
    if act["name"] == "source" and value in Source.values:
        value = Source(value).label
    return _("write « {value} » in {field}").format(value=value, field=field_name(act["name"]))


def _says_campaign(words: Words, act: Mapping[str, Any]) -> str:
    name = words.name(Campaign, act["campaign"])
    return _("add its people to the campaign {campaign}").format(campaign=name)


def _says_webhook(words: Words, act: Mapping[str, Any]) -> str:
    return _("send it to {channel}").format(channel=words.name(Channel, act["channel"]))


_SAYS = {
    "assign": _says_assign,
    "task": _says_task,
    "notify": _says_notify,
    "field": _says_field,
    "campaign": _says_campaign,
    "webhook": _says_webhook,
}


# --- Acts done ------------------------------------------------------------------------------
def _done_campaign(each: Mapping[str, Any], _who: str) -> str:
    n = each.get("n", 0)
    return ngettext("{n} person added to a campaign", "{n} people added to a campaign", n).format(
        n=n
    )


_DONE = {
    "assign": lambda each, who: _("given to {who}").format(who=who),
    "task": lambda each, who: _("task planned"),
    "notify": lambda each, who: _("{who} told").format(who=who),
    "field": lambda each, who: _("{field} written").format(field=field_name(each.get("name", ""))),
    "campaign": _done_campaign,
    "webhook": lambda each, who: _("sent outside"),
}
