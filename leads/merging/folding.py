"""Folding one company or person into another, and unfolding it as if it had never been."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.people.models import User
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from alignment.web.policies import OPERATOR
from leads.choices import PairState, Record
from leads.cleaning import full_clean
from leads.merging import cycles, moving
from leads.merging.choosing import MODELS, choices_between, merged_values
from leads.models import Lead, Merge, SuspectedPair
from leads.searching import search_text


def merge_records(
    record: str, kept: Any, gone: Any, *, by: User, take: Iterable[str] | None = None
) -> Merge:
    """Fold `gone` into `kept`: all that hangs on it is re-pointed, its address leads on.

    `take` names the choices that the row that goes wins (None: what `choices_between` proposes).
    Two open cycles of one person become one. Raises Incomplete, Conflict (erased), NotAllowed.
    """
    if not OPERATOR.holds(by):
        raise NotAllowed
    with transaction.atomic():
        kept, gone = _lock_both(record, kept, gone)
        taken = _known(record, kept, gone, take)
        values = merged_values(record, kept, gone, taken)
        merge = Merge(
            record=record, kept_id=kept.pk, gone_id=gone.pk, gone_public_id=gone.public_id,
            gone_label=str(gone)[:200], gone=moving.values_of(gone), by=by,
        )  # fmt: skip
        apart = cycles.open_of_both(kept, gone) if record == Record.CONTACT else []
        merge.moved = {
            "steps": moving.move_all(kept, gone),
            "pairs": _settle_pairs(record, kept, gone, by),
        }
        type(gone)._base_manager.filter(pk=gone.pk).delete()
        merge.kept_before, merge.moved["after"] = _write(kept, values)
        merge.save(force_insert=True)
        merge.moved["leads"] = cycles.make_one(apart, by=by)
        merge.moved["numbers"] = cycles.number_again(kept) if record == Record.CONTACT else []
        merge.save(update_fields=["moved"])
        _tell_leads(record, kept)
        _record(merge, kept, by)
    return merge


def undo_merge(merge: Merge, *, by: User) -> Any:
    """Bring back the row that went, with what was its; returns it.

    What was written since stays with the row that was kept. Raises Conflict when it was undone
    before, when a later merge or an erasure stands in the way, or a cycle went on.
    """
    if not OPERATOR.holds(by):
        raise NotAllowed
    with transaction.atomic():
        merge = Merge.objects.select_for_update().get(pk=merge.pk)
        kept = _require_undoable(merge)
        cycles.take_apart(merge.moved.get("leads", []), by=by)
        cycles.set_numbers(merge.moved.get("numbers", []))
        _write_back(kept, merge)
        gone = _bring_back(merge)
        moving.take_back(merge.moved["steps"])
        _restore_pairs(merge.moved.get("pairs", []))
        merge.undone_at, merge.undone_by = timezone.now(), by
        merge.save(update_fields=["undone_at", "undone_by"])
        for row in (kept, gone):
            _tell_leads(merge.record, row)
        journal.record(f"{merge.record}.unmerged", actor=by, target=kept, other=str(gone.public_id))
        journal.record(f"{merge.record}.unmerged", actor=by, target=gone, other=str(kept.public_id))
    return gone


def _lock_both(record: str, kept: Any, gone: Any) -> tuple[Any, Any]:
    """Both rows as they stand now, locked in one order so that two merges cannot cross."""
    model = MODELS[record]
    rows = model._base_manager.select_for_update(of=("self",)).filter(pk__in=[kept.pk, gone.pk])
    found = {row.pk: row for row in rows.order_by("pk")}
    if kept.pk == gone.pk:
        raise Incomplete(fields={"into": _("Choose another record.")})
    if len(found) < 2:
        raise Conflict(_("One of the two was merged in the meantime."), code="merged")
    if any(getattr(row, "erased_at", None) for row in found.values()):
        raise Conflict(_("An erased person cannot be merged."), code="erased")
    return found[kept.pk], found[gone.pk]


def _known(record: str, kept: Any, gone: Any, take: Iterable[str] | None) -> list[str]:
    choices = choices_between(record, kept, gone)
    if take is None:
        return [choice.name for choice in choices if choice.takes]
    taken, names = list(take), {choice.name for choice in choices}
    strange = [name for name in taken if name not in names]
    if strange:
        raise Incomplete(
            fields={"take": _("Unknown field: {name}.").format(name=str(strange[0])[:40])}
        )
    return taken


def _write(kept: Any, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The columns that change, as they were and as they are."""
    before = moving.values_of(kept)
    for name, value in values.items():
        setattr(kept, name, value)
    kept.changed_at = timezone.now()
    full_clean(kept)
    kept.save()
    after = moving.values_of(kept)
    changed = [name for name in before if before[name] != after[name]]
    return {name: before[name] for name in changed}, {name: after[name] for name in changed}


