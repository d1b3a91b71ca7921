"""What a person allows, in words. Use: {% load privacy_words %}."""

from datetime import datetime
from typing import Any

from django import template

from leads import consents
from leads.models import Consent, Contact
from leads.privacy import retention, sheets, stop
from leads.templatetags.company_words import source_words

register = template.Library()


@register.filter
def refusal(contact: Contact, channel: str) -> str:
    """Why a channel is closed; empty when it is open."""
    return consents.refusal_of(contact, channel)


@register.filter
def decisions(contact: Contact) -> Any:
    """What the person decided, the newest first."""
    return Consent.objects.filter(contact=contact).select_related("by")[:50]


@register.filter
def stop_link(contact: Contact) -> str:
    """The address where the person says no by themselves."""
    return stop.stop_url(contact)


@register.filter
def notice(contact: Contact) -> str:
    """The text that informs this person, complete but for the address of the house."""
    return sheets.notice_of(
        source=source_words(contact) or "…", link=stop.stop_url(contact), address="…"
    )


@register.filter
def kept_until(contact: Contact) -> datetime | None:
    """Until when the person is kept, unless they give another sign; None for customers."""
    if contact.company and contact.company.is_customer:
        return None
    row = retention.with_last_sign(Contact.objects.filter(pk=contact.pk)).first()
    return retention.ends_at(row.last_sign_at) if row else None  # type: ignore[attr-defined]
