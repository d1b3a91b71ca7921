"""The columns of the lists of companies and contacts."""

from functools import lru_cache

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alignment.web.figures import money, number, siren
from alignment.web.templatetags.web import avatar, chip
from leads import reference
from leads.choices import Category, ContactRole, LegalBasis
from leads.lists.columns import (
    EMPTY,
    Cell,
    Column,
    coded,
    path,
    person,
    plain,
    two_lines,
)
from leads.models import Company, Contact
from leads.templatetags.company_words import industry, source_words, town


@lru_cache(maxsize=4)
def _root(name: str) -> str:
    return reverse(name)


def _company_cell(row: Company) -> Cell:
    second = siren(row.siren) if row.siren else _("SIREN unknown")
    return two_lines(row.name, second, url=f"{_root('leads:companies')}{row.public_id}/")


def _contact_cell(row: Contact) -> Cell:
    url = f"{_root('leads:contacts')}{row.public_id}/"
    return two_lines(row.full_name or "—", row.job_title, url=url)


def _of_company(row: Contact) -> Cell:
    if not row.company:
        return EMPTY
    url = f"{_root('leads:companies')}{row.company.public_id}/"
    return format_html('<a href="{}">{}</a>', url, row.company.name)


def _counted(row: Company | Contact) -> Cell:
    past = format_html(' <span class="faint">/ {}</span>', number(row.all_leads))
    return format_html(
        "{}{}", number(row.open_leads), past if row.all_leads > row.open_leads else ""
    )


def _contact_leads(row: Contact) -> Cell:
    return chip(_("Objected"), "bad") if row.opted_out_at else _counted(row)


def _relation(row: Company) -> str:
    words = [_("Customer")] if row.is_customer else []
    return ", ".join([*words, _("Key account")] if row.is_strategic else words)


def _relation_cell(row: Company) -> Cell:
    chips = [chip(_("Customer"), "ok")] if row.is_customer else []
    if row.is_strategic:
        chips.append(chip(_("Key account"), "shared", "star"))
    return format_html('<span class="cluster">{}{}</span>', *chips, *[""] * (2 - len(chips)))


def _owner_cell(row: Company) -> Cell:
    if not row.owner:
        return EMPTY
    return format_html(
        '<span class="cluster nowrap">{}<span>{}</span></span>',
        avatar(row.owner),
        row.owner.full_name,
    )


OWNER = ("owner__first_name", "owner__last_name", "owner__email", "owner__team__kind")

COMPANY_COLUMNS = (
    Column(
        "name", gettext_lazy("Company"), ("name", "siren"), path("name"), _company_cell,
        order="name", css="cell-main", bare=True,
    ),
    Column(
        "place", gettext_lazy("Place"), ("city", "departement"), town, order="city"
    ),
    Column(
        "industry", gettext_lazy("Industry"), ("naf_code", "nomenclature"),
        lambda row: industry(row) or row.naf_code, kind="long", order="naf_code",
    ),
    coded("workforce", gettext_lazy("Workforce"), reference.band_label, "workforce_band"),
    Column(
        "open_leads", gettext_lazy("Open leads"), (), lambda row: row.open_leads, _counted,
        kind="number", css="num",
    ),
    Column(
        "open_value", gettext_lazy("Open opportunities"), (), lambda row: row.open_value,
        lambda row: money(row.open_value) if row.open_value else EMPTY, kind="money", css="num",
    ),
    Column(
        "relation", gettext_lazy("Relation"), ("is_customer", "is_strategic"), _relation,
        _relation_cell, order="is_customer", css="cell-chip", bare=True,
    ),
    person("owner", gettext_lazy("Owner"), show=_owner_cell),
    plain("siren", "SIREN"),
    plain("siret", "SIRET"),
    plain("naf", gettext_lazy("NAF code"), "naf_code"),
    coded("category", gettext_lazy("Size class"), lambda code: Category(code).label),
    plain("revenue", gettext_lazy("Turnover"), kind="money"),
    plain("address", gettext_lazy("Address"), kind="long"),
    plain("postal_code", gettext_lazy("Postal code")),
    plain("city", gettext_lazy("City")),
    coded("departement", gettext_lazy("Département"), reference.departement_label),
    coded("region", gettext_lazy("Region"), reference.region_label),
    plain("website", gettext_lazy("Website")),
    plain("is_customer", gettext_lazy("Customer"), kind="yes_no"),
    plain("is_strategic", gettext_lazy("Key account"), kind="yes_no"),
    plain("created", gettext_lazy("Created"), "created_at", kind="instant"),
    plain("changed", gettext_lazy("Last changed"), "changed_at", kind="instant"),
    Column("id", gettext_lazy("Tandem identifier"), ("public_id",), lambda row: str(row.public_id)),
)  # fmt: skip
COMPANY_DEFAULT = (
    "name", "place", "industry", "workforce", "open_leads", "open_value", "relation", "owner",
)  # fmt: skip

CONTACT_COLUMNS = (
    Column(
        "name", gettext_lazy("Person"), ("first_name", "last_name", "email", "phone", "job_title"),
        lambda row: row.full_name, _contact_cell, order="last_name", css="cell-main", bare=True,
    ),
    Column(
        "company", gettext_lazy("Company"), ("company__name", "company__public_id"),
        path("company__name"), _of_company, order="company__name",
    ),
    plain("email", gettext_lazy("E-mail"), kind="mail"),
    Column(
        "phone", gettext_lazy("Phone"), ("phone", "mobile"), lambda row: row.phone or row.mobile,
        kind="phone", order="phone",
    ),
    Column(
        "open_leads", gettext_lazy("Open leads"), ("opted_out_at",), lambda row: row.open_leads,
        _contact_leads, kind="number", css="num",
    ),
    Column(
        "latest", gettext_lazy("Latest lead"), (), lambda row: row.latest, kind="date", css="num"
    ),
    plain("first_name", gettext_lazy("First name")),
    plain("last_name", gettext_lazy("Last name")),
    plain("job_title", gettext_lazy("Job title")),
    coded("role", gettext_lazy("Role"), lambda code: ContactRole(code).label),
    plain("mobile", gettext_lazy("Mobile"), kind="phone"),
    coded("region", gettext_lazy("Region"), reference.region_label, "company__region"),
    Column(
        "source", gettext_lazy("Source of the data"), ("source",),
        lambda row: source_words(row) if row.source else "", order="source",
    ),
    coded("basis", gettext_lazy("Legal basis"), lambda c: LegalBasis(c).label, "legal_basis"),
    plain("informed", gettext_lazy("Informed on"), "informed_on", kind="date"),
    plain("objected", gettext_lazy("Objected on"), "opted_out_at", kind="instant"),
    plain("no_email", gettext_lazy("Refused e-mail on"), "email_refused_at", kind="instant"),
    plain("no_calls", gettext_lazy("Refused calls on"), "phone_refused_at", kind="instant"),
    plain("no_post", gettext_lazy("Refused post on"), "post_refused_at", kind="instant"),
    plain(
        "heard", gettext_lazy("Last action of the person"), "last_prospect_contact_at",
        kind="instant",
    ),
    plain("created", gettext_lazy("Created"), "created_at", kind="instant"),
    plain("changed", gettext_lazy("Last changed"), "changed_at", kind="instant"),
    Column("id", gettext_lazy("Tandem identifier"), ("public_id",), lambda row: str(row.public_id)),
)  # fmt: skip
CONTACT_DEFAULT = ("name", "company", "email", "phone", "open_leads", "latest")
