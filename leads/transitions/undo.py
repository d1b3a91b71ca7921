"""Taking a transition back: a reversal in the journal, never a deletion of what was said."""

import uuid
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.journal.models import Event
from alignment.people.models import User
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads import deals
from leads.choices import Stage
from leads.models import Lead, Post

UNDO_WITHIN = timedelta(minutes=15)
# A message, a feedback or a notice about a lead moves nothing: it stands in no undo's way.
BESIDE = ("post.", "feedback.", "promise.", "party.")


def undo(lead: Lead, *, by: User, event_id: uuid.UUID | None = None) -> Event:
    """Take back one's own last action on the lead within 15 minutes.

    `event_id` names the event that the person saw, so that a double click takes one step only.
    Returns the reversed event. Raises NotAllowed (somebody else's), Conflict (too late, or
    something happened since). Undoing the logging of a lead removes the row.
    """
    with transaction.atomic():
        locked = Lead.objects.select_for_update().get(pk=lead.pk)
        event = _last_event(locked)
        if event_id is not None and event.public_id != event_id:
            raise Conflict(_("This was undone or followed by something else."), code="not_last")
        if event.actor_id != by.pk:
            raise NotAllowed(_("Only the person who did it can undo it."))
        if timezone.now() - event.recorded_at > UNDO_WITHIN:
            raise Conflict(
                _("Undo works for 15 minutes; a manager can still correct this."), code="too_late"
            )
        _take_back(locked, event, by=by)
    _bring_up_to_date(lead)
    return event


def correct(lead: Lead, *, by: User, why: str) -> Event:
    """A manager takes back the last action later, with a reason; numbers are restated."""
    if not (by.is_manager or by.is_direction):
        raise NotAllowed
    if not why.strip():
        raise Incomplete(fields={"why": _("Required.")})
    with transaction.atomic():
        locked = Lead.objects.select_for_update().get(pk=lead.pk)
        event = _last_event(locked)
        if event.verb == "lead.logged":
            raise Conflict(code="nothing_to_undo")
        _take_back(locked, event, by=by, why=why)
    _bring_up_to_date(lead)
    return event


def take_back_step(lead: Lead, event: Event, *, by: User, despite_edits: bool = False) -> None:
    """Take this step back whenever it was, for who undoes more; Conflict unless the last.

    `despite_edits`: edits of fields that the step did not write stand in nobody's way.
    """
    with transaction.atomic():
        locked = Lead.objects.select_for_update().get(pk=lead.pk)
        if _last_step(locked, event if despite_edits else None).pk != event.pk:
            raise Conflict(_("A lead has gone on since: it cannot be undone."), code="not_last")
        _take_back(locked, event, by=by)


def undoable(lead: Lead, *, by: User) -> Event | None:
    """The event that `undo` would take back now, or None."""
    event = _steps(lead).order_by("-id").first()
    if event is None or "before" not in event.facts or event.actor_id != by.pk:
        return None
    return event if timezone.now() - event.recorded_at <= UNDO_WITHIN else None


def _steps(lead: Lead) -> models.QuerySet[Event]:
    """The standing events of the lead, without what was only said about it."""
    events = Event.objects.about(lead).standing()
    for prefix in BESIDE:
        events = events.exclude(verb__startswith=prefix)
    return events


def _last_event(lead: Lead) -> Event:
    """The last standing event of the lead; it must be one that knows what was before."""
    return _last_step(lead)


def _last_step(lead: Lead, of: Event | None = None) -> Event:
    """The same, passing over edits of fields that the step `of` did not write."""
    written = set(of.facts.get("before", {}).get("lead", {})) if of else set()
    steps = _steps(lead).order_by("-id").iterator(chunk_size=20)
    event = next((step for step in steps if not of or not _is_beside(step, written)), None)
    if event is None or "before" not in event.facts or lead.stage == Stage.ERASED:
        raise Conflict(_("There is nothing to undo here."), code="nothing_to_undo")
    return event


def _is_beside(step: Event, written: set[str]) -> bool:
    return step.verb == "lead.edited" and written.isdisjoint(step.facts.get("now", {}))


def _take_back(lead: Lead, event: Event, *, by: User, **facts: Any) -> None:
    """Put the rows back as they were, then write the reversal: its witnesses see them restored."""
    before = event.facts["before"]
    if before["lead"]:
        fields = _python_values(Lead, before["lead"])
        changed = Lead.objects.filter(pk=lead.pk, version=lead.version).update(
            **fields, version=models.F("version") + 1, changed_at=timezone.now()
        )
        if changed != 1:
            raise Conflict
    # Newest first, so that a row created and then referenced is let go before it is removed.
    for label, pk, values in reversed(before["rows"]):
        _restore(apps.get_model(label), pk, values, by=by)
    if event.facts.get("to") == Stage.WON and lead.company_id:
        deals.settle_customer(lead.company_id)
    journal.reverse(event, by=by, **facts)


def _restore(
    model: type[models.Model], pk: int, values: dict[str, Any] | None, *, by: User
) -> None:
    rows = model._default_manager.filter(pk=pk)
    if values is None and model is Lead:
        _require_removable(pk, by)
    if values is None:
        try:
            rows.delete()
        except (models.ProtectedError, models.RestrictedError):
            raise Conflict(_("Something else depends on it by now."), code="in_use") from None
    else:
        rows.update(**_python_values(model, values))


def messages_lost(event: Event) -> int:
    """How many messages go with the lead if this event is taken back: one's own, or none."""
    if event.verb != "lead.logged":
        return 0
    return Post.objects.filter(lead=event.target_id, withdrawn_at__isnull=True).count()


def _require_removable(lead_id: int, by: User) -> None:
    """Nobody's words vanish: what a colleague wrote about a lead keeps it."""
    if Post.objects.filter(lead=lead_id).exclude(author=by).exists():
        raise Conflict(
            _("Somebody has written about this lead: it can no longer be taken away."),
            code="written_about",
        )
    if _went_on(lead_id):
        raise Conflict(_("Something else depends on it by now."), code="in_use")


def _went_on(lead_id: int) -> bool:
    """Whether anything happened to a lead since it was logged: then it is not taken away."""
    events = _steps(Lead(pk=lead_id))
    return events.exclude(verb="lead.logged").exists()


def _python_values(model: type[models.Model], values: dict[str, Any]) -> dict[str, Any]:
    """Field values as they were kept in the event, by column."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        field = model._meta.get_field(name)
        if isinstance(field, models.JSONField):
            found[name] = value
        elif isinstance(field, models.ForeignKey):
            found[field.attname] = None if value is None else field.target_field.to_python(value)
        else:
            found[name] = None if value is None else field.to_python(value)  # type: ignore[union-attr]
    return found


def _bring_up_to_date(lead: Lead) -> None:
    if Lead.objects.filter(pk=lead.pk).exists():
        lead.refresh_from_db()
