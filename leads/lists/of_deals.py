"""The columns of the list of opportunities."""

from functools import lru_cache

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alignment.web.business_days import today
from alignment.web.figures import money
from alignment.web.templatetags.web import avatar, chip
from leads.choices import DealStatus, DealStep, Origin, Recurrence
from leads.lists.columns import EMPTY, Cell, Column, coded, path, person, plain, two_lines
from leads.models import Opportunity
from leads.reasons import DealReason
from leads.selectors.deals import is_dormant, is_past

SIDES = {DealStatus.OPEN: "sales", DealStatus.WON: "ok", DealStatus.LOST: ""}
PER = {Recurrence.MONTHLY: gettext_lazy("per month"), Recurrence.YEARLY: gettext_lazy("per year")}


@lru_cache(maxsize=1)
def _root() -> str:
    return reverse("leads:list")


def _name(deal: Opportunity) -> str:
    company = deal.lead.company
    return company.name if company else str(deal.lead)


def _name_cell(deal: Opportunity) -> Cell:
    second = (deal.name or deal.lead.need)[:90]
    return two_lines(_name(deal), second, url=f"{_root()}{deal.lead.public_id}/")


def _status(deal: Opportunity) -> str:
    if deal.status == DealStatus.OPEN:
        return str(DealStep(deal.step).label)
    return str(DealStatus(deal.status).label)


def _status_cell(deal: Opportunity) -> Cell:
    state = chip(_status(deal), SIDES.get(DealStatus(deal.status), ""))
    if is_dormant(deal, today()):
        dormant = chip(_("Dormant"), "warn", "moon")
        return format_html('<span class="cluster">{}{}</span>', state, dormant)
    if not deal.reason:
        return state
    why = " · ".join(filter(None, (str(DealReason(deal.reason).label), deal.competitor)))
    return format_html('{}<span class="line-2">{}</span>', state, why)


def _closes_cell(deal: Opportunity) -> Cell:
    if deal.expected_close_on is None:
        return EMPTY
    day = date_format(deal.expected_close_on, "SHORT_DATE_FORMAT")
    late = is_past(deal, today())
    return format_html('<span class="text-bad strong">{}</span>', day) if late else day


def _amount_cell(deal: Opportunity) -> Cell:
    if deal.amount is None:
        return format_html('<span class="faint">{}</span>', _("to estimate"))
    per = PER.get(Recurrence(deal.recurrence))
    line = format_html('<span class="line-2">{}</span>', per) if per else EMPTY
    return format_html("{}{}", money(deal.amount), line)


def _owner_cell(deal: Opportunity) -> Cell:
    if not deal.owner:
        return EMPTY
    return format_html(
        '<span class="cluster nowrap">{}<span>{}</span></span>',
        avatar(deal.owner),
        deal.owner.full_name,
    )


NAMES = (
    "name", "lead__public_id", "lead__need", "lead__external_id", "lead__company__name",
    "lead__contact__first_name", "lead__contact__last_name", "lead__contact__email",
    "lead__contact__phone",
)  # fmt: skip

STATE = ("status", "step", "expected_close_on", "touched_at", "reason", "competitor")

COLUMNS = (
    Column(
        "name", gettext_lazy("Opportunity"), NAMES, _name, _name_cell,
        order="lead__company__name", css="cell-main", bare=True,
    ),
    Column(
        "step", gettext_lazy("Step"), STATE, _status, _status_cell,
        order="step", css="cell-chip", bare=True,
    ),
    coded("origin", gettext_lazy("Started by"), lambda code: Origin(code).label),
    person("owner", gettext_lazy("Owner"), also=("owner__team__kind",), show=_owner_cell),
    Column(
        "closes", gettext_lazy("Signature"), ("expected_close_on", "status"),
        path("expected_close_on"), _closes_cell, kind="date", order="expected_close_on", css="num",
    ),
    Column(
        "amount", gettext_lazy("Amount without tax"), ("amount", "recurrence"), path("amount"),
        _amount_cell, kind="money", order="value", css="num",
    ),
    plain("title", gettext_lazy("Name"), "name"),
    plain("value", gettext_lazy("Value over a year"), kind="money"),
    coded("recurrence", gettext_lazy("Recurrence"), lambda code: Recurrence(code).label),
    plain("competitor", gettext_lazy("Competitor")),
    coded("reason", gettext_lazy("Main reason"), lambda code: DealReason(code).label),
    plain("campaign", gettext_lazy("Campaign"), "lead__campaign__name"),
    plain("source", gettext_lazy("Source"), "lead__source"),
    plain("opened", gettext_lazy("Opened on"), "opened_on", kind="date"),
    plain("won", gettext_lazy("Won on"), "won_on", kind="date"),
    plain("lost", gettext_lazy("Lost on"), "lost_on", kind="date"),
    plain("touched", gettext_lazy("Last touched"), "touched_at", kind="instant"),
    Column("id", gettext_lazy("Tandem identifier"), ("public_id",), lambda row: str(row.public_id)),
)  # fmt: skip
DEFAULT = ("name", "step", "origin", "owner", "closes", "amount")
