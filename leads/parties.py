"""Several people on one lead and its opportunity, each with the part they play."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.people.models import User
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads.choices import ContactRole
from leads.models import Contact, Lead, Party

MOST = 30


def add_party(lead: Lead, *, by: User, contact: Contact, role: str = "") -> Party:
    """Put a person on the lead. Raises Incomplete (already on it, erased, unknown role, 30)."""
    _require(by, role)
    with transaction.atomic():
        locked = Lead.objects.select_for_update(of=("self",)).get(pk=lead.pk)
        if contact.erased_at or locked.erased_at:
            raise Incomplete(fields={"contact": _("This person was erased.")})
        if locked.contact_id == contact.pk or locked.parties.filter(contact=contact).exists():
            raise Incomplete(fields={"contact": _("This person is on the lead already.")})
        if locked.parties.count() >= MOST:
            raise Incomplete(fields={"contact": _("At most {n} people.").format(n=MOST)})
        try:
            with transaction.atomic():
                party = Party.objects.create(lead=locked, contact=contact, role=role, added_by=by)
        except IntegrityError:
            raise Conflict from None
        _record("party.added", party, by)
    return party


def change_party(party: Party, *, by: User, role: str) -> Party:
    """Say which part the person plays."""
    _require(by, role)
    with transaction.atomic():
        old = party.role
        if Party.objects.filter(pk=party.pk).exclude(role=role).update(role=role):
            party.role = role
            _record("party.changed", party, by, was=old)
    return party


def remove_party(party: Party, *, by: User) -> None:
    """Take the person off the lead; what they did on it stays in its story."""
    _require(by, "")
    with transaction.atomic():
        deleted, _kinds = Party.objects.filter(pk=party.pk).delete()
        if deleted:
            _record("party.removed", party, by)


def _record(verb: str, party: Party, by: User, **facts: Any) -> None:
    # By key, never by name: an erasure of the person then reaches the journal as well.
    facts |= {"contact": party.contact_id, "role": party.role}
    journal.record(verb, actor=by, target=party.lead, **facts)


def _require(by: User, role: str) -> None:
    if not (by.is_sales or by.is_marketing or by.is_direction):
        raise NotAllowed
    if role and role not in ContactRole.values:
        raise Incomplete(fields={"role": _("Not one of the choices.")})
