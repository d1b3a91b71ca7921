"""What the demo company did together that needs its leads: meetings to join, thanks, a nudge."""

from datetime import datetime, timedelta

from django.db import transaction

from alignment.people.models import User
from alignment.programme.choices import ImmersionState
from alignment.programme.models import Immersion, Nudge, Thanks, Win
from alignment.rituals.models import Action
from alignment.web.business_days import DAY, local_date
from dashboards import wins
from leads.choices import OPEN_STAGES, TaskKind
from leads.models import Lead, Task

WORDS = (
    ("sam", "marketing", "Merci pour l'étude de cas, c'est elle qui a convaincu l'atelier."),
    ("maya", "sales", "Merci d'avoir rappelé le jour même, le salon a payé."),
    ("paul", "marketing", "La fiche était complète, on a gagné une semaine."),
)
WITH_PROSPECTS = ("Visite de l'atelier avec le bureau d'études", "Démonstration au client")


@transaction.atomic
def meetings(*, now: datetime, months: int) -> None:
    """Meetings of sales that are with a prospect, so that the other team may go along."""
    for task in Task.objects.filter(kind=TaskKind.MEETING, title__in=WITH_PROSPECTS):
        lead = Lead.objects.filter(
            owner=task.owner, stage__in=OPEN_STAGES, company__isnull=False, is_test=False
        ).first()
        if lead:
            Task.objects.filter(pk=task.pk).update(
                lead=lead, company=lead.company, contact=lead.contact
            )


@transaction.atomic
def together(*, now: datetime, months: int) -> None:
    """Thanks on the last wins, actions from the immersions, and one nudge to the direction."""
    people = {user.email.partition("@")[0]: user for user in User.objects.all()}
    for place, card in enumerate(wins.cards()[: len(WORDS)]):
        who, team, text = WORDS[place]
        win = Win.objects.create(deal=card.deal.public_id)
        Thanks.objects.create(win=win, by=people[who], team=team, text=text, at=now)
        if place:
            Win.objects.filter(pk=win.pk).update(posted_at=now, posted_by=people[who])
    for row in Immersion.objects.filter(state=ImmersionState.DONE).exclude(to_change=""):
        Action.objects.create(
            title=row.to_change, owner=row.guest, due_on=local_date(now) + 20 * DAY,
            created_by=row.guest, created_at=now - timedelta(days=2),
        )  # fmt: skip
        Immersion.objects.filter(pk=row.pk).update(actions=1)
    Nudge.objects.create(
        sign="feedback", figures={"now": 0.68, "before": 0.86}, on=local_date(now) - 4 * DAY
    )
