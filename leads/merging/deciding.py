"""What people say of suspected pairs, and the pairs with their rows and reasons in words."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alignment.journal import services as journal
from alignment.people.models import User
from alignment.web.errors import Conflict, NotAllowed
from alignment.web.policies import OPERATOR
from leads.choices import PairState, Record
from leads.merging.choosing import MODELS
from leads.models import Contact, SuspectedPair

LIKELY, SURE = 75, 90


def decide(pair: SuspectedPair, *, by: User, same: bool | None) -> SuspectedPair:
    """Say that two records are not the same (False), or open the question again (None)."""
    if not OPERATOR.holds(by):
        raise NotAllowed
    with transaction.atomic():
        pair = SuspectedPair.objects.select_for_update(of=("self",)).get(pk=pair.pk)
        if pair.state == PairState.MERGED:
            raise Conflict(_("These two were merged: undo the merge first."), code="merged")
        wanted = PairState.OPEN if same is None else PairState.DIFFERENT
        if pair.state != wanted:
            _note(pair, wanted, by)
    return pair


def _note(pair: SuspectedPair, state: str, by: User) -> None:
    told_apart = state == PairState.DIFFERENT
    pair.state = state
    pair.decided_at, pair.decided_by = (timezone.now(), by) if told_apart else (None, None)
    pair.save(update_fields=["state", "decided_at", "decided_by"])
    row = MODELS[pair.record]._base_manager.filter(pk=pair.low_id).first()
    if row is not None:
        verb = "told_apart" if told_apart else "doubted"
        journal.record(f"{pair.record}.{verb}", actor=by, target=row, other=pair.high_id)


def open_pairs(pairs: Iterable[SuspectedPair]) -> list[SuspectedPair]:
    """The pairs whose rows both stand, each with `low`, `high`, `sides`, `words`."""
    rows = list(pairs)
    found: dict[tuple[str, int], Any] = {}
    for record, model in MODELS.items():
        ids = {pk for pair in rows if pair.record == record for pk in (pair.low_id, pair.high_id)}
        held: Any = model._default_manager.filter(pk__in=ids) if ids else ()
        if ids and model is Contact:
            held = held.filter(erased_at__isnull=True).select_related("company")
        found |= {(record, row.pk): row for row in held}
    kept = []
    for pair in rows:
        pair.low = found.get((pair.record, pair.low_id))  # type: ignore[attr-defined]
        pair.high = found.get((pair.record, pair.high_id))  # type: ignore[attr-defined]
        pair.words = reasons_in_words(pair)  # type: ignore[attr-defined]
        pair.sides = [pair.low, pair.high]  # type: ignore[attr-defined]
        if all(pair.sides):  # type: ignore[attr-defined]
            kept.append(pair)
    return kept


def reasons_in_words(pair: SuspectedPair) -> list[str]:
    """Why the two may be one, in the reader's language."""
    words = {
        "email": _("same e-mail"),
        "phone": _("same phone"),
        "domain": _("same web domain"),
        "vat": _("same VAT number"),
        "same_name": _("same name"),
        "near_name": _("similar name"),
        "place": _("same postal code"),
        "company": _("same company"),
    }
    return [words[code] for code, _share in pair.reasons if code in words]


def likelihood(score: int) -> str:
    """How sure a score is, in words."""
    if score >= SURE:
        return _("almost certain")
    return _("likely") if score >= LIKELY else _("possible")


def pair_of(record: str, one: int, other: int) -> SuspectedPair | None:
    low, high = sorted((one, other))
    return SuspectedPair.objects.filter(record=Record(record), low_id=low, high_id=high).first()
