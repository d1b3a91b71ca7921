"""The columns of the list of leads."""

from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alignment.people.choices import TeamKind
from alignment.vision.choices import Grade
from alignment.web import moments
from alignment.web.business_days import today
from leads import reference
from leads.choices import ContactRole, LegalBasis, Stage, Tier
from leads.engagement import recommend
from leads.lists.columns import EMPTY, Cell, Column, coded, path, person, plain, two_lines
from leads.models import Lead
from leads.templatetags.lead_words import reason_word, stage_chip

SIDES = {
    TeamKind.MARKETING: gettext_lazy("Marketing"),
    TeamKind.SALES: gettext_lazy("Sales"),
    TeamKind.DIRECTION: gettext_lazy("Direction"),
}


def _name(lead: Lead) -> str:
    company = lead.company.name if lead.company else ""
    return company or (lead.contact.full_name if lead.contact else "") or lead.external_id or "—"


def _name_cell(lead: Lead) -> Cell:
    who = lead.contact
    parts = []
    if who:
        parts = [who.full_name if lead.company else "", who.job_title]
    second = " · ".join(part for part in parts if part)
    return two_lines(_name(lead), second, url=f"{_root()}{lead.public_id}/")


@lru_cache(maxsize=1)
def _root() -> str:
    # One reverse for all rows: an address is this and the id.
    return reverse("leads:list")


def _ball(lead: Lead) -> str:
    holder = lead.ball_holder
    if holder:
        return holder.full_name
    return str(SIDES[TeamKind(lead.ball)]) if lead.ball else ""


def _ball_cell(lead: Lead) -> Cell:
    if not lead.ball:
        return EMPTY
    until = EMPTY
    if lead.due_at:
        text = _("until {when}").format(when=moments.day_hour(lead.due_at))
        until = format_html('<span class="line-2">{}</span>', text)
    return format_html('<span class="ball ball-{}">{}</span>{}', lead.ball, _ball(lead), until)


def _from_cell(lead: Lead) -> Cell:
    if lead.campaign:
        return two_lines(lead.campaign.name, lead.source_label)
    return lead.source_label


def _due_cell(lead: Lead) -> Cell:
    if not lead.due_at:
        return EMPTY
    return format_html('<span title="{}">{}</span>', *_when(lead.due_at))


def _when(value: Any) -> tuple[str, str]:
    return moments.full(value), moments.day_hour(value)


def _next(lead: Lead) -> Cell:
    if not (lead.next_action or lead.next_action_on):
        return EMPTY
    on = lead.next_action_on
    day = moments.short_day(on, today()) if on else ""
    return two_lines(lead.next_action or _("To do"), day)


def _days(lead: Lead) -> int:
    return (timezone.now() - lead.stage_entered_at).days


def _place(lead: Lead) -> str:
    company = lead.company
    if not company:
        return ""
    return company.city or reference.departement_label(company.departement)


def _industry(lead: Lead) -> str:
    company = lead.company
    if not company or not company.naf_code:
        return ""
    return reference.naf_label(company.naf_code, company.nomenclature) or company.naf_code


PEOPLE = ("owner__first_name", "owner__last_name", "owner__email", "owner__team__kind")
MARKETERS = ("marketer__first_name", "marketer__last_name", "marketer__email")
NAMES = (
    "company__name", "contact__first_name", "contact__last_name", "contact__job_title",
    "contact__email", "contact__phone", "external_id",
)  # fmt: skip

