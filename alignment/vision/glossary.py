"""The life of a word: somebody proposes a definition, both owners approve it or say why not."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from alignment.journal.services import record
from alignment.people.models import User
from alignment.vision import signing
from alignment.vision.choices import TermGroup, VersionStatus
from alignment.vision.models import Term, TermVersion
from alignment.vision.models.glossary import LONGEST
from alignment.vision.models.signing import SIDES
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from alignment.web.policies import MANAGER, OPERATOR

LONGEST_WORD = 80
LONGEST_REASON = 300
# Addresses of the pages beside those of the words.
NOT_CODES = {"new"}


def rules() -> Any:
    """What judges a rule and says it in words, named by settings: vision knows no leads."""
    return import_module(settings.TERM_RULES)


@transaction.atomic
def add_term(
    *, by: User, word_fr: str, word_en: str, definition_fr: str, definition_en: str, group: str
) -> Term:
    """A new word with its first definition, proposed; the team of `by` owns it through them.

    Raises NotAllowed for strangers, Incomplete for missing texts or a word that is there already.
    """
    if not OPERATOR.holds(by):
        raise NotAllowed
    words = {"word_fr": _plain(word_fr, LONGEST_WORD), "word_en": _plain(word_en, LONGEST_WORD)}
    errors: dict[str, Any] = {name: _("Required.") for name, word in words.items() if not word}
    if group not in TermGroup.values:
        errors["group"] = _("Not one of the choices.")
    if errors:
        raise Incomplete(fields=errors)
    owners = {f"{side}_owner": by for side in SIDES if side in by.kinds}
    code = slugify(words["word_en"])[:40] or slugify(words["word_fr"])[:40]
    if not code or code in NOT_CODES:
        raise Incomplete(fields={"word_en": _("This is not a word.")})
    try:
        with transaction.atomic():
            term = Term.objects.create(code=code, group=group, **words, **owners)
    except IntegrityError:
        raise Incomplete(fields={"word_en": _("There is a word like this one.")}) from None
    propose(term, by=by, definition_fr=definition_fr, definition_en=definition_en)
    return term


@transaction.atomic
def propose(
    term: Term,
    *,
    by: User,
    definition_fr: str,
    definition_en: str,
    rule: Any = None,
    note: str = "",
    effective_on: date | None = None,
) -> TermVersion:
    """Propose what the word should mean; who owns it for one team has then approved for it.

    Raises NotAllowed, Incomplete for a missing text, a wrong rule or no change, Conflict while
    another proposal waits.
    """
    signing.need_nothing_pending(TermVersion.objects.filter(term=term))
    draft = _draft(term, by)
    draft.definition_fr = _plain(definition_fr, LONGEST)
    draft.definition_en = _plain(definition_en, LONGEST)
    draft.rule = rules().checked(rule) if rule else None
    draft.refused_by = draft.refused_at = None
    draft.refusal, draft.created_by = "", by
    draft.save()
    signing.propose(draft, by=by, note=note, effective_on=effective_on)
    sides = signing.state_for(draft, by).sides
    if len(sides) == 1:
        signing.sign(draft, by=by, side=sides[0])
    return draft


def _draft(term: Term, by: User) -> TermVersion:
    """What was refused or withdrawn is written anew; otherwise the next version."""
    draft = TermVersion.objects.draft().filter(term=term).first()
    if draft:
        return draft
    last = term.versions.aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            return TermVersion.objects.create(term=term, number=last + 1, created_by=by)
    except IntegrityError:
        raise Conflict(_("Somebody else proposes a definition this instant.")) from None


@transaction.atomic
def refuse(version: TermVersion, *, by: User, reason: str) -> TermVersion:
    """Say no to a proposal with a reason: it is a draft again, and its author is told why.

    Raises NotAllowed unless `by` may approve it, Incomplete without a reason, Conflict when it is
    not proposed.
    """
    reason = _plain(reason, LONGEST_REASON)
    if not any(version.may_be_signed_by(by, side.value) for side in SIDES):
        raise NotAllowed(_("Those who approve a word say no to it."))
    if not reason:
        raise Incomplete(fields={"reason": _("Say why: the author will change it.")})
    author = version.proposed_by_id
    signing.give_back(version)
    version.refused_by, version.refused_at, version.refusal = by, timezone.now(), reason
    version.save(update_fields=["refused_by", "refused_at", "refusal"])
    tell = sorted({*version.signers().values_list("pk", flat=True), *filter(None, [author])})
    record(
        "term.refused", actor=by, target=version, number=version.number, reason=reason, tell=tell
    )
    return version


@dataclass(frozen=True)
class Seat:
    """Who answers for a word in one team; `people` are those that the reader may name."""

    side: str
    label: str
    owner: User | None
    people: list[User]


def owners_for(term: Term, reader: User) -> list[Seat]:
    """The two seats of a word; people to choose from only for who may choose."""
    return [
        Seat(
            side.value,
            str(side.label),
            term.owner_of(side.value),
            _team(side.value) if _may_name(reader, side.value) else [],
        )
        for side in SIDES
    ]


def person_named(public_id: str) -> User | None:
    """The active person with this public id, None for an empty one; Incomplete for any other."""
    if not public_id:
        return None
    try:
        return User.objects.active().with_teams().get(public_id=public_id)
    except (User.DoesNotExist, ValidationError):
        raise Incomplete(fields={"owner": _("Choose somebody of this team.")}) from None


def _team(side: str) -> list[User]:
    return sorted(User.objects.active().of_kind(side), key=str)


def _may_name(by: User, side: str) -> bool:
    return by.is_direction or (MANAGER.holds(by) and side in by.kinds)


@transaction.atomic
def set_owner(term: Term, *, by: User, side: str, owner: User | None) -> Term:
    """Say who answers for the word in a team; a manager of the team does, or direction.

    Raises NotAllowed for others, Incomplete for somebody of another team.
    """
    if side not in [each.value for each in SIDES]:
        raise Incomplete(fields={"side": _("Choose marketing or sales.")})
    if not _may_name(by, side):
        raise NotAllowed(_("A manager of the team says who answers for the word."))
    if owner and not (owner.is_active and side in owner.kinds):
        raise Incomplete(fields={"owner": _("Choose somebody of this team.")})
    if term.owner_of(side) == owner:
        return term
    setattr(term, f"{side}_owner", owner)
    term.save(update_fields=[f"{side}_owner"])
    record("term.owned", actor=by, target=term, side=side, owner=str(owner) if owner else "")
    return term


def version_at(versions: list[TermVersion], at: datetime) -> TermVersion | None:
    """The definition in force at an instant, of one word's, newest first; the first before it."""
    started = [version for version in versions if version.effective_at]
    found = (version for version in started if version.effective_at <= at)  # type: ignore[operator]
    return next(found, started[-1] if started else None)


def diff(before: str, after: str) -> list[tuple[str, str]]:
    """What changed, word by word: ("same" | "gone" | "new", text) in reading order."""
    left, right = re.findall(r"\S+\s*", before), re.findall(r"\S+\s*", after)
    found: list[tuple[str, str]] = []
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found.append(("same", "".join(right[c:d])))
            continue
        if b > a:
            found.append(("gone", "".join(left[a:b])))
        if d > c:
            found.append(("new", "".join(right[c:d])))
    return found


def waiting(term: Term) -> TermVersion | None:
    """The proposal that is being approved, or approved and not in force yet."""
    statuses = (VersionStatus.PROPOSED, VersionStatus.SIGNED)
    return term.versions.filter(status__in=statuses).first()


def _plain(text: str, longest: int) -> str:
    # Spaces that do not break are part of French; str.split would take them.
    text = re.sub(r"[ \t\r\n]+", " ", str(text)).strip()
    if len(text) > longest:
        raise Incomplete(_("This is longer than {n} characters.").format(n=longest))
    return text