def _write_back(kept: Any, merge: Merge) -> None:
    """What the merge wrote returns to what it was; what people changed since stays."""
    now = moving.values_of(kept)
    model = type(kept)
    for name, value in merge.kept_before.items():
        field = next((f for f in model._meta.concrete_fields if f.attname == name), None)
        if field is not None and now.get(name) == merge.moved["after"].get(name):
            setattr(kept, name, moving.python_value(field, value))
    kept.save()


def _bring_back(merge: Merge) -> Any:
    gone: Any = moving.row_from(MODELS[merge.record], merge.gone)
    company_id = getattr(gone, "company_id", None)
    if company_id and not MODELS[Record.COMPANY]._base_manager.filter(pk=company_id).exists():
        later = Merge.objects.filter(record=Record.COMPANY, gone_id=company_id)
        gone.company_id = later.values_list("kept_id", flat=True).order_by("-pk").first()
    try:
        full_clean(gone)
    except Incomplete:
        raise Conflict(
            _("Another record has taken its place: change that one first."), code="in_use"
        ) from None
    gone.save_base(raw=True, force_insert=True)
    return gone


def _require_undoable(merge: Merge) -> Any:
    if merge.undone_at is not None:
        raise Conflict(_("This merge was undone before."), code="undone")
    if not merge.gone:
        raise Conflict(
            _("The person was erased since: nothing can be brought back."), code="erased"
        )
    model = MODELS[merge.record]
    kept = model._base_manager.select_for_update(of=("self",)).filter(pk=merge.kept_id).first()
    if kept is None:
        raise Conflict(_("It was merged again since: undo the later merge first."), code="merged")
    return kept


def _settle_pairs(record: str, kept: Any, gone: Any, by: User) -> list[dict[str, Any]]:
    """Suspicions about the row that goes end with it; kept for the undo."""
    about = Q(low_id=gone.pk) | Q(high_id=gone.pk)
    rows = SuspectedPair.objects.filter(about, record=record)
    held = [moving.values_of(row) for row in rows]
    low, high = sorted((kept.pk, gone.pk))
    rows.exclude(low_id=low, high_id=high).delete()
    SuspectedPair.objects.filter(record=record, low_id=low, high_id=high).update(
        state=PairState.MERGED, decided_at=timezone.now(), decided_by=by
    )
    return held


def _restore_pairs(held: list[dict[str, Any]]) -> None:
    rows = [moving.row_from(SuspectedPair, values) for values in held]
    SuspectedPair.objects.filter(pk__in=[row.pk for row in rows]).delete()
    SuspectedPair.objects.bulk_create(rows, ignore_conflicts=True)  # type: ignore[arg-type]


def _tell_leads(record: str, row: Any) -> None:
    """The search column of the leads follows their company or person."""
    leads = list(Lead.objects.filter(**{record: row}).select_related("company", "contact"))
    for lead in leads:
        lead.search = search_text(lead)
    Lead.objects.bulk_update(leads, ["search"], batch_size=500)


def _record(merge: Merge, kept: Any, by: User) -> None:
    journal.record(
        f"{merge.record}.merged",
        actor=by,
        target=kept,
        other=str(merge.gone_public_id),
        name=merge.gone_label,
        merge=str(merge.public_id),
        was=merge.kept_before,
        now=merge.moved["after"],
    )
