"""Grading a lead: its facts, the ideal customer in force, and the interest it showed."""

from datetime import datetime
from typing import Any

from alignment.vision import selectors as vision
from alignment.vision.models import IcpVersion
from alignment.vision.scoring import Fit, fit_of
from leads import engagement, reference
from leads.choices import Source, Tier
from leads.models import Company, Contact, Lead
from leads.models.companies import Nomenclature
from leads.seniority import seniority_of


def facts_of(
    company: Company | None,
    contact: Contact | None,
    lead: Lead | None = None,
    nomenclature: str = Nomenclature.NAF2,
) -> dict[str, Any]:
    """What criteria may look at, by fact name; what nobody knows is left out.

    A NAF code is read in the criteria's own nomenclature alone: the same letters mean another
    industry in the other one.
    """
    facts: dict[str, Any] = {}
    if company:
        code = company.code_in(nomenclature)
        facts |= {
            "naf_code": code,
            "naf_division": reference.naf_division(code, nomenclature),
            "naf_section": reference.naf_section(code, nomenclature),
            "workforce_band": company.workforce_band,
            "departement": company.departement,
            "region": company.region,
        }
    if contact:
        facts |= {"job_title": contact.job_title, "seniority": seniority_of(contact.job_title)}
    if lead:
        facts |= {
            "need": lead.need,
            "budget": lead.budget,
            "current_solution": lead.current_solution,
            "source": "" if lead.source == Source.UNKNOWN else lead.source,
        }
    return {name: value for name, value in facts.items() if value}


def fit_now(
    company: Company | None, contact: Contact | None, lead: Lead | None = None
) -> Fit | None:
    """The fit under the version in force, or None while no ideal customer is written."""
    version = vision.in_force_version()
    return fit_under(version, company, contact, lead) if version else None


def fit_under(
    version: IcpVersion, company: Company | None, contact: Contact | None, lead: Lead | None = None
) -> Fit:
    """The fit under one version of the ideal customer."""
    facts = facts_of(company, contact, lead, version.nomenclature)
    return fit_of(facts, vision.criteria_of(version))


def graded(lead: Lead, *, at: datetime) -> dict[str, Any]:
    """The fields that keep a lead's grade, with the version that gave it."""
    points = _points(lead, at)
    fields: dict[str, Any] = {
        "engagement_points": points,
        "engagement_level": engagement.level_of(points),
    }
    version = vision.in_force_version()
    if version is not None:
        fit = fit_under(version, lead.company, lead.contact, lead)
        fields |= {
            "icp_version": version,
            "fit_score": fit.score,
            "fit_completeness": fit.completeness,
            "fit_grade": fit.grade,
            "fit_reasons": list(fit.reasons),
        }
    return fields


def tier_of(lead: Lead) -> str:
    """The priority that fit and interest suggest; standard when they suggest none."""
    return engagement.recommend(lead.fit_grade or "B", lead.engagement_level).tier or Tier.P2


def _points(lead: Lead, at: datetime) -> float:
    if lead.pk is None:
        return 0
    touches = lead.touches.filter(occurred_at__lte=at).values_list("kind", "occurred_at")
    return round(engagement.engagement(touches, at=at), 2)
