"""What both teams say to prospects, and the objections they meet; retired, never deleted."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from alignment.people.models import User
from alignment.vision.choices import MessageKind
from alignment.vision.models import Message
from alignment.web.errors import Incomplete


def save_message(
    row: Message | None, *, by: User, kind: str, text: str, answer: str = "", is_active: bool = True
) -> Message:
    """Add a message or objection, or change one; feedback keeps what was said of it.

    Raises Incomplete for an unknown kind, an empty sentence or one that is there already.
    """
    text = " ".join(text.split())
    if kind not in MessageKind.values:
        raise Incomplete(fields={"kind": _("Not one of the choices.")})
    if not text:
        raise Incomplete(fields={"text": _("Required.")})
    row = row or Message(created_by=by, position=_next_position(kind))
    row.kind, row.text, row.answer, row.is_active = kind, text, answer.strip(), is_active
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Incomplete(fields={"text": _("There is one that says the same.")}) from None
    return row


def _next_position(kind: str) -> int:
    last = Message.objects.filter(kind=kind).aggregate(last=Max("position"))["last"]
    return (last or 0) + 1
