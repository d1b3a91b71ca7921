"""Actions: what a person said they would do until a day, and what it changed."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.people.models import User
from alignment.rituals.models import Action
from alignment.web.business_days import today
from alignment.web.errors import Conflict, Incomplete, NotAllowed

LONGEST = 200


@transaction.atomic
def start(*, by: User, title: str, owner: User, due_on: date) -> Action:
    """Give somebody of a team something to do until a day, and tell them.

    Raises Incomplete for an empty title, a person in no team or a day that is past.
    """
    wrong = {}
    title = " ".join(title.split())
    if not title or len(title) > LONGEST:
        wrong["title"] = _("Say it in one line, at most 200 characters.")
    if not (owner.is_active and owner.kinds):
        wrong["owner"] = _("Choose somebody of a team.")
    if due_on < today():
        wrong["due_on"] = _("This day is past.")
    if wrong:
        raise Incomplete(fields=wrong)
    action = Action.objects.create(title=title, owner=owner, due_on=due_on, created_by=by)
    journal.record("action.started", actor=by, target=action, tell=_besides(by, owner.pk))
    return action


@transaction.atomic
def finish(action: Action, *, by: User, changed: str) -> Action:
    """Note that it is done and what it changed; the words are what both teams will read.

    Raises NotAllowed (somebody else's), Incomplete without the words, Conflict when done before.
    """
    _require_holder(action, by)
    changed = " ".join(changed.split())
    if not changed or len(changed) > LONGEST:
        raise Incomplete(fields={"changed": _("Say in one line what it changed.")})
    waiting = Action.objects.filter(pk=action.pk, done_at__isnull=True)
    if not waiting.update(done_at=timezone.now(), done_by=by, changed=changed):
        raise Conflict(_("It is done already."), code="done")
    action.refresh_from_db()
    journal.record(
        "action.done",
        actor=by,
        target=action,
        tell=_besides(by, action.owner_id, action.created_by_id),
    )
    return action


@transaction.atomic
def take_up_again(action: Action, *, by: User) -> Action:
    """It was not done after all; what it had changed is forgotten."""
    _require_holder(action, by)
    done = Action.objects.filter(pk=action.pk, done_at__isnull=False)
    if not done.update(done_at=None, done_by=None, changed=""):
        raise Conflict(_("It is not done yet."), code="open")
    action.refresh_from_db()
    journal.record("action.reopened", actor=by, target=action)
    return action


def may_finish(action: Action, by: User) -> bool:
    """The owner, or a manager of a team of the owner."""
    return action.owner_id == by.pk or any(by.manages(kind) for kind in action.owner.kinds)


def _require_holder(action: Action, by: User) -> None:
    if not may_finish(action, by):
        raise NotAllowed(_("Only the person who has it, or their manager, can do this."))


def _besides(by: User, *keys: int | None) -> list[int]:
    return sorted({key for key in keys if key is not None and key != by.pk})
