"""The price list's form, and the lines of an opportunity."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alignment.web.errors import Refused
from leads.choices import Recurrence
from leads.forms.fields import MoneyField
from leads.forms.records import RecordForm, line, menu
from leads.models import Opportunity, Product
from leads.products import MOST_LINES

BLANK_ROWS = 3


class ProductForm(RecordForm):
    """Name, price and rhythm of what is sold."""

    name = line(_("Name"), 120, required=True)
    price = MoneyField(label=_("Price without tax"), required=False)
    recurrence = menu(_("Recurrence"), Recurrence.choices, required=True)
    is_active = forms.BooleanField(label=_("Sold today"), required=False)

    def __init__(self, data: Any = None, *, product: Product | None = None) -> None:
        known = {name: getattr(product, name) for name in self.base_fields} if product else {}
        super().__init__(data, initial={"recurrence": "one_off", "is_active": True} | known)


class LinesForm(forms.Form):
    """The products of an opportunity, a row each, a few blank rows below; no price, the list's."""

    def __init__(self, data: Any = None, *, deal: Opportunity) -> None:
        super().__init__(data)
        self.status = 200
        held = list(deal.lines.select_related("product"))
        sold = Q(is_active=True) | Q(pk__in=[line.product_id for line in held])
        products = Product.objects.filter(sold).order_by("name")
        self.count = min(len(held) + BLANK_ROWS, MOST_LINES)
        for place in range(self.count):
            kept = held[place] if place < len(held) else None
            self._add_row(place, products, kept)

    def _add_row(self, place: int, products: Any, kept: Any) -> None:
        self.fields[f"product_{place}"] = forms.ModelChoiceField(
            products, label=_("Product"), required=False, empty_label="—",
            to_field_name="public_id", initial=kept.product.public_id if kept else None,
        )  # fmt: skip
        self.fields[f"quantity_{place}"] = MoneyField(
            label=_("Quantity"), required=False, initial=kept.quantity if kept else None
        )
        self.fields[f"price_{place}"] = MoneyField(
            label=_("Unit price"), required=False, initial=kept.unit_price if kept else None
        )

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The three fields of each row."""
        names = ("product", "quantity", "price")
        return [[self[f"{name}_{place}"] for name in names] for place in range(self.count)]

    def lines(self) -> list[dict[str, Any]]:
        """What `products.set_lines` takes; rows without a product are left out."""
        return [
            {
                "product": values["product"],
                "quantity": Decimal(1) if values["quantity"] is None else values["quantity"],
                "unit_price": values["price"],
            }
            for values in map(self._row, range(self.count))
            if values["product"]
        ]

    def refuse(self, refused: Refused) -> None:
        """Show what the domain refused beside its row."""
        self.status = refused.status
        filled = [place for place in range(self.count) if self._row(place)["product"]]
        for name, text in (refused.fields or {"": str(refused)}).items():
            place = name.removeprefix("line_")
            at = filled[int(place) - 1] if place.isdigit() else None
            self.add_error(None if at is None else f"price_{at}", ValidationError(str(text)))

    def _row(self, place: int) -> Mapping[str, Any]:
        names = ("product", "quantity", "price")
        return {name: self.cleaned_data.get(f"{name}_{place}") for name in names}
