"""Setting channels up, switching them off and on, and what their answers mean for them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.notifications.answers import Answer
from alignment.notifications.choices import Kind, State
from alignment.notifications.deliveries import drop_waiting
from alignment.notifications.models import Channel
from alignment.notifications.topics import OF_CHANNELS
from alignment.notifications.transports import TRANSPORTS, slack, teams, webhook, whatsapp
from alignment.people.models import User
from alignment.web import guarded
from alignment.web.errors import Conflict, Incomplete

MOST_CHANNELS = 20
MOST_FAILURES = 5
OPTIONS_OF = {Kind.WHATSAPP: ("to", "template", "language")}


def kind_of(address: str) -> str:
    """The kind of channel that an address is, by its host. Raises Unsafe when it is none."""
    host = guarded.place_of(address.strip()).host
    if host in slack.HOSTS:
        return Kind.SLACK
    if host.endswith(teams.HOSTS):
        return Kind.TEAMS
    if host.endswith(".webhook.office.com") or host == "outlook.office.com":
        raise guarded.Unsafe(
            _("Microsoft closed these connectors: create a workflow in Teams, paste its address.")
        )
    return Kind.WHATSAPP if host in whatsapp.HOSTS else Kind.WEBHOOK


@transaction.atomic
def add(
    *,
    by: User,
    address: str,
    name: str = "",
    topics: Sequence[str] | None = None,
    secret: str = "",
    options: Mapping[str, Any] | None = None,
) -> Channel:
    """A new channel that is on; a webhook gets its signing secret. Raises Incomplete, Conflict."""
    if Channel.objects.count() >= MOST_CHANNELS:
        raise Conflict(_("Twenty channels are the most: remove one first."), code="too_many")
    kind = _kind(address)
    channel = Channel(
        kind=kind,
        name=name.strip() or f"{Kind(kind).label}",
        address=address.strip(),
        secret=webhook.new_secret() if kind == Kind.WEBHOOK else secret.strip(),
        options=_options(kind, options or {}),
        topics=_known(topics),
        owner=by,
    )
    _check(channel)
    channel.save()
    journal.record("channel.added", actor=by, target=channel, kind=kind, host=channel.host)
    return channel


@transaction.atomic
def change(channel: Channel, *, by: User, **fields: Any) -> Channel:
    """Write name, topics, address, secret or options; an empty address or secret stays as it is."""
    if address := str(fields.get("address") or "").strip():
        if _kind(address) != channel.kind:
            raise Incomplete(
                fields={"address": _("This is another kind of channel: add it as a new one.")}
            )
        channel.address = address
    if secret := str(fields.get("secret") or "").strip():
        if channel.kind != Kind.WHATSAPP:
            raise Incomplete(fields={"secret": _("This kind of channel has no token.")})
        channel.secret = secret
    if "name" in fields:
        channel.name = str(fields["name"]).strip() or channel.name
    if fields.get("topics") is not None:
        channel.topics = _known(fields["topics"])
    if fields.get("options"):
        channel.options = channel.options | _options(channel.kind, fields["options"])
    if address or secret or fields.get("options"):
        _check(channel)
    channel.save(update_fields=["address", "secret", "name", "topics", "options"])
    journal.record("channel.changed", actor=by, target=channel, host=channel.host)
    return channel


@transaction.atomic
def switch(channel: Channel, *, by: User, on: bool) -> Channel:
    """Off: nothing is sent, what waited is dropped. On: from now on, with a clean slate."""
    changed = Channel.objects.filter(pk=channel.pk, is_active=not on).update(
        is_active=on,
        failures=0,
        disabled_at=None if on else timezone.now(),
        disabled_reason="",
    )
    if changed:
        if not on:
            drop_waiting(channel)
        verb = "channel.turned_on" if on else "channel.turned_off"
        journal.record(verb, actor=by, target=channel)
    channel.refresh_from_db()
    return channel


@transaction.atomic
def remove(channel: Channel, *, by: User) -> None:
    """Delete the channel, its secrets and its deliveries; the journal keeps that it was there."""
    journal.record("channel.removed", actor=by, target=channel, kind=channel.kind)
    channel.delete()


@transaction.atomic
def note_outcome(channel: Channel, state: str, answer: Answer) -> None:
    """Count refusals in a row; the fifth, or an address that is gone, switches the channel off.

    Its owner is told in the product and by e-mail, once.
    """
    rows = Channel.objects.filter(pk=channel.pk)
    if state == State.SENT:
        rows.filter(failures__gt=0).update(failures=0)
    elif state in (State.FAILED, State.DEAD):
        rows.update(failures=F("failures") + 1)
        refused = rows.on() if answer.is_gone else rows.on().filter(failures__gte=MOST_FAILURES)
        reason = f"{answer.status or ''} {answer.text[:200]}".strip()
        if refused.update(is_active=False, disabled_at=timezone.now(), disabled_reason=reason):
            drop_waiting(channel)
            _tell_owner(channel, reason)


def _tell_owner(channel: Channel, reason: str) -> None:
    journal.record(
        "channel.switched_off", actor=None, target=channel, tell=[channel.owner_id], why=reason
    )


def _kind(address: str) -> str:
    try:
        return kind_of(address)
    except guarded.Unsafe as error:
        raise Incomplete(fields={"address": str(error)}) from error


def _check(channel: Channel) -> None:
    place = guarded.place_of(channel.address)
    TRANSPORTS[channel.kind].check(place, channel.options, channel.secret)


def _known(topics: Sequence[str] | None) -> list[str]:
    codes = [topic.code for topic in OF_CHANNELS]
    if topics is None:
        return codes
    if unknown := set(topics) - set(codes):
        text = _("Unknown: {codes}.").format(codes=", ".join(sorted(unknown))[:200])
        raise Incomplete(fields={"topics": text})
    return [code for code in codes if code in topics]


def _options(kind: str, given: Mapping[str, Any]) -> dict[str, str]:
    names = OPTIONS_OF.get(Kind(kind), ())
    return {name: str(given[name]).strip() for name in names if given.get(name)}
