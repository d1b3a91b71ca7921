from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leads.choices import ContactRole
from leads.models.companies import Contact
from leads.models.cycles import Lead


class Party(models.Model):
    """A further person on a lead, and on its opportunity, with the part the person plays.

    The lead's own contact stays on the lead; an opportunity shares the people of its lead.
    """

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="parties")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="parties")
    role = models.CharField(_("role"), max_length=12, choices=ContactRole, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("person on the lead")
        verbose_name_plural = _("people on the lead")
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["lead", "contact"], name="leads_party_once"),
        ]

    def __str__(self) -> str:
        return str(self.contact)
