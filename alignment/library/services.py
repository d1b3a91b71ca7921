"""Contents that sales may show: listed once, edited, retired rather than deleted."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from alignment.library.models import Content
from alignment.people.models import User
from alignment.web.errors import Incomplete


def save_content(
    row: Content | None, *, by: User, title: str, address: str = "", is_active: bool = True
) -> Content:
    """Add a content or change one; retired ones stay where they were cited.

    Raises Incomplete for an empty title or one that is there already.
    """
    title = " ".join(title.split())
    if not title:
        raise Incomplete(fields={"title": _("Required.")})
    row = row or Content(created_by=by)
    row.title, row.address, row.is_active = title, address, is_active
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Incomplete(fields={"title": _("There is one with this title.")}) from None
    return row
