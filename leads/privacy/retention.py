"""How long a person is kept: three years from collection or from the last sign they gave.

A call of ours or an opened mail is no sign; a conversation, a click, a form or an order is
(CNIL, référentiel of 2022; domain: 6.5). Customers are kept while they are customers.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.people.models import User
from alignment.web.errors import Conflict, NotAllowed
from leads import consents
from leads.choices import Channel, DealStatus, TouchKind
from leads.models import Contact, Lead, Opportunity, Touch
from leads.transitions import erasure

YEARS = 3
WARNED_DAYS = 60
# How long somebody has to answer the one question whether we may stay in touch.
DAYS_TO_ANSWER = 30
SIGNS = (
    TouchKind.DEMO_REQUEST,
    TouchKind.PRICE,
    TouchKind.EVENT,
    TouchKind.CONTENT,
    TouchKind.OPENED,
    TouchKind.CLICK,
)


def with_last_sign(people: QuerySet[Contact]) -> QuerySet[Any]:
    """The contacts with `last_sign_at`: their last own action, else the day of collection."""
    leads = Lead.objects.filter(contact=OuterRef("pk"))
    touches = Touch.objects.filter(contact=OuterRef("pk"), kind__in=SIGNS)
    orders = Opportunity.objects.filter(lead__contact=OuterRef("pk"), won_at__isnull=False)
    collected = Least(F("created_at"), _first(leads, "captured_at", F("created_at")))
    return people.annotate(collected_at=collected).annotate(
        last_sign_at=Greatest(
            F("collected_at"),
            Coalesce(F("last_prospect_contact_at"), F("collected_at")),
            _first(touches, "-occurred_at", F("collected_at")),
            _first(orders, "-won_at", F("collected_at")),
        )
    )


def _first(rows: QuerySet, order: str, otherwise: F) -> Coalesce:
    name = order.removeprefix("-")
    found = Subquery(rows.order_by(order).values(name)[:1], output_field=DateTimeField())
    return Coalesce(found, otherwise)


def limit(now: datetime | None = None) -> datetime:
    """Whose last sign is older is not to be kept."""
    return years_away(now or timezone.now(), -YEARS)


def ends_at(last_sign_at: datetime) -> datetime:
    """Until when a person with this last sign may be kept."""
    return years_away(last_sign_at, YEARS)


def years_away(at: datetime, years: int) -> datetime:
    """The same day of another year; the 28th for a 29 February that it does not have."""
    try:
        return at.replace(year=at.year + years)
    except ValueError:
        return at.replace(year=at.year + years, day=28)


def to_review(now: datetime | None = None) -> QuerySet[Any]:
    """Those whose time is over or will be in 60 days, the oldest sign first."""
    now = now or timezone.now()
    soon = limit(now) + timedelta(days=WARNED_DAYS)
    # Who was written to lately or buys from us is not looked at any further.
    people = Contact.objects.held().filter(
        Q(last_prospect_contact_at__isnull=True) | Q(last_prospect_contact_at__lt=soon)
    )
    kept = Q(company__is_customer=True) | Exists(
        Opportunity.objects.filter(lead__contact=OuterRef("pk"), status=DealStatus.OPEN)
    )
    return (
        with_last_sign(people.exclude(kept))
        .filter(last_sign_at__lt=soon)
        .order_by("last_sign_at", "pk")
    )


def over(now: datetime | None = None) -> QuerySet[Any]:
    """Those to anonymise today: time over, and 30 days gone since they were asked, if they were."""
    now = now or timezone.now()
    waiting = Q(permission_asked_at__gt=now - timedelta(days=DAYS_TO_ANSWER))
    return to_review(now).filter(last_sign_at__lt=limit(now)).exclude(waiting)


def ask_permission(contact: Contact, *, by: User) -> Contact:
    """Note that the person was asked, once, whether we may stay in touch.

    Raises Conflict where they were asked before or refuse e-mails.
    """
    if not (by.is_marketing or by.is_sales or by.is_direction):
        raise NotAllowed
    with transaction.atomic():
        row = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
        if row.permission_asked_at is not None:
            raise Conflict(_("This person was asked once already."), code="already_asked")
        refused = consents.refusal_of(row, Channel.EMAIL)
        if refused or not row.email:
            raise Conflict(refused or _("No e-mail address is known."), code="unreachable")
        row.permission_asked_at = timezone.now()
        row.save(update_fields=["permission_asked_at"])
        journal.record("contact.permission_asked", actor=by, target=row)
    contact.refresh_from_db()
    return contact


def purge(ids: Iterable[int], *, by: User) -> int:
    """Anonymise those of these contacts whose time is still over, and return how many.

    Each in a transaction of its own: done twice, or broken off, it only goes on. Numbers do not
    move, because an erasure keeps dates and amounts.
    """
    require_keeper(by)
    done = 0
    for contact in over().filter(pk__in=list(ids)):
        erasure.erase_contact(contact, by=by)
        done += 1
    return done


def require_keeper(by: User) -> None:
    """Raise NotAllowed unless the person is of direction or an administrator."""
    if not (by.is_direction or by.is_admin):
        raise NotAllowed
