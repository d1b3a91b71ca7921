"""What somebody chose before a run: how lines find what is known, and what may be done to it."""

from dataclasses import dataclass
from datetime import date

from leads.choices import ImportMode, LegalBasis
from leads.models import Campaign
from leads.models import Import as Batch

EMAIL, PHONE, SIREN, SIREN_NAME = "email", "phone", "siren", "siren_name"
NAME, EXTERNAL = "name", "external_id"
# The fields that each key needs.
KEY_FIELDS = {
    EMAIL: ("email",),
    PHONE: ("phone", "mobile"),
    SIREN: ("siren", "siret"),
    SIREN_NAME: ("siren", "siret"),
    NAME: ("last_name", "full_name", "company"),
    EXTERNAL: ("external_id",),
}


@dataclass(frozen=True)
class Terms:
    """The choices of a run. Those of the command stand as defaults: a past funnel, by identifier.

    `replaces`: what the file says takes the place of what is there; otherwise it fills in what is
    empty. `drops_cells`: a cell that cannot be read is left empty instead of keeping its line out.
    `is_history`: each line is a lead with an identifier and dates.
    """

    match_on: str = EXTERNAL
    mode: str = ImportMode.BOTH
    replaces: bool = False
    drops_cells: bool = False
    with_leads: bool = True
    is_history: bool = True
    campaign: Campaign | None = None
    legal_basis: str = LegalBasis.LEGITIMATE_INTEREST
    provenance: str = ""
    informed_on: date | None = None
    batch_id: int | None = None

    @property
    def may_create(self) -> bool:
        return self.mode != ImportMode.UPDATE

    @property
    def may_update(self) -> bool:
        return self.mode != ImportMode.CREATE

    def is_own(self, row: object) -> bool:
        """Whether a company, contact or lead came into being in this very run."""
        pk, batch_id = getattr(row, "pk", None), getattr(row, "batch_id", None)
        return pk is None or (batch_id is not None and batch_id == self.batch_id)


def terms_of(batch: Batch) -> Terms:
    """The choices kept on an import that was made in the browser or over the API."""
    choices = batch.mapping.get("choices", {})
    return Terms(
        match_on=batch.match_on or EMAIL,
        mode=batch.mode,
        replaces=bool(choices.get("replaces")),
        drops_cells=bool(choices.get("drops_cells")),
        with_leads=bool(choices.get("with_leads", True)),
        is_history=False,
        campaign=batch.campaign,
        legal_basis=batch.legal_basis or LegalBasis.LEGITIMATE_INTEREST,
        provenance=batch.provenance,
        informed_on=batch.informed_on,
        batch_id=batch.pk,
    )
