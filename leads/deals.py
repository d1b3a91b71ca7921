"""Opportunities: opening, changing amounts, and what each revision was worth."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.web.business_days import local_date
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads import custom_fields, touches
from leads.choices import DealStatus, DealStep, Origin, Record, Recurrence, Stage, origin_of
from leads.models import Company, DealRevision, Lead, Opportunity, Touch
from leads.models.deals import yearly
from leads.moments import odd_days

if TYPE_CHECKING:
    from leads.transitions.engine import Move

# A first touch older than this did not start the opportunity.
ORIGIN_WITHIN_DAYS = 365


def open_deal(
    move: "Move", *, amount: Decimal | None, recurrence: str, name: str, expected_close_on: date
) -> Opportunity:
    """Create the opportunity of a transition, with its origin frozen now."""
    deal = Opportunity(
        lead=move.lead,
        owner=move.by or move.lead.owner,
        amount=amount,
        recurrence=recurrence,
        value=yearly(amount, recurrence),
        expected_close_on=expected_close_on,
        name=name,
        opened_at=move.at,
        opened_on=local_date(move.at),
        touched_at=move.at,
        origin=origin_now(move.lead, before=move.at),
    )
    move.create(deal)
    revise(move, deal)
    return deal


def revise(move: "Move", deal: Opportunity) -> None:
    """Keep how the opportunity stands from this move on."""
    move.create(
        DealRevision(
            opportunity=deal,
            at=move.at,
            on=local_date(move.at),
            value=deal.value,
            step=deal.step,
            expected_close_on=deal.expected_close_on,
            by=move.by,
        )
    )


def open_deal_of(lead: Lead) -> Opportunity:
    """The open opportunity of the lead (Conflict when there is none)."""
    deal = lead.opportunities.open().first()
    if deal is None:
        raise Conflict(code="no_open_opportunity")
    return deal


def origin_now(lead: Lead, *, before) -> str:
    """Who started it: the first touch of anybody linked to it within twelve months (K16).

    Only touches from longer ago say nobody knows; none at all leaves the source of the lead.
    """
    linked = Q(lead=lead) | Q(contact__in=list(touches.people_of(lead)))
    known = Touch.objects.filter(linked, occurred_at__lte=before).order_by("occurred_at", "id")
    since = before - timedelta(days=ORIGIN_WITHIN_DAYS)
    touch = known.filter(occurred_at__gte=since).first()
    if touch is not None:
        return origin_of(touch.source or lead.source)
    return Origin.UNKNOWN if known.exists() else origin_of(lead.source)


def change_deal(
    deal: Opportunity,
    *,
    by: User,
    amount: Decimal | None = None,
    step: str = "",
    expected_close_on: date | None = None,
    recurrence: str = "",
    name: str | None = None,
    extra: Mapping[str, Any] | None = None,
    of_lines: bool = False,
) -> Opportunity:
    """Change amount, step or expected date of an open opportunity; each change is kept.

    Raises NotAllowed (only its owner or a manager of sales), Conflict (closed), Incomplete.
    """
    with transaction.atomic():
        deal = (
            Opportunity.objects.select_for_update(of=("self",))
            .select_related("lead")
            .get(pk=deal.pk)
        )
        _require_changeable(deal, by, amount, step, recurrence)
        _require_meant(expected_close_on)
        if not of_lines:
            _require_free(deal, amount, recurrence)
        was, before = _told(deal), deal.recurrence
        deal.amount = deal.amount if amount is None else amount
        deal.step = step or deal.step
        deal.recurrence = recurrence or deal.recurrence
        deal.expected_close_on = expected_close_on or deal.expected_close_on
        deal.name = deal.name if name is None else name
        own = custom_fields.merged(Record.OPPORTUNITY, deal.extra, extra or {})
        told = custom_fields.changes(deal.extra, own)
        if recurrence not in ("", before):
            told["was"]["recurrence"], told["now"]["recurrence"] = before, recurrence
        deal.extra = own
        _keep(deal, by, was=was | told["was"], now=told["now"])
    return deal


def _told(deal: Opportunity) -> dict[str, str | None]:
    return {
        "amount": str(deal.amount) if deal.amount is not None else None,
        "step": deal.step,
        "expected_close_on": str(deal.expected_close_on or ""),
    }


def _keep(deal: Opportunity, by: User, **change: Any) -> None:
    """Save the deal with a revision that says how it stands from now on."""
    deal.value = yearly(deal.amount, deal.recurrence)
    deal.touched_at = deal.changed_at = timezone.now()
    deal.save()
    DealRevision.objects.create(
        opportunity=deal,
        at=deal.changed_at,
        on=local_date(deal.changed_at),
        value=deal.value,
        step=deal.step,
        expected_close_on=deal.expected_close_on,
        by=by,
    )
    told: dict[str, Any] = {**_told(deal), **change}
    journal.record("opportunity.changed", actor=by, target=deal.lead, opportunity=deal.pk, **told)


def settle_customer(company_id: int) -> None:
    """A company is a customer while a deal of it stands won, whatever was undone meanwhile."""
    company = Company.objects.select_for_update(of=("self",)).get(pk=company_id)
    is_won = Q(opportunities__status=DealStatus.WON) | Q(stage=Stage.WON)
    is_customer = Lead.objects.filter(is_won, company=company).exists()
    if company.is_customer != is_customer:
        Company.objects.filter(pk=company_id).update(is_customer=is_customer)


def may_change(deal: Opportunity, by: User) -> bool:
    """Whether the person is its owner in sales, or a manager of sales."""
    return (by.is_sales and deal.owner_id == by.pk) or by.manages(TeamKind.SALES)


def _require_changeable(
    deal: Opportunity, by: User, amount: Decimal | None, step: str, recurrence: str
) -> None:
    if not may_change(deal, by):
        raise NotAllowed
    if deal.status != DealStatus.OPEN:
        raise Conflict(_("This opportunity is closed."), code="closed")
    if amount is not None and amount < 0:
        raise Incomplete(fields={"amount": _("The amount cannot be negative.")})
    if step and step not in DealStep.values:
        raise Incomplete(fields={"step": _("Not one of the choices.")})
    if recurrence and recurrence not in Recurrence.values:
        raise Incomplete(fields={"recurrence": _("Not one of the choices.")})


def _require_free(deal: Opportunity, amount: Decimal | None, recurrence: str) -> None:
    """An amount made of products is changed by changing them."""
    is_moved = amount not in (None, deal.amount) or recurrence not in ("", deal.recurrence)
    if is_moved and deal.lines.exists():
        raise Incomplete(
            fields={"amount": _("This amount is the sum of its products: change those.")}
        )


def _require_meant(expected_close_on: date | None) -> None:
    wrong = odd_days({"expected_close_on": expected_close_on})
    if wrong:
        raise Incomplete(fields=wrong)