COLUMNS = (
    Column(
        "name", gettext_lazy("Lead"), NAMES, _name, _name_cell,
        order="company__name", css="cell-main", bare=True,
    ),
    Column(
        "stage", gettext_lazy("Stage"), ("stage",), lambda lead: Stage(lead.stage).label,
        stage_chip, order="stage", css="cell-chip", bare=True,
    ),
    Column(
        "ball", gettext_lazy("Who has the ball"), (*PEOPLE, *MARKETERS, "stage", "due_at"),
        _ball, _ball_cell, order="due_at",
    ),
    Column(
        "fit", gettext_lazy("Fit"), ("fit_grade", "fit_completeness", "engagement_level"),
        lambda lead: lead.fit_label, order="fit_grade", css="strong",
    ),
    Column(
        "advice", gettext_lazy("Suggested"), ("fit_grade", "engagement_level"),
        lambda lead: str(recommend(lead.fit_grade, lead.engagement_level).advice.label),
    ),
    Column(
        "from", gettext_lazy("Comes from"), ("source", "campaign__name"),
        lambda lead: lead.campaign.name if lead.campaign else lead.source_label, _from_cell,
        order="source",
    ),
    plain("captured", gettext_lazy("Captured"), "captured_on", kind="date", order="captured_at"),
    Column(
        "company", gettext_lazy("Company"), ("company__name",), path("company__name"),
        order="company__name",
    ),
    Column(
        "contact", gettext_lazy("Contact"), NAMES,
        lambda lead: lead.contact.full_name if lead.contact else "", order="contact__last_name",
    ),
    plain("job_title", gettext_lazy("Job title"), "contact__job_title"),
    coded("role", gettext_lazy("Role"), lambda c: ContactRole(c).label, "contact__role"),
    Column(
        "email", gettext_lazy("E-mail"), ("contact__email",), path("contact__email"),
        kind="mail", order="contact__email",
    ),
    Column(
        "phone", gettext_lazy("Phone"), ("contact__phone",), path("contact__phone"),
        kind="phone", order="contact__phone",
    ),
    plain("siren", "SIREN", "company__siren"),
    Column(
        "industry", gettext_lazy("Industry"), ("company__naf_code", "company__nomenclature"),
        _industry, kind="long", order="company__naf_code",
    ),
    coded(
        "workforce", gettext_lazy("Workforce"), reference.band_label, "company__workforce_band"
    ),
    Column(
        "place", gettext_lazy("Place"), ("company__city", "company__departement"), _place,
        order="company__city",
    ),
    coded("region", gettext_lazy("Region"), reference.region_label, "company__region"),
    person("owner", gettext_lazy("Owner")),
    person("marketer", gettext_lazy("Marketing owner")),
    coded("tier", gettext_lazy("Priority"), lambda code: Tier(code).label, order="tier"),
    Column(
        "due", gettext_lazy("Deadline"), ("due_at",), lambda lead: lead.due_at, _due_cell,
        order="due_at", kind="instant",
    ),
    Column(
        "next", gettext_lazy("Next action"), ("next_action", "next_action_on"),
        lambda lead: lead.next_action, _next, order="next_action_on",
    ),
    plain("next_on", gettext_lazy("Next action on"), "next_action_on", kind="date"),
    Column(
        "days", gettext_lazy("Days in the stage"), ("stage_entered_at",), _days, kind="number",
        order="stage_entered_at", css="num",
    ),
    Column(
        "source", gettext_lazy("Source"), ("source",), lambda lead: lead.source_label,
        order="source",
    ),
    plain("campaign", gettext_lazy("Campaign"), "campaign__name"),
    plain("need", gettext_lazy("Stated need"), "need", kind="long"),
    plain("offer", gettext_lazy("Offer in mind"), "offer", kind="long"),
    plain("timing", gettext_lazy("Timing"), "timing", kind="long"),
    plain("budget", gettext_lazy("Budget"), "budget", kind="long"),
    plain("current_solution", gettext_lazy("Current solution"), kind="long"),
    plain("instruction", gettext_lazy("Instruction"), kind="long"),
    plain("why_now", gettext_lazy("Why now"), kind="long"),
    coded("grade", gettext_lazy("Grade"), lambda code: Grade(code).label, "fit_grade"),
    plain("engagement", gettext_lazy("Engagement"), "engagement_level", kind="number"),
    coded("reason", gettext_lazy("Reason of the end"), reason_word, "close_reason"),
    coded("basis", gettext_lazy("Legal basis"), lambda c: LegalBasis(c).label, "legal_basis"),
    plain("cycle", gettext_lazy("Cycle"), kind="number"),
    plain("mql", gettext_lazy("MQL on"), "mql_on", kind="date"),
    plain("handed_over", gettext_lazy("Handed over on"), "handed_over_on", kind="date"),
    plain("accepted", gettext_lazy("Accepted on"), "accepted_on", kind="date"),
    plain("sql", gettext_lazy("SQL on"), "sql_on", kind="date"),
    plain("won", gettext_lazy("Won on"), "won_on", kind="date"),
    plain("lost", gettext_lazy("Lost on"), "lost_on", kind="date"),
    plain("closed", gettext_lazy("Ended on"), "closed_on", kind="date"),
    plain("wake_up", gettext_lazy("Wake up on"), "wake_up_on", kind="date"),
    Column(
        "first_attempt", gettext_lazy("First attempt"), ("first_attempt_at",),
        path("first_attempt_at"), kind="instant", order="first_attempt_at",
    ),
    Column(
        "first_conversation", gettext_lazy("First conversation"), ("first_conversation_at",),
        path("first_conversation_at"), kind="instant", order="first_conversation_at",
    ),
    Column(
        "changed", gettext_lazy("Last changed"), ("changed_at",), path("changed_at"),
        kind="instant", order="changed_at",
    ),
    plain("external_id", gettext_lazy("Identifier elsewhere")),
    Column(
        "id", gettext_lazy("Tandem identifier"), ("public_id",), lambda lead: str(lead.public_id)
    ),
)  # fmt: skip
DEFAULT = ("name", "stage", "ball", "fit", "from", "captured")
