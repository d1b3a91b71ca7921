"""What a report of an immersion asks for: an action or a request, in the same transaction."""

from datetime import timedelta

from alignment.journal.models import Event
from alignment.library import asking
from alignment.programme.models import Immersion
from alignment.rituals import services as actions
from alignment.web.business_days import today

TIME_TO_CHANGE = timedelta(days=30)


def witness(event: Event) -> None:
    """A witness of the journal: starts what the report of an immersion asks for."""
    if event.verb != "immersion.reported" or event.reverses_id is not None:
        return
    row = Immersion.objects.select_related("guest", "host").get(pk=event.target_id)
    started = 0
    if row.to_change:
        due = today() + TIME_TO_CHANGE
        actions.start(by=row.guest, title=row.to_change, owner=row.guest, due_on=due)
        started += 1
    if row.content_idea:
        asking.ask(by=row.guest, title=row.content_idea[:160], why=row.learned)
        started += 1
    Immersion.objects.filter(pk=row.pk).update(actions=started)
