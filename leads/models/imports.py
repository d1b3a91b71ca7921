from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.web.ids import new_id
from leads.choices import ImportMode, ImportStatus, LegalBasis


class Import(models.Model):
    """One run of an import: what came in, from which files, and whether it was taken back."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    label = models.CharField(_("label"), max_length=200)
    files = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=ImportStatus, default=ImportStatus.RUNNING)
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    flagged = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # What the browser asked for; empty when the command imported.
    upload = models.FileField(upload_to="imports/", blank=True)
    reading = models.JSONField(default=dict, blank=True)  # sheet, header line, encoding, delimiter
    mode = models.CharField(
        _("what to do"), max_length=6, choices=ImportMode, default=ImportMode.BOTH
    )
    match_on = models.CharField(_("match on"), max_length=60, blank=True)
    provenance = models.CharField(_("where the data comes from"), max_length=200, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=20, choices=LegalBasis, blank=True)
    informed_on = models.DateField(_("informed on"), null=True, blank=True)
    campaign = models.ForeignKey(
        "leads.Campaign", null=True, blank=True, on_delete=models.SET_NULL, related_name="imports"
    )
    skip_bad = models.BooleanField(_("leave the bad rows out"), default=True)
    done = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    alive_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    reverted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return self.label

    @property
    def skipped(self) -> int:
        """Lines passed over: known where only new ones come in, or the reverse."""
        return max(self.done - self.created - self.updated - self.unchanged - self.refused, 0)

    def get_absolute_url(self) -> str:
        return reverse("leads:import", args=[self.public_id])


class ImportChange(models.Model):
    """What an import changed on one row that was there before, so that it can be taken back."""

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="changes")
    model = models.CharField(max_length=40)
    row_id = models.BigIntegerField()
    before = models.JSONField()

    class Meta:
        verbose_name = _("import change")
        verbose_name_plural = _("import changes")

    def __str__(self) -> str:
        return f"{self.model} {self.row_id}"


class ImportFault(models.Model):
    """A row that could not go in: its line, the column, the value, why and what to do."""

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="faults")
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=120, blank=True)
    value = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=300)
    # Otherwise the line came in, without this cell.
    is_refused = models.BooleanField(default=True)
    row = models.JSONField(default=list)

    class Meta:
        verbose_name = _("faulty row")
        verbose_name_plural = _("faulty rows")
        ordering = ["line", "id"]

    def __str__(self) -> str:
        return f"{self.line} {self.column}"


class ImportMapping(models.Model):
    """A mapping somebody kept, offered again to a file with the same headers."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    headers_key = models.CharField(max_length=64, db_index=True)
    mapping = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("saved mapping")
        verbose_name_plural = _("saved mappings")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name
