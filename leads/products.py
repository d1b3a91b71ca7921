"""The price list, and the lines that make up an opportunity's amount."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.people.models import User
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads.choices import DealStatus, Recurrence
from leads.cleaning import full_clean
from leads.deals import change_deal, may_change
from leads.models import DealLine, Opportunity, Product
from leads.models.deals import yearly

WRITABLE = ("name", "price", "recurrence", "is_active")
MOST_LINES = 20
CENT = Decimal("0.01")
MOST_QUANTITY = Decimal("9999999.99")
LARGEST = Decimal("9999999999.99")


def save_product(product: Product | None, *, by: User, **fields: Any) -> Product:
    """Add a product or change it; one that is no longer sold stays on the deals that have it."""
    require_keeper(by)
    row = product or Product()
    for name in WRITABLE:
        if name in fields:
            setattr(row, name, fields[name])
    row.name = " ".join(str(row.name).split())
    full_clean(row)
    with transaction.atomic():
        row.save()
        journal.record("product.edited" if product else "product.added", actor=by, target=row)
    return row


def require_keeper(by: User) -> None:
    """Raise NotAllowed unless the person may write the price list."""
    if not (by.is_manager or by.is_direction):
        raise NotAllowed(_("Only direction and managers write the price list."))


def require_changeable(deal: Opportunity, *, by: User) -> None:
    """Raise NotAllowed unless the person may change the opportunity."""
    if not may_change(deal, by):
        raise NotAllowed(_("Only its owner or a manager of sales may change it."))


def set_lines(deal: Opportunity, *, by: User, lines: Iterable[Mapping[str, Any]]) -> Opportunity:
    """Replace the products of an open opportunity; its amount becomes their sum.

    Lines of one rhythm keep it; mixed ones add up by the year. No line leaves the amount as it
    was. Each line is `{product, quantity, unit_price}`; without a price it takes the list's.
    Raises NotAllowed, Conflict (closed), Incomplete naming the line.
    """
    with transaction.atomic():
        locked = Opportunity.objects.select_for_update(of=("self",)).get(pk=deal.pk)
        require_changeable(locked, by=by)
        if locked.status != DealStatus.OPEN:
            raise Conflict(_("This opportunity is closed."), code="closed")
        rows = _checked(locked, list(lines))
        locked.lines.all().delete()
        DealLine.objects.bulk_create(rows)
        if not rows:
            return locked
        amount, recurrence = summed(rows)
        if amount > LARGEST:
            raise Incomplete(fields={"lines": _("This amount is too large.")})
        return change_deal(locked, by=by, amount=amount, recurrence=recurrence, of_lines=True)


def summed(lines: Iterable[DealLine]) -> tuple[Decimal, str]:
    """The amount of lines, euros without tax, and its rhythm: theirs, or by the year when mixed."""
    found = [(_total(line), line.product.recurrence) for line in lines]
    rhythms = {rhythm for _amount, rhythm in found}
    if len(rhythms) == 1:
        return sum((amount for amount, _rhythm in found), Decimal(0)), rhythms.pop()
    by_year = (yearly(amount, rhythm) or Decimal(0) for amount, rhythm in found)
    return sum(by_year, Decimal(0)), Recurrence.YEARLY


def _total(line: DealLine) -> Decimal:
    return (line.quantity * line.unit_price).quantize(CENT, ROUND_HALF_UP)


def _checked(deal: Opportunity, lines: list[Mapping[str, Any]]) -> list[DealLine]:
    if len(lines) > MOST_LINES:
        raise Incomplete(fields={"lines": _("At most {n} lines.").format(n=MOST_LINES)})
    held = set(deal.lines.values_list("product_id", flat=True))
    rows, wrong = [], {}
    for place, line in enumerate(lines, start=1):
        product, quantity = line["product"], line.get("quantity", Decimal(1))
        price = line.get("unit_price")
        price = product.price if price is None else price
        if not product.is_active and product.pk not in held:
            wrong[f"line_{place}"] = _("This product is not sold any more.")
        elif price is None:
            wrong[f"line_{place}"] = _("Give a price: the list has none for this product.")
        elif not 0 < quantity <= MOST_QUANTITY or not 0 <= price <= LARGEST:
            wrong[f"line_{place}"] = _("Quantity and price cannot be negative.")
        else:
            rows.append(
                DealLine(opportunity=deal, product=product, quantity=quantity, unit_price=price)
            )
    if wrong:
        raise Incomplete(fields=wrong)
    return rows
