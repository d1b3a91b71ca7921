"""Segments of leads: the industry of the company as a section of the NAF."""

from django.db.models import Q

from leads import reference
from leads.reference import naf_section


def in_divisions(path: str, section: str) -> Q:
    """Companies whose code lies in that section (a letter); nothing for an unknown one."""
    codes = [code for code, _label in reference.naf_divisions() if naf_section(code) == section]
    if not codes:
        return Q(pk__in=[])
    # The divisions of a section follow each other.
    return Q(**{f"{path}__gte": min(codes), f"{path}__lte": f"{max(codes)}.99Z"})


def section_label(section: str) -> str:
    """What the industry is called; empty when nobody knows it."""
    return dict(reference.naf_sections()).get(section, "")
