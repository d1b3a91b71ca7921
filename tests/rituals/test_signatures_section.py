"""The weekly agenda names what waits for a signature, and whose."""

from django.utils import timezone

from alignment.people.choices import TeamKind
from alignment.rituals.signatures import to_sign
from alignment.vision import services, signing
from tests import factories
from tests.vision.criteria import INDUSTRY, REGION


def test_a_proposed_version_stands_on_the_agenda_until_both_have_signed(db, manager):
    services.write_version([INDUSTRY, REGION], by=None)
    draft = services.start_draft(by=None)
    draft.criteria.filter(label="Industrie").update(weight=5)
    signing.propose(draft, by=manager, note="Plus")
    assert [row.label for row in to_sign(timezone.now()).rows] == ["ideal customer v2"]
    signing.sign(draft, by=manager, side="sales")
    (row,) = to_sign(timezone.now()).rows
    assert (row.ball, "Marketing" in row.detail) == ("marketing", True)
    mona = factories.person("Mona", TeamKind.MARKETING, is_manager=True)
    signing.sign(draft, by=mona, side="marketing")
    assert to_sign(timezone.now()).total == 0
