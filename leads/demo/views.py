"""Lists that the people of the demo company kept: for oneself, for both teams, and a locked one."""

from datetime import datetime

from django.db import transaction

from alignment.people.models import User
from leads.choices import Record, Sharing
from leads.lists import saved
from leads.models import SavedView

# (whose, record, name, query, for whom, locked by)
KEPT = (
    ("maya", Record.LEAD, "Salon : bons dossiers",
     {"source": ["event"], "grade": ["A", "B"]}, Sharing.SHARED, ""),
    ("maya", Record.LEAD, "Mes retours à compléter", {"stage": ["returned"]}, Sharing.PRIVATE, ""),
    ("sam", Record.LEAD, "Mes acceptés à relancer",
     {"stage": ["accepted"], "mine": ["1"]}, Sharing.PRIVATE, ""),
    ("dana", Record.LEAD, "Revue du lundi : transmis sans réponse",
     {"stage": ["handed_over"]}, Sharing.SHARED, "dana"),
    ("dana", Record.OPPORTUNITY, "Affaires ouvertes", {"status": ["open"]}, Sharing.SHARED, ""),
)  # fmt: skip


@transaction.atomic
def run(*, now: datetime, months: int) -> None:
    """Keep them, once."""
    people = {user.email.partition("@")[0]: user for user in User.objects.with_teams()}
    for whose, record, name, query, sharing, locker in KEPT:
        by = people[whose]
        if SavedView.objects.filter(owner=by, record=record, name=name).exists():
            continue
        view = saved.save_view(by=by, record=record, name=name, query=query, sharing=sharing)
        if locker:
            saved.change_view(view, by=people[locker], locked=True)
