"""Who wants to hear of what, and how."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from alignment.notifications.choices import Way
from alignment.notifications.models import Preference
from alignment.notifications.topics import BY_CODE, TOPICS, Topic
from alignment.people.models import User, UserQuerySet
from alignment.web.errors import Incomplete


@dataclass(frozen=True)
class Wish:
    """Whether a person hears of a topic in one way, said or by default."""

    topic: Topic
    way: str
    is_on: bool

    @property
    def way_label(self) -> str:
        return str(Way(self.way).label)


def wanting(people: UserQuerySet, topic: Topic, way: str) -> UserQuerySet:
    """Those of the people who hear of the topic in this way."""
    said = Preference.objects.filter(topic=topic.code, way=way)
    if topic.default(way):
        return people.exclude(pk__in=said.filter(is_on=False).values("user"))
    return people.filter(pk__in=said.filter(is_on=True).values("user"))


def wishes_of(user: User) -> list[Wish]:
    """Every topic in every way, in the order of the topics."""
    rows = Preference.objects.filter(user=user)
    said = {(row.topic, row.way): row.is_on for row in rows}
    return [
        Wish(topic, way, said.get((topic.code, way), topic.default(way)))
        for topic in TOPICS
        for way in Way.values
    ]


@transaction.atomic
def wish(user: User, topic: str, way: str, is_on: bool) -> None:
    """Note what the person wants; what equals the default needs no row."""
    known = BY_CODE.get(topic)
    if known is None or way not in Way.values:
        raise Incomplete(fields={"topic" if known is None else "way": "?"})
    if is_on == known.default(way):
        Preference.objects.filter(user=user, topic=topic, way=way).delete()
        return
    Preference.objects.update_or_create(user=user, topic=topic, way=way, defaults={"is_on": is_on})


@transaction.atomic
def wish_all(user: User, on: Iterable[tuple[str, str]]) -> None:
    """Turn on what is named as (topic, way) and everything else off."""
    chosen = set(on)
    for held in wishes_of(user):
        is_on = (held.topic.code, held.way) in chosen
        if is_on != held.is_on:
            wish(user, held.topic.code, held.way, is_on)
