"""The ideal customer of the demo company: signed by both, weighed, and a change discussed."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from alignment.people.models import User
from alignment.vision import services, signing
from alignment.vision.models import IcpVersion, Remark
from alignment.web.business_days import DAY, local_date
from dashboards.proof import writing
from leads.handover_facts import fill_missing
from leads.models import HandoverFacts

# The criterion that the draft weighs more, and what the teams say of it.
DISCUSSED = "Régions livrées"
SAID = (
    ("maya", "Hors de ces régions, la livraison pèse sur chaque devis : montons le poids ?"),
    ("sam", "D'accord, mais pas obligatoire : deux belles affaires en Bretagne cette année."),
    ("paul", "Un point de plus, et nous regardons les chiffres dans un trimestre."),
)


@transaction.atomic
def write(*, now: datetime, months: int, **_others: Any) -> None:
    """Signatures under the past versions, facts of every hand-over, evidence, and a draft."""
    people = {user.email.partition("@")[0]: user for user in User.objects.all()}
    for version in IcpVersion.objects.published():
        _sign(version, people)
    # The story tells what was known at the time.
    fill_missing()
    HandoverFacts.objects.update(is_exact=True)
    _discuss(people, now)
    writing.run(local_date(now) - DAY)


def _sign(version: IcpVersion, people: dict[str, User]) -> None:
    assert version.effective_at
    proposed_at = version.effective_at - timedelta(days=3)
    version.digest, version.effective_on = signing.digest_of(version), None
    version.proposed_by, version.proposed_at = people["ines"], proposed_at
    version.marketing_by, version.sales_by = people["ines"], people["paul"]
    version.marketing_at = proposed_at + timedelta(hours=1)
    version.sales_at = version.effective_at - timedelta(hours=1)
    version.save(update_fields=signing.STATE)


def _discuss(people: dict[str, User], now: datetime) -> None:
    draft = services.start_draft(by=people["maya"])
    criterion = draft.criteria.filter(label__startswith=DISCUSSED).first()
    criterion = criterion or draft.criteria.first()
    if criterion is None:
        return
    criterion.weight = min(5, criterion.weight + 1)
    services.save_criterion(draft, criterion, by=people["maya"])
    for place, (name, text) in enumerate(SAID):
        Remark.objects.create(
            version=draft, criterion=criterion, about=criterion.label, text=text,
            by=people[name], at=now - timedelta(days=4 - place, hours=3),
        )  # fmt: skip
