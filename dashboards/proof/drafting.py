"""From a suggestion to a draft: nothing is ever applied but by a version that both teams sign."""

from django.db import transaction
from django.utils.translation import gettext as _

from alignment.people.models import User
from alignment.vision import services, signing
from alignment.vision.choices import CriterionKind
from alignment.vision.models import Criterion, IcpVersion
from alignment.web.errors import Conflict
from dashboards.proof.models import Suggestion
from dashboards.proof.writing import key_of


@transaction.atomic
def draft_from(suggestion: Suggestion, *, by: User) -> IcpVersion:
    """Write the suggested weight into the draft, starting one if need be.

    A weight of zero takes the criterion out. Raises Conflict when the draft no longer asks the
    same, or while a version is being signed.
    """
    draft = services.start_draft(by=by)
    signing.need_draft(draft)
    criterion = _same_in(draft, suggestion.criterion)
    said = sentence_of(suggestion)
    if suggestion.proposed == 0:
        services.say_of(criterion, by=by, text=said)
        services.remove_criterion(criterion, by=by)
        return draft
    is_against = suggestion.proposed < 0
    criterion.kind = CriterionKind.NEGATIVE if is_against else CriterionKind.WEIGHTED
    criterion.weight = abs(suggestion.proposed)
    services.save_criterion(draft, criterion, by=by)
    services.say_of(criterion, by=by, text=said)
    return draft


def sentence_of(suggestion: Suggestion) -> str:
    """Why, in one sentence with its numbers."""
    text = _(
        "Accepted: {yes_with} of {n_with} with it, {yes_without} of {n_without} without. "
        "Suggested weight: {proposed}, today {current}."
    )
    names = ("yes_with", "n_with", "yes_without", "n_without")
    numbers = {name: getattr(suggestion, name) for name in names}
    signs = {name: _signed(getattr(suggestion, name)) for name in ("proposed", "current")}
    return text.format(**numbers, **signs)


def _signed(weight: int) -> str:
    return f"+{weight}" if weight > 0 else f"−{-weight}" if weight < 0 else "0"


def _same_in(draft: IcpVersion, wanted: Criterion | None) -> Criterion:
    key = key_of(wanted.fact, wanted.operator, wanted.values) if wanted else ""
    for criterion in draft.criteria.all():
        if key_of(criterion.fact, criterion.operator, criterion.values) == key:
            return criterion
    raise Conflict(_("The draft no longer has this criterion."))
