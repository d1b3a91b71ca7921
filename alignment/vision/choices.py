from django.db import models
from django.utils.translation import gettext_lazy as _


class VersionStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("To be signed")
    SIGNED = "signed", _("Signed by both")
    ACTIVE = "active", _("In force")
    SUPERSEDED = "superseded", _("Superseded")


class CriterionKind(models.TextChoices):
    MANDATORY = "mandatory", _("Mandatory")
    WEIGHTED = "weighted", _("Weighted")
    NEGATIVE = "negative", _("Negative")
    EXCLUDING = "excluding", _("Excluding")


class Operator(models.TextChoices):
    IN = "in", _("is one of")
    BETWEEN = "between", _("is between")
    EQUALS = "equals", _("equals")
    CONTAINS = "contains", _("contains")
    KNOWN = "known", _("is known")


class FactName(models.TextChoices):
    """What a criterion may look at; the keys of the facts given to `scoring.fit_of`."""

    NAF_SECTION = "naf_section", _("Industry (NAF section)")
    NAF_DIVISION = "naf_division", _("Industry (NAF division)")
    NAF_CODE = "naf_code", _("Industry (NAF code)")
    WORKFORCE_BAND = "workforce_band", _("Workforce band")
    REGION = "region", _("Region")
    DEPARTEMENT = "departement", _("Département")
    JOB_TITLE = "job_title", _("Job title")
    SENIORITY = "seniority", _("Seniority")
    NEED = "need", _("Stated need")
    BUDGET = "budget", _("Budget")
    CURRENT_SOLUTION = "current_solution", _("Current solution")
    SOURCE = "source", _("Source")


class Grade(models.TextChoices):
    A = "A", "A"
    B = "B", "B"
    C = "C", "C"
    D = "D", "D"


class Seniority(models.TextChoices):
    """What a job title says of the person's say; values of the fact `seniority`."""

    DECIDER = "decider", _("Decision maker")
    MANAGER = "manager", _("Manager")
    SPECIALIST = "specialist", _("Specialist")
    ASSISTANT = "assistant", _("Assistant")


class MessageKind(models.TextChoices):
    PROMISE = "promise", _("Message")
    OBJECTION = "objection", _("Objection")


class TermGroup(models.TextChoices):
    """What a word of the glossary is about."""

    PASSAGE = "passage", _("The path of a lead")
    ACT = "act", _("What we do")
    FIGURE = "figure", _("What we count")
    CONTRACT = "contract", _("What we promised each other")
    TARGET = "target", _("Who we want and what we say")
    TOGETHER = "together", _("How we work together")
    PRIVACY = "privacy", _("Personal data")
