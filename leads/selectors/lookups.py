"""Finding one lead by name, for choosing it in a form."""

from django.db.models import Q

from leads.choices import OPEN_STAGES
from leads.identifiers import search_key
from leads.models import Lead

MOST = 8


def leads_named(words: str, *, besides: Lead) -> list[Lead]:
    """Open leads whose company, person, e-mail or phone hold the words; else the likeliest.

    A closed cycle takes no other one in, so it is not offered. The likeliest to be the same are
    those of the same company or person.
    """
    leads = Lead.objects.filter(stage__in=OPEN_STAGES).exclude(pk=besides.pk)
    keys = search_key(words).split()
    for key in keys:
        leads = leads.filter(search__holds=key)
    if not keys:
        same = Q(pk__in=[])
        if besides.company_id:
            same |= Q(company_id=besides.company_id)
        if besides.contact_id:
            same |= Q(contact_id=besides.contact_id)
        leads = leads.filter(same)
    return list(leads.with_people().order_by("-captured_at", "-id")[:MOST])
