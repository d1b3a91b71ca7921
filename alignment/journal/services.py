"""Writing the journal: the one spine of history, notifications and undo."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from alignment.journal.models import Event
from alignment.journal.outbox import push_after_commit
from alignment.people.models import User
from alignment.web import current
from alignment.web.errors import Conflict

BATCH = 1000


@dataclass(frozen=True)
class News:
    """One thing that happened, for `record_many`."""

    verb: str
    target: models.Model
    actor: User | None = None
    occurred_at: datetime | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    recorded_at: datetime | None = None
    # Where it is seen, when not on the page of the target.
    url: str = ""


def record(
    verb: str,
    *,
    actor: User | None,
    target: models.Model,
    occurred_at: datetime | None = None,
    via: str = "",
    reverses: Event | None = None,
    url: str = "",
    **facts: Any,
) -> Event:
    """Write an event in the caller's transaction and announce it after the commit.

    `facts` are plain JSON values; `actor` None is the system; `occurred_at` (default now) may lie
    in the past for what people report late. Raises RuntimeError outside a transaction.
    """
    _need_transaction()
    news = News(verb, target, actor, occurred_at, facts, url=url)
    event = _event(news, via=via or current.via.get(), reverses=reverses)
    event.save(force_insert=True)
    _show(event)
    push_after_commit([event.pk])
    return event


def record_many(news: Iterable[News], *, via: str = "import", announce: bool = False) -> int:
    """Write many events with one INSERT per thousand and return how many.

    History that is brought in is not news: unless `announce`, nobody is told of it.
    """
    _need_transaction()
    told_at = None if announce else timezone.now()
    events = [_event(item, via=via, fanned_out_at=told_at) for item in news]
    Event.objects.bulk_create(events, batch_size=BATCH)
    if announce:
        push_after_commit([event.pk for event in events])
    return len(events)


def reverse(event: Event, *, by: User | None, **facts: Any) -> Event:
    """Write that the event no longer counts; its row stays. Raises Conflict if reversed before."""
    _need_transaction()
    if Event.objects.filter(reverses=event).exists():
        raise Conflict
    reversal = Event(
        **_who(by),
        verb=event.verb,
        target_kind=event.target_kind,
        target_id=event.target_id,
        target_label=event.target_label,
        target_url=event.target_url,
        facts=facts,
        via=current.via.get(),
        request_id=current.request_id.get(),
        occurred_at=timezone.now(),
        reverses=event,
    )
    reversal.save(force_insert=True)
    _show(reversal)
    push_after_commit([reversal.pk])
    return reversal


def reverse_many(
    events: Iterable[Event], *, by: User | None, via: str = "import", **facts: Any
) -> int:
    """Reverse many events that stand, without telling anybody, and return how many."""
    _need_transaction()
    now = timezone.now()
    reversals = [
        Event(
            **_who(by),
            verb=event.verb,
            target_kind=event.target_kind,
            target_id=event.target_id,
            target_label=event.target_label,
            target_url=event.target_url,
            facts=facts,
            via=via,
            request_id=current.request_id.get(),
            occurred_at=now,
            reverses=event,
            fanned_out_at=now,
        )
        for event in events
    ]
    Event.objects.bulk_create(reversals, batch_size=BATCH)
    return len(reversals)


def forget_names(before: datetime) -> int:
    """Forget who did what was recorded before this instant, and return how many events it was.

    The team stays, and so do the facts: numbers are computed from those.
    """
    named = Q(actor__isnull=False) | ~Q(actor_label="")
    old = Event.objects.filter(named, recorded_at__lt=before)
    return old.update(actor=None, actor_label="")


def _show(event: Event) -> None:
    """Let the witnesses of higher apps write what must stand or fall with the event."""
    for path in settings.JOURNAL_WITNESSES:
        import_string(path)(event)


def _event(news: News, **fields: Any) -> Event:
    target = news.target
    page = getattr(target, "get_absolute_url", None)
    url = news.url or (page() if page else "")
    return Event(
        **_who(news.actor),
        verb=news.verb,
        target_kind=target._meta.label_lower,
        target_id=target.pk,
        # Copied: the row may be renamed, merged or gone when somebody reads the journal.
        target_label=str(target)[:200],
        target_url=url[:300],
        facts=news.facts,
        request_id=current.request_id.get(),
        occurred_at=news.occurred_at or timezone.now(),
        recorded_at=news.recorded_at or timezone.now(),
        **fields,
    )


def _who(actor: User | None) -> dict[str, Any]:
    if actor is None:
        return {"actor": None}
    return {"actor": actor, "actor_label": str(actor)[:160], "actor_team": actor.team_kind}


def _need_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An event is written in the transaction of what it tells.")
