"""E-mail through Django, in text and HTML, in the reader's language."""

import smtplib
from collections.abc import Mapping
from dataclasses import asdict
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from alignment.notifications.answers import Answer, permanent, transient
from alignment.notifications.enclosures import invitation_of
from alignment.notifications.models import Delivery
from alignment.notifications.words import Told, absolute
from alignment.web.guarded import Place

LOGIN_CODES = range(530, 540)  # our own account at the mail server, not this message


def check(place: Place, options: Mapping[str, Any], secret: str) -> None:
    """People's own addresses are not set up here."""


def prepare(delivery: Delivery, told: Told) -> dict[str, Any]:
    context = {
        "told": told,
        "reader": delivery.recipient,
        "company_name": settings.COMPANY_NAME,
        "preferences_url": absolute(reverse("notifications:preferences")),
    }
    found = invitation_of(delivery.event)
    return {
        "text": render_to_string("emails/news.txt", context),
        "html": render_to_string("emails/news.html", context),
        "invitation": asdict(found) if found else None,
    }


def send(delivery: Delivery) -> Answer:
    assert delivery.recipient, "An e-mail has a recipient."
    message = EmailMultiAlternatives(
        subject=delivery.subject,
        body=delivery.payload["text"],
        to=[delivery.recipient.email],
        headers=_headers(delivery),
    )
    message.attach_alternative(delivery.payload["html"], "text/html")
    if found := delivery.payload.get("invitation"):
        # As another reading of the same message: mail programs then offer to answer it.
        kind = f"text/calendar; method={found['method']}"
        message.attach_alternative(found["calendar"], kind)
    try:
        message.send()
    except (BadHeaderError, smtplib.SMTPException, OSError) as error:
        return _refused(error)
    return Answer(ok=True)


def _headers(delivery: Delivery) -> dict[str, str]:
    """The Message-ID is the same at every attempt, so that mail programs show the mail once."""
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return {
        "Message-ID": f"<{delivery.key}@{sender.rpartition('@')[2] or 'localhost'}>",
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{absolute(reverse('notifications:preferences'))}>",
    }


def _refused(error: Exception) -> Answer:
    codes = _codes(error)
    status = codes[0] if codes else None
    name = type(error).__name__
    if isinstance(error, BadHeaderError | smtplib.SMTPNotSupportedError):
        return permanent(name)
    if codes and all(500 <= code < 600 and code not in LOGIN_CODES for code in codes):
        return permanent(name, status)
    return transient(name, status)


def _codes(error: Exception) -> list[int]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [code for code, _text in error.recipients.values()]
    if isinstance(error, smtplib.SMTPResponseException):
        return [error.smtp_code]
    return []
