"""The life of a message house: written by those who write, signed by both teams, said to leads."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal.services import record
from alignment.people.models import User
from alignment.vision import signing
from alignment.vision.glossary import rules
from alignment.vision.models import HouseVersion, MessageHouse, Segment
from alignment.vision.models.house import MOST_OBJECTIONS, PROOFS, SAID
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from alignment.web.policies import WRITER

LONGEST = {"promise": 160, "persona": 300, "proof": 200, "text": 160, "answer": 500}
Objection = Mapping[str, str]


def house_of(segment: Segment | None) -> MessageHouse:
    """The house that speaks to a segment, to everybody without one; made when there is none."""
    return MessageHouse.objects.get_or_create(segment=segment)[0]


@transaction.atomic
def add_segment(*, by: User, name: str, note: str = "", rule: Any = None) -> Segment:
    """Name a group of leads by a rule (a query, or the address of a list of leads).

    Raises NotAllowed, Incomplete without a name or a rule, or for a name that is taken.
    """
    last = Segment.objects.aggregate(last=Max("position"))["last"] or 0
    segment = Segment(position=last + 1, created_by=by)
    return _say(segment, "segment.added", by, name=name, note=note, rule=rule)


def change_segment(segment: Segment, *, by: User, name: str, note: str, rule: Any) -> Segment:
    """Name a segment anew, or draw its line elsewhere: its message goes with it.

    Raises NotAllowed, Incomplete as `add_segment`, Conflict once it is retired.
    """
    _require_in_use(segment)
    segment.changed_at = timezone.now()
    return _say(segment, "segment.changed", by, name=name, note=note, rule=rule)


@transaction.atomic
def retire_segment(segment: Segment, *, by: User) -> Segment:
    """Nobody hears its message any more; what was said stays readable. NotAllowed, Conflict."""
    _require_writer(by)
    segment = Segment.objects.select_for_update().get(pk=segment.pk)
    _require_in_use(segment)
    segment.retired_at = timezone.now()
    segment.save(update_fields=["retired_at"])
    record("segment.retired", actor=by, target=segment)
    return segment


def _say(segment: Segment, verb: str, by: User, *, name: str, note: str, rule: Any) -> Segment:
    """Save what is said of a segment, and tell it."""
    _require_writer(by)
    segment.name, segment.note = " ".join(name.split())[:80], " ".join(note.split())[:200]
    errors: dict[str, Any] = {} if segment.name else {"name": _("Required.")}
    if not rule:
        errors["rule"] = _("Required.")
    if errors:
        raise Incomplete(fields=errors)
    segment.query = rules().checked(rule)
    try:
        with transaction.atomic():
            segment.save()
            record(verb, actor=by, target=segment, name=segment.name, rule=segment.query)
    except IntegrityError:
        text = _("There is already a segment with this name.")
        raise Incomplete(fields={"name": text}) from None
    return segment


def _require_in_use(segment: Segment) -> None:
    if segment.retired_at is not None:
        raise Conflict(_("This segment is retired."), code="retired")


@transaction.atomic
def write(
    house: MessageHouse,
    *,
    by: User,
    promise: str,
    proofs: Sequence[str],
    objections: Iterable[Objection] = (),
    persona: str = "",
) -> HouseVersion:
    """Write the draft of the next version; what is missing may come later, before it is proposed.

    Raises NotAllowed, Incomplete for a text that is too long or an answer to nothing, Conflict
    while a version is being signed.
    """
    _require_writer(by)
    said = _checked(promise, proofs, objections, persona)
    signing.need_nothing_pending(HouseVersion.objects.filter(house=house))
    draft = _draft(house, by)
    for name in SAID:
        setattr(draft, name, said[name])
    draft.save(update_fields=SAID)
    record("house.written", actor=by, target=draft, number=draft.number)
    return draft


@transaction.atomic
def discard(version: HouseVersion, *, by: User) -> None:
    """Throw a draft away. Raises NotAllowed, Conflict when it is no draft any more."""
    _require_writer(by)
    signing.need_draft(version)
    version.delete()


def start_of(house: MessageHouse) -> HouseVersion:
    """What writing begins with: the draft, else what is in force, else nothing."""
    known = house.versions.draft().first() or house.versions.in_force().first()
    return known or HouseVersion(house=house)


def pending(house: MessageHouse) -> HouseVersion | None:
    """The version that is being signed, or signed and not in force yet."""
    return house.versions.filter(status__in=signing.NOT_YET_ACTIVE).with_signers().first()


def in_force_for(segments: Sequence[int]) -> HouseVersion | None:
    """What is said to somebody of these segments, the first that has a house; else to everybody."""
    rows = HouseVersion.objects.in_force().select_related("house__segment")
    found = {row.house.segment_id: row for row in rows}
    return next((found[pk] for pk in (*segments, None) if pk in found), None)


def changes(before: HouseVersion | None, after: HouseVersion) -> list[tuple[str, str, str]]:
    """Lines that differ: (what it is, before, after), in the order they are read."""
    left = dict(_lines(before)) if before else {}
    right = dict(_lines(after))
    names = dict.fromkeys([*left, *right])
    return [
        (name, left.get(name, ""), right.get(name, ""))
        for name in names
        if left.get(name, "") != right.get(name, "")
    ]


def _lines(version: HouseVersion) -> Iterable[tuple[str, str]]:
    yield str(_("Promise")), version.promise
    for number, proof in enumerate(version.proofs, 1):
        yield str(_("Proof {number}").format(number=number)), proof
    yield str(_("Who we speak to")), version.persona
    for each in version.objections:
        yield f"« {each['text']} »", each.get("answer", "") or "—"


def _draft(house: MessageHouse, by: User) -> HouseVersion:
    draft = house.versions.draft().first()
    if draft:
        signing.need_draft(draft)
        return draft
    last = house.versions.aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            return HouseVersion.objects.create(house=house, number=last + 1, created_by=by)
    except IntegrityError:
        raise Conflict(_("Somebody else writes a version this instant.")) from None


def _checked(
    promise: str, proofs: Sequence[str], objections: Iterable[Objection], persona: str
) -> dict[str, Any]:
    errors: dict[str, Any] = {}

    def plain(text: Any, kind: str, name: str) -> str:
        text = " ".join(str(text or "").split())
        if len(text) > LONGEST[kind]:
            errors[name] = _("This is longer than {n} characters.").format(n=LONGEST[kind])
        return text

    said: dict[str, Any] = {
        "promise": plain(promise, "promise", "promise"),
        "persona": plain(persona, "persona", "persona"),
        "proofs": [text for each in proofs if (text := plain(each, "proof", "proofs"))],
        "objections": [],
    }
    if len(said["proofs"]) > PROOFS:
        errors["proofs"] = _("A promise stands on three proofs.")
    for each in objections:
        text = plain(each.get("text"), "text", "objections")
        answer = plain(each.get("answer"), "answer", "objections")
        if answer and not text:
            errors["objections"] = _("What does this answer?")
        if text:
            said["objections"].append({"text": text, "answer": answer})
    if len(said["objections"]) > MOST_OBJECTIONS:
        errors["objections"] = _("At most {n}.").format(n=MOST_OBJECTIONS)
    if errors:
        raise Incomplete(fields=errors)
    return said


def _require_writer(by: User) -> None:
    if not WRITER.holds(by):
        raise NotAllowed(_("Marketing and managers write the message."))
