"""The suppression list: salted fingerprints of addresses that must not be used again (domain: 6.5).

An address is put into its stored form first, so that « Claire@ACME.fr » and « claire@acme.fr »
leave one print. Nothing but the print is kept: it recognises an address, it cannot give it back.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from leads import identifiers
from leads.choices import Channel
from leads.identifiers import WrongValue
from leads.models import Contact, Suppressed
from leads.models.companies import REFUSED_AT

# The channel under which each way to reach a person is kept.
ADDRESSES = {"email": Channel.EMAIL, "phone": Channel.PHONE, "mobile": Channel.PHONE}
REFUSED = "refused"
ERASED = "erased"
# Databases take a limited number of values in one question.
AT_ONCE = 500


def fingerprint(channel: str, address: str) -> str:
    """The salted print of an address in its stored form; empty for no address at all."""
    plain = _stored_form(channel, address)
    if not plain:
        return ""
    said = f"{channel}\n{plain}".encode()
    return hmac.new(settings.SUPPRESSION_SALT.encode(), said, hashlib.sha256).hexdigest()


def is_suppressed(channel: str, address: str) -> bool:
    """Whether the address is on the list for this channel."""
    return bool(suppressed_among(channel, [address]))


def suppressed_among(channel: str, addresses: Iterable[str]) -> set[str]:
    """Those of the addresses, as they were given, that are on the list: one query for 500."""
    wanted: dict[str, list[str]] = {}
    for address in addresses:
        digest = fingerprint(channel, address)
        if digest:
            wanted.setdefault(digest, []).append(address)
    found: set[str] = set()
    digests = list(wanted)
    for start in range(0, len(digests), AT_ONCE):
        rows = Suppressed.objects.filter(
            channel=channel, digest__in=digests[start : start + AT_ONCE]
        )
        for digest in rows.values_list("digest", flat=True):
            found.update(wanted[digest])
    return found


def suppress(
    channel: str, addresses: Iterable[str], *, reason: str = REFUSED, at: datetime | None = None
) -> list[Suppressed]:
    """Put addresses on the list and return the new rows; those that are on it stay as they are."""
    rows = missing(channel, addresses, reason=reason, at=at)
    # Somebody else may suppress the same address at this very moment.
    Suppressed.objects.bulk_create(rows, ignore_conflicts=True)
    return rows


def missing(
    channel: str, addresses: Iterable[str], *, reason: str = REFUSED, at: datetime | None = None
) -> list[Suppressed]:
    """The rows, not saved yet, that would put these addresses on the list."""
    digests = {fingerprint(channel, address) for address in addresses} - {""}
    known = Suppressed.objects.filter(channel=channel, digest__in=digests)
    digests -= set(known.values_list("digest", flat=True))
    return [
        Suppressed(channel=channel, digest=digest, reason=reason, since=at or timezone.now())
        for digest in sorted(digests)
    ]


def release(channel: str, addresses: Iterable[str]) -> int:
    """Take addresses off the list, because the person agreed; what an erasure left stays."""
    digests = {fingerprint(channel, address) for address in addresses} - {""}
    rows = Suppressed.objects.filter(channel=channel, digest__in=digests).exclude(reason=ERASED)
    return rows.delete()[0]


def addresses_of(contact: Contact, channel: str) -> list[str]:
    """The addresses and numbers of a person on one channel."""
    names = [name for name, found in ADDRESSES.items() if found == channel]
    return [getattr(contact, name) for name in names if getattr(contact, name)]


def obey(contact: Contact) -> list[str]:
    """Close on an unsaved or changed contact what the list says; returns the fields it set.

    Whoever typed, imported or submitted the address: an objection outlives the record it was
    made on.
    """
    prints = {
        fingerprint(channel, address): REFUSED_AT[channel]
        for channel in (Channel.EMAIL, Channel.PHONE)
        for address in addresses_of(contact, channel)
        if getattr(contact, REFUSED_AT[channel]) is None
    }
    if not prints:
        return []
    # The channel is part of the print: no need to ask for each.
    found = Suppressed.objects.filter(digest__in=prints).values_list("digest", flat=True)
    closed = sorted({prints[digest] for digest in found})
    for name in closed:
        setattr(contact, name, timezone.now())
    return closed


def suppress_all(contacts: Iterable[Contact], *, reason: str = ERASED) -> None:
    """Put every address of these people on the list, before it is forgotten."""
    people = list(contacts)
    for channel in (Channel.EMAIL, Channel.PHONE):
        found = [each for person in people for each in addresses_of(person, channel)]
        _strengthen(channel, found, reason)
        suppress(channel, found, reason=reason)


def _strengthen(channel: str, addresses: list[str], reason: str) -> None:
    """A mere refusal becomes an erasure: no later word takes that off the list."""
    digests = {fingerprint(channel, address) for address in addresses} - {""}
    Suppressed.objects.filter(channel=channel, digest__in=digests).update(reason=reason)


def _stored_form(channel: str, address: str) -> str:
    try:
        if channel == Channel.EMAIL:
            return identifiers.normalise_email(address)
        if channel == Channel.PHONE:
            return identifiers.normalise_phone(address)
    except WrongValue:
        pass
    return identifiers.search_key(address)
