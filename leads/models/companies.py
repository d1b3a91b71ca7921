from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.web.ids import new_id
from leads.choices import Category, Channel, ContactRole, LegalBasis

# When a person refused a channel; empty while nobody said so.
REFUSED_AT = {
    Channel.EMAIL: "email_refused_at",
    Channel.PHONE: "phone_refused_at",
    Channel.POST: "post_refused_at",
}


class Nomenclature(models.TextChoices):
    """A NAF code means nothing without its nomenclature: letters moved in 2025."""

    NAF2 = "naf2", _("NAF rév. 2")
    NAF25 = "naf25", _("NAF 2025")


class Company(models.Model):
    """A legal entity, known by its SIREN when we have it; codes are strings."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=160)
    name_key = models.CharField(max_length=160, blank=True, db_index=True, editable=False)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    naf_code = models.CharField(_("NAF code"), max_length=6, blank=True)
    nomenclature = models.CharField(
        _("nomenclature"), max_length=5, choices=Nomenclature, default=Nomenclature.NAF2
    )
    naf25_code = models.CharField(_("NAF 2025 code"), max_length=6, blank=True)
    workforce_band = models.CharField(_("workforce band"), max_length=2, blank=True)
    workforce_year = models.PositiveSmallIntegerField(_("year of the band"), null=True, blank=True)
    category = models.CharField(_("size class"), max_length=3, choices=Category, blank=True)
    revenue = models.DecimalField(
        _("turnover"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    revenue_year = models.PositiveSmallIntegerField(
        _("year of the turnover"), null=True, blank=True
    )
    vat_number = models.CharField(_("VAT number"), max_length=14, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    departement = models.CharField(_("département"), max_length=3, blank=True)
    region = models.CharField(_("region"), max_length=2, blank=True)
    website = models.URLField(_("website"), max_length=200, blank=True)
    domain = models.CharField(max_length=100, blank=True, db_index=True, editable=False)
    is_strategic = models.BooleanField(_("key account"), default=False)
    # What the team means to do with a key account.
    plan = models.TextField(_("account plan"), max_length=5000, blank=True)
    is_customer = models.BooleanField(_("customer"), default=False)
    ceased_on = models.DateField(_("ceased on"), null=True, blank=True)
    is_confidential = models.BooleanField(_("opposed to publication"), default=False)
    # Where a value comes from, when no person typed it: {field: {"source": …, "at": …}}.
    provenance = models.JSONField(default=dict, blank=True, editable=False)
    registry_checked_at = models.DateTimeField(null=True, blank=True)
    extra = models.JSONField(default=dict, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account owner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="accounts",
    )
    batch = models.ForeignKey(
        "leads.Import", null=True, blank=True, on_delete=models.SET_NULL, related_name="companies"
    )
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    # Not stored: selectors.companies.with_counts sets them on the rows of a list.
    all_leads: int
    open_leads: int
    open_value: Decimal | None

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["siren"],
                condition=~models.Q(siren=""),
                name="leads_company_siren",
                violation_error_message=_("Another company already has this SIREN."),
            )
        ]
        indexes = [models.Index(fields=["name", "id"], name="leads_company_by_name")]

    def __str__(self) -> str:
        return self.name

    def code_in(self, nomenclature: str) -> str:
        """The NAF code in one nomenclature; empty when only the other one's is known."""
        if self.nomenclature == nomenclature:
            return self.naf_code
        return self.naf25_code if nomenclature == Nomenclature.NAF25 else ""

    def get_absolute_url(self) -> str:
        return reverse("leads:company", args=[self.public_id])


class ContactQuerySet(models.QuerySet["Contact"]):
    def held(self) -> "ContactQuerySet":
        """Those of whom something is still known."""
        return self.filter(erased_at__isnull=True)

    def reachable_by(self, channel: str) -> "ContactQuerySet":
        """Those who may be prospected through the channel: neither objected, refused nor erased.

        A company that objected to publication is left alone until its people spoke to us. The same
        rule for one row: `consents.may_reach`.
        """
        free = {"erased_at": None, "opted_out_at": None, REFUSED_AT[Channel(channel)]: None}
        untouched = models.Q(
            company__is_confidential=True,
            legal_basis=LegalBasis.LEGITIMATE_INTEREST,
            last_prospect_contact_at__isnull=True,
        )
        return self.filter(**free).exclude(untouched)


class Contact(models.Model):
    """A person at work; e-mail in lower case, phones in E.164."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    company = models.ForeignKey(
        Company,
        verbose_name=_("company"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contacts",
    )
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=12, choices=ContactRole, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    mobile = models.CharField(_("mobile"), max_length=20, blank=True)
    name_key = models.CharField(max_length=170, blank=True, db_index=True, editable=False)
    source = models.CharField(_("source of the data"), max_length=60, blank=True)
    legal_basis = models.CharField(
        _("legal basis"), max_length=20, choices=LegalBasis, default=LegalBasis.LEGITIMATE_INTEREST
    )
    informed_on = models.DateField(_("informed on"), null=True, blank=True)
    opted_out_at = models.DateTimeField(_("objected at"), null=True, blank=True)
    email_refused_at = models.DateTimeField(_("refused e-mail"), null=True, blank=True)
    phone_refused_at = models.DateTimeField(_("refused calls"), null=True, blank=True)
    post_refused_at = models.DateTimeField(_("refused post"), null=True, blank=True)
    is_personal_line = models.BooleanField(_("personal line"), default=False)
    relevance = models.CharField(_("why our offer concerns the job"), max_length=200, blank=True)
    permission_asked_at = models.DateTimeField(null=True, blank=True)
    extra = models.JSONField(default=dict, blank=True)
    last_prospect_contact_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    batch = models.ForeignKey(
        "leads.Import", null=True, blank=True, on_delete=models.SET_NULL, related_name="contacts"
    )
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    # Not stored: selectors.contacts.with_open_leads sets them on the rows of a list.
    all_leads: int
    open_leads: int
    latest: date | None

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["last_name", "first_name", "pk"]
        indexes = [
            models.Index(
                fields=["email"], condition=~models.Q(email=""), name="leads_contact_by_email"
            ),
            models.Index(
                fields=["phone"], condition=~models.Q(phone=""), name="leads_contact_by_phone"
            ),
            models.Index(
                fields=["mobile"], condition=~models.Q(mobile=""), name="leads_contact_by_mobile"
            ),
            models.Index(fields=["last_prospect_contact_at"], name="leads_contact_retention"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email or self.phone

    def get_absolute_url(self) -> str:
        return reverse("leads:contact", args=[self.public_id])
