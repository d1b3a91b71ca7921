"""The mail server of a house that has none: e-mails are kept, and read on a page."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from alignment.notifications.models import KeptMail


class EmailBackend(BaseEmailBackend):
    """Writes each message as a row; the key that a message carries is kept once."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            _keep(message)
        return len(email_messages)


def keeps_mails() -> bool:
    """Whether e-mails are kept instead of sent."""
    return settings.EMAIL_BACKEND == settings.KEEP_MAILS


def _keep(message: EmailMessage) -> None:
    key = str(message.extra_headers.get("Message-ID", ""))
    if key and KeptMail.objects.filter(key=key).exists():
        return
    KeptMail.objects.create(
        key=key[:200],
        sender=message.from_email[:320],
        to=", ".join(message.recipients())[:1000],
        subject=str(message.subject)[:300],
        text=str(message.body),
        html=_part_of(message, "text/html"),
        calendar=_part_of(message, "text/calendar"),
    )


def _part_of(message: EmailMessage, wanted: str) -> str:
    if not isinstance(message, EmailMultiAlternatives):
        return ""
    parts = [content for content, kind in message.alternatives if kind.startswith(wanted)]
    return str(parts[0]) if parts else ""
