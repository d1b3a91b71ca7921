"""Reading audiences: their people, how many stand where, and finding somebody by a few words."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from leads.choices import MemberState
from leads.identifiers import WrongValue, normalise_email, normalise_phone, search_key
from leads.models import Campaign, Contact, Import, Member

MOST_FOUND = 8
MOST_PASTED = 2000


@dataclass(frozen=True)
class Pasted:
    """People known by the e-mails that were pasted, and what is nobody's."""

    contacts: list[Contact]
    unknown: list[str]


def members_of(campaign: Campaign, state: str = "") -> QuerySet[Member]:
    """The audience with what a row shows, the newest first."""
    rows = campaign.members.select_related("contact__company", "touch")
    return rows.filter(state=state) if state else rows


def states_of(campaign: Campaign) -> dict[str, int]:
    """How many people stand in each state."""
    counts = campaign.members.order_by().values_list("state").annotate(n=Count("pk"))
    return dict.fromkeys(MemberState.values, 0) | dict(counts)


def people_named(words: str) -> list[Contact]:
    """People by e-mail, phone, or words of their name and company; at most eight."""
    rows = Contact.objects.filter(erased_at__isnull=True).select_related("company")
    exact = _exactly(words)
    if exact is not None:
        return list(rows.filter(exact).order_by("pk")[:MOST_FOUND])
    keys = search_key(words).split()
    if not keys:
        return []
    for key in keys:
        rows = rows.filter(Q(name_key__contains=key) | Q(company__name_key__contains=key))
    return list(rows.order_by("last_name", "first_name", "pk")[:MOST_FOUND])


def people_pasted(text: str) -> Pasted:
    """Who has the e-mails in a pasted list, in any order, between anything."""
    emails, unknown = [], []
    for word in dict.fromkeys(text.replace(",", " ").replace(";", " ").split()):
        if "@" not in word:
            continue
        try:
            emails.append(normalise_email(word.strip("<>\"'()")))
        except WrongValue:
            unknown.append(word)
    emails = emails[:MOST_PASTED]
    found = Contact.objects.filter(erased_at__isnull=True, email__in=emails).order_by("pk")
    contacts = {row.email: row for row in reversed(found)}
    unknown += [email for email in emails if email not in contacts]
    return Pasted(list(contacts.values()), unknown)


def people_imported(batch: Import) -> QuerySet[Contact]:
    """The people that an import brought or completed a lead of."""
    theirs = Q(batch=batch) | Q(leads__batch=batch)
    return Contact.objects.filter(theirs, erased_at__isnull=True).distinct()


def _exactly(words: str) -> Q | None:
    typed = words.strip()
    try:
        if "@" in typed:
            return Q(email=normalise_email(typed))
        if sum(sign.isdigit() for sign in typed) >= 9:
            phone = normalise_phone(typed)
            return Q(phone=phone) | Q(mobile=phone)
    except WrongValue:
        return Q(pk__in=[])
    return None
