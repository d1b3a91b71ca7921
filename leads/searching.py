"""The one column that search looks into: folded words of lead, company and contact."""

from leads.identifiers import search_key
from leads.models import Lead

LONGEST = 600


def search_text(lead: Lead) -> str:
    """Company, person, e-mail, phone, SIREN, town and identifier, folded (NFKD, lower, œ → oe)."""
    parts: list[str] = []
    if lead.company:
        parts += [lead.company.name, lead.company.siren, lead.company.city]
    if lead.contact:
        parts += [
            lead.contact.first_name,
            lead.contact.last_name,
            lead.contact.email,
            lead.contact.phone,
            lead.contact.mobile,
        ]
    parts.append(lead.external_id)
    return " ".join(search_key(part) for part in parts if part)[:LONGEST]
