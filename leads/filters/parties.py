"""The filters of companies and contacts."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alignment.people.models import User
from leads import reference
from leads.choices import OPEN_STAGES, Category, ContactRole, LegalBasis, Record
from leads.filters.fields import (
    CodesFilter,
    ContainsFilter,
    HoldsFilter,
    PeriodFilter,
    RowFilter,
    RowsFilter,
    SearchFilter,
    WordsFilter,
    YesNoFilter,
)
from leads.filters.leads import SOURCES
from leads.filters.shaped import ShapedFilterSet
from leads.models import Company, Contact, Import, Lead

COMPANY_COLUMNS = (
    ("siren", "SIREN", Q(siren="")),
    ("siret", "SIRET", Q(siret="")),
    ("industry", _("Industry"), Q(naf_code="")),
    ("workforce", _("Workforce band"), Q(workforce_band="")),
    ("revenue", _("Turnover"), Q(revenue__isnull=True)),
    ("city", _("City"), Q(city="")),
    ("departement", _("Département"), Q(departement="")),
    ("website", _("Website"), Q(website="")),
    ("owner", _("Account owner"), Q(owner__isnull=True)),
)
CONTACT_COLUMNS = (
    ("company", _("Company"), Q(company__isnull=True)),
    ("job_title", _("Job title"), Q(job_title="")),
    ("role", _("Role"), Q(role="")),
    ("email", _("E-mail"), Q(email="")),
    ("phone", _("Phone"), Q(phone="", mobile="")),
    ("source", _("Source of the data"), Q(source="")),
    ("informed", _("Information of the person"), Q(informed_on__isnull=True)),
)


class CompanyFilter(ShapedFilterSet):
    record = Record.COMPANY

    q = SearchFilter("name_key", "siren", "domain")
    mine = YesNoFilter(method="of_asker", label=_("Mine"))
    siren = django_filters.CharFilter(label="SIREN", max_length=9)
    departement = CodesFilter(choices=reference.departements, label=_("Département"))
    region = CodesFilter(choices=reference.regions, label=_("Region"))
    city = django_filters.CharFilter(lookup_expr="iexact", max_length=100, label=_("City"))
    naf = django_filters.CharFilter(
        field_name="naf_code",
        lookup_expr="startswith",
        max_length=6,
        label=_("NAF code begins with"),
    )
    workforce_band = CodesFilter(choices=reference.band_choices, label=_("Workforce band"))
    category = CodesFilter(choices=Category, label=_("Size class"))
    revenue_min = django_filters.NumberFilter(
        field_name="revenue", lookup_expr="gte", label=_("Turnover from")
    )
    revenue_max = django_filters.NumberFilter(
        field_name="revenue", lookup_expr="lte", label=_("Turnover up to")
    )
    is_customer = YesNoFilter(label=_("Customer"))
    is_strategic = YesNoFilter(label=_("Key account"))
    ceased = YesNoFilter(field_name="ceased_on", null=True, label=_("Ceased"))
    has_open_leads = YesNoFilter(method="with_leads", label=_("Has open leads"))
    owner = RowsFilter(queryset=User.objects.active(), label=_("Account owner"))
    created = PeriodFilter(field_name="created_at", instant=True, label=_("Created"))
    changed = PeriodFilter(field_name="changed_at", instant=True, label=_("Changed"))
    empty = HoldsFilter(COMPANY_COLUMNS, filled=False, label=_("Empty"))
    filled = HoldsFilter(COMPANY_COLUMNS, filled=True, label=_("Filled in"))
    batch = RowFilter(queryset=Import.objects.all(), label=_("Import"))

    groups = (
        (
            _("Relation"),
            ("is_customer", "is_strategic", "owner", "mine", "has_open_leads", "batch"),
        ),
        (
            _("What the company is"),
            (
                "siren", "naf", "workforce_band", "category", "revenue_min", "revenue_max",
                "ceased",
            ),
        ),
        (_("Where it is"), ("region", "departement", "city")),
        (_("Dates"), ("created", "changed")),
        (_("Empty or filled in"), ("empty", "filled")),
    )  # fmt: skip

    class Meta:
        model = Company
        fields: list[str] = []

    def of_asker(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        mine = Q(owner=getattr(self.request, "user", None), owner__isnull=False)
        return queryset.filter(mine) if value else queryset.exclude(mine)

    def with_leads(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        leads = Lead.objects.filter(company=OuterRef("pk"), stage__in=OPEN_STAGES)
        return queryset.filter(Exists(leads) if value else ~Exists(leads))


class ContactFilter(ShapedFilterSet):
    record = Record.CONTACT

    q = SearchFilter("name_key", "email", "phone")
    company = RowFilter(queryset=Company.objects.all(), label=_("Company"))
    email = django_filters.CharFilter(label=_("E-mail"), lookup_expr="iexact", max_length=254)
    job_title = ContainsFilter(label=_("Job title"))
    role = CodesFilter(choices=ContactRole, label=_("Role"))
    source = WordsFilter(choices=SOURCES, label=_("Source of the data"))
    legal_basis = CodesFilter(choices=LegalBasis, label=_("Legal basis"))
    objected = YesNoFilter(field_name="opted_out_at", null=True, label=_("Objects"))
    refuses_email = YesNoFilter(field_name="email_refused_at", null=True, label=_("Refuses e-mail"))
    refuses_phone = YesNoFilter(field_name="phone_refused_at", null=True, label=_("Refuses calls"))
    region = CodesFilter(field_name="company__region", choices=reference.regions, label=_("Region"))
    departement = CodesFilter(
        field_name="company__departement", choices=reference.departements, label=_("Département")
    )
    workforce = CodesFilter(
        field_name="company__workforce_band",
        choices=reference.band_choices,
        label=_("Workforce band"),
    )
    is_customer = YesNoFilter(field_name="company__is_customer", label=_("Of a customer"))
    has_open_leads = YesNoFilter(method="with_leads", label=_("Has open leads"))
    last_heard = PeriodFilter(
        field_name="last_prospect_contact_at", instant=True, label=_("Last action of the person")
    )
    created = PeriodFilter(field_name="created_at", instant=True, label=_("Created"))
    changed = PeriodFilter(field_name="changed_at", instant=True, label=_("Changed"))
    empty = HoldsFilter(CONTACT_COLUMNS, filled=False, label=_("Empty"))
    filled = HoldsFilter(CONTACT_COLUMNS, filled=True, label=_("Filled in"))
    batch = RowFilter(queryset=Import.objects.all(), label=_("Import"))

    groups = (
        (
            _("The person"),
            ("job_title", "role", "email", "source", "has_open_leads", "batch"),
        ),
        (_("The company"), ("workforce", "region", "departement", "is_customer")),
        (
            _("Personal data"),
            ("legal_basis", "objected", "refuses_email", "refuses_phone", "last_heard"),
        ),
        (_("Dates"), ("created", "changed")),
        (_("Empty or filled in"), ("empty", "filled")),
    )

    class Meta:
        model = Contact
        fields: list[str] = []

    def with_leads(self, queryset: QuerySet, name: str, value: Any) -> QuerySet:
        leads = Lead.objects.filter(contact=OuterRef("pk"), stage__in=OPEN_STAGES)
        return queryset.filter(Exists(leads) if value else ~Exists(leads))
