"""What the demo company shaped for itself: a price list, and fields that no CRM could foresee."""

from decimal import Decimal

from leads.choices import FieldKind, Record, Recurrence
from leads.models import Company, CustomField, Product

PRODUCTS = (
    ("Découpe laser, heure machine", "95", Recurrence.ONE_OFF),
    ("Pliage, heure machine", "80", Recurrence.ONE_OFF),
    ("Soudure, heure atelier", "65", Recurrence.ONE_OFF),
    ("Étude et plans", None, Recurrence.ONE_OFF),
    ("Contrat de maintenance", "240", Recurrence.MONTHLY),
)
FIELDS: tuple[tuple[str, str, str, str, list[str]], ...] = (
    (Record.COMPANY, "parc_machines", "Parc machines", FieldKind.NUMBER, []),
    (Record.COMPANY, "matiere", "Matière travaillée", FieldKind.CHOICE, ["Acier", "Inox", "Alu"]),
    (Record.CONTACT, "prefere_appel", "Préfère un appel", FieldKind.YES_NO, []),
    (Record.OPPORTUNITY, "plans_recus", "Plans reçus le", FieldKind.DATE, []),
)
SOME = 60


def shape() -> None:
    """Write them, and fill the first ones on some companies."""
    Product.objects.bulk_create(
        Product(name=name, price=Decimal(price) if price else None, recurrence=recurrence)
        for name, price, recurrence in PRODUCTS
    )
    CustomField.objects.bulk_create(
        CustomField(record=record, key=key, label=label, kind=kind, options=options, position=place)
        for place, (record, key, label, kind, options) in enumerate(FIELDS)
    )
    companies = list(Company.objects.order_by("pk")[:SOME])
    for place, company in enumerate(companies):
        company.extra = {"parc_machines": 2 + place % 9, "matiere": FIELDS[1][4][place % 3]}
    Company.objects.bulk_update(companies, ["extra"])
