"""What the common ground brings to the weekly agenda: versions that wait for signatures."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alignment.rituals.agenda import SHOWN, Asked, Row, Section
from alignment.vision.models.signing import CoSigned
from alignment.vision.signing import kinds


def to_sign(asked: Asked) -> Section:
    """What is proposed and lacks a signature, of every kind; one statement each."""
    waiting = [version for model in kinds() for version in model.objects.waiting()]
    return Section(
        "to_sign", gettext_lazy("To sign"), 0, gettext_lazy("Nothing waits for a signature."),
        [_row_of(version) for version in waiting[:SHOWN]], len(waiting), reverse("vision:icp"),
    )  # fmt: skip


def _row_of(version: CoSigned) -> Row:
    missing = [each.label for each in version.signatures if each.at is None]
    return Row(
        f"{version._meta.verbose_name} {version}",
        _("to be signed by: {teams}").format(teams=", ".join(missing)),
        version.get_absolute_url(),
        version.missing_sides[0] if len(missing) == 1 else "",
    )
