"""Saving, sharing, locking and ordering the views of lists."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.people.models import User
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads import conditions
from leads.choices import Sharing
from leads.lists.shapes import SHAPES
from leads.models import SavedView

MOST_VIEWS = 50
LONGEST_NAME = 80


def views_for(record: str, user: User) -> QuerySet[SavedView]:
    """What this person finds above the list: shared views, then one's own, each in its order."""
    seen = SavedView.objects.filter(record=record).filter(Q(sharing=Sharing.SHARED) | Q(owner=user))
    return seen.select_related("owner").order_by("-sharing", "position", "name", "id")


def seen_by(user: User, rows: QuerySet[SavedView]) -> QuerySet[SavedView]:
    """Shared views and one's own."""
    return rows.filter(Q(sharing=Sharing.SHARED) | Q(owner=user))


def view_for(record: str, public_id: UUID, user: User) -> SavedView | None:
    return views_for(record, user).filter(public_id=public_id).first()


def may_change(view: SavedView, user: User) -> bool:
    """A locked view is the managers'; a shared one its owner's and the managers'."""
    if view.locked_at:
        return is_keeper(user)
    return view.owner_id == user.pk or (view.sharing == Sharing.SHARED and is_keeper(user))


def is_keeper(user: User) -> bool:
    """Who may lock views: managers and direction."""
    return user.is_manager or user.is_direction


def save_view(
    *,
    by: User,
    record: str,
    name: str,
    query: Any,
    columns: Any = (),
    sort: str = "",
    sharing: str = Sharing.PRIVATE,
) -> SavedView:
    """Keep a list as it is looked at; Incomplete names what no filter or column knows."""
    if record not in SHAPES:
        raise Incomplete(fields={"record": _("Not one of the choices.")})
    with transaction.atomic():
        mine = SavedView.objects.select_for_update().filter(owner=by, record=record)
        if len(mine) >= MOST_VIEWS:
            raise Conflict(_("You have {n} views here: delete one first.").format(n=MOST_VIEWS))
        last = mine.aggregate(last=Max("position"))["last"]
        view = SavedView(record=record, owner=by, position=0 if last is None else last + 1)
        _write(view, name=name, query=query, columns=list(columns), sort=sort, sharing=sharing)
        view.save()
        _tell(view, "view.saved", by)
    return view


def change_view(view: SavedView, *, by: User, **fields: Any) -> SavedView:
    """Change name, query, columns, sort or sharing; `locked` is for managers and direction."""
    with transaction.atomic():
        view = SavedView.objects.select_for_update().get(pk=view.pk)
        if not may_change(view, by):
            raise NotAllowed(
                _("This view is locked, or somebody else’s: keep it as yours instead.")
            )
        if "locked" in fields:
            _lock(view, by, bool(fields.pop("locked")))
        _write(view, **fields)
        view.changed_at = timezone.now()
        view.save()
        _tell(view, "view.changed", by)
    return view


def delete_view(view: SavedView, *, by: User) -> None:
    """Take a view away for everybody who saw it."""
    with transaction.atomic():
        view = SavedView.objects.select_for_update().get(pk=view.pk)
        if not may_change(view, by):
            raise NotAllowed
        _tell(view, "view.deleted", by)
        view.delete()


def move_view(view: SavedView, *, by: User, up: bool) -> None:
    """One place to the left or to the right among the views it stands with."""
    if not may_change(view, by):
        raise NotAllowed
    with transaction.atomic():
        beside = SavedView.objects.select_for_update().filter(
            record=view.record, sharing=view.sharing
        )
        if view.sharing == Sharing.PRIVATE:
            beside = beside.filter(owner=by)
        rows = list(beside.order_by("position", "name", "id"))
        here = next(index for index, row in enumerate(rows) if row.pk == view.pk)
        there = here - 1 if up else here + 1
        if 0 <= there < len(rows):
            rows[here], rows[there] = rows[there], rows[here]
        for position, row in enumerate(rows):
            row.position = position
        SavedView.objects.bulk_update(rows, ["position"])


def _write(view: SavedView, **fields: Any) -> None:
    """Checked values onto the row."""
    shape = SHAPES[view.record]
    if "query" in fields:
        view.query = conditions.checked(view.record, fields["query"])
    if "columns" in fields:
        view.columns = shape.checked(fields["columns"])
    if "sort" in fields:
        view.sort = _sort(view.record, fields["sort"])
    if "sharing" in fields:
        if fields["sharing"] not in Sharing.values:
            raise Incomplete(fields={"sharing": _("Not one of the choices.")})
        view.sharing = fields["sharing"]
    if "name" in fields:
        view.name = _name(view, fields["name"])


def _sort(record: str, sort: Any) -> str:
    column = SHAPES[record].own.get(str(sort).removeprefix("-"))
    if sort and not (column and column.order):
        raise Incomplete(fields={"sort": _("This list cannot be ordered by that.")})
    return str(sort)


def _name(view: SavedView, name: Any) -> str:
    text = " ".join(str(name or "").split())
    if not text:
        raise Incomplete(fields={"name": _("Required.")})
    if len(text) > LONGEST_NAME:
        raise Incomplete(fields={"name": _("At most {n} characters.").format(n=LONGEST_NAME)})
    same = SavedView.objects.filter(owner_id=view.owner_id, record=view.record, name=text)
    if same.exclude(pk=view.pk).exists():
        raise Incomplete(fields={"name": _("You already have a view with this name.")})
    return text


def _lock(view: SavedView, by: User, locked: bool) -> None:
    if not is_keeper(by):
        raise NotAllowed
    if locked and view.sharing != Sharing.SHARED:
        raise Incomplete(fields={"locked": _("Only a shared view can be locked.")})
    view.locked_at = (view.locked_at or timezone.now()) if locked else None
    view.locked_by = by if locked else None


def _tell(view: SavedView, verb: str, by: User) -> None:
    """What is shared is everybody's business; what is private is not."""
    if view.sharing == Sharing.SHARED:
        journal.record(verb, actor=by, target=view, name=view.name)
