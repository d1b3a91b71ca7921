"""What may be done about the leads on a card of a meeting: answered where they are read."""

from collections.abc import Iterable
from urllib.parse import quote

from django.urls import Resolver404, resolve, reverse

from alignment.people.models import User
from alignment.rituals.agenda import Act
from leads.models import Lead
from leads.transitions.table import open_to

# Answers of one team to the other, in the order of the buttons.
ANSWERS = ("accept", "return", "reject", "resubmit", "contest", "rule")


def acts_of(urls: Iterable[str], user: User, back: str) -> dict[str, list[Act]]:
    """By address of a lead, what this person may answer now; `back` is where they return to."""
    keys = {key: url for url in urls if (key := _lead_of(url))}
    leads = Lead.objects.with_people().filter(public_id__in=keys)
    return {keys[str(lead.public_id)]: _acts(lead, user, back) for lead in leads}


def _acts(lead: Lead, user: User, back: str) -> list[Act]:
    found = {action.name: action for action in open_to(user, lead)}
    return [
        Act(
            found[name].label,
            f"{reverse('leads:act', args=[lead.public_id, name])}?next={quote(back, safe='/')}",
        )
        for name in ANSWERS
        if name in found
    ]


def _lead_of(url: str) -> str:
    try:
        found = resolve(url)
    except Resolver404:
        return ""
    return str(found.kwargs["public_id"]) if found.view_name == "leads:lead" else ""
