"""The person asked to be forgotten: what the contract's rooms wrote about them goes as well."""

from django.db.models import Q

from alignment.journal.models import Event
from leads.models import Lead
from sla.models import Breach, Clock, Contest, Feedback


def witness(event: Event) -> None:
    """Blank the free texts about an erased lead and its merged doubles; counts and codes stay."""
    if event.verb != "lead.erased":
        return
    doubles = Lead.objects.filter(merged_into=event.target_id).values("pk")
    of_lead = Q(lead=event.target_id) | Q(lead__in=doubles)
    Feedback.objects.filter(of_lead).update(
        answer="", competitor="", content_missing="", sentence=""
    )
    Contest.objects.filter(of_lead).update(argument="")
    Clock.objects.filter(of_lead).exclude(postponed_why="").update(postponed_why="")
    of_clock = Q(clock__lead=event.target_id) | Q(clock__lead__in=doubles)
    Breach.objects.filter(of_clock).update(note="")
