"""Finding records by a few letters, in a bounded number of statements that all enter an index.

The index only proposes: each row is read and compared with what was typed before it is shown, and
rows that changed a moment ago are compared without it. So nothing stale, merged or erased appears.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q

from leads.choices import Stage
from leads.finding.words import (
    FRENCH,
    SLIP,
    is_forgiven,
    is_slip,
    kinds,
    nearness,
    spellings,
    squeezed,
    words_of,
)
from leads.identifiers import search_key
from leads.models import (
    Contact,
    Lead,
    Opportunity,
    SearchSpelling,
    SearchTodo,
    SearchWord,
)

LONGEST_QUERY = 100
MOST_WORDS = 6
# How many rows a word may propose; beyond that another word of the query has to narrow them.
MANY = 80
FEW = 5
JUST_CHANGED = 100
NEAR_WORDS = 12
MOST_LEADS = 24
# Of the rare kinds one statement asks for all.
TOGETHER = (("company",), ("contact",), ("campaign", "content", "opportunity"))
NUMBER = re.compile(r"(?<![\w+])\+?\(?\d[\d .\-/()\u00a0\u202f]{2,}\d(?!\w)")
UPPER = "z" * 30
OF_COMPANY = ("public_id", "name", "siren", "domain", "postal_code", "city")
OF_PERSON = ("public_id", "first_name", "last_name", "email", "phone", "mobile", "erased_at")
# Wide rows are read in part: dozens are compared for each that is shown.
SHOWN = {
    "company": OF_COMPANY,
    "contact": (*OF_PERSON, "job_title", *(f"company__{name}" for name in OF_COMPANY)),
}
RELATED = {"contact": ("company",), "opportunity": ("lead__company", "lead__contact")}
OF_LEAD = (
    "public_id", "stage", "captured_at", "external_id", "contact_id", "company_id",
    "company__public_id", "company__name", "contact__public_id", "contact__first_name",
    "contact__last_name", "contact__email", "contact__phone", "owner__first_name",
    "owner__last_name",
)  # fmt: skip


@dataclass
class Typed:
    """One word of the query, with what it may stand for."""

    starts: list[str]
    words: list[str] = field(default_factory=list)
    whole: list[str] = field(default_factory=list)
    rows: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def add(self, found: Iterable[tuple[str, int]]) -> None:
        for kind, row_id in found:
            self.rows[kind].add(row_id)

    @property
    def hits(self) -> int:
        return sum(len(ids) for ids in self.rows.values())

    def near(self, known: Iterable[str]) -> int:
        """0 to 100: how near any of the words comes to it."""
        known = list(known)
        return max((nearness(start, known) for start in self.starts), default=0)


@dataclass(frozen=True)
class Found:
    """A record and how well it answers the query."""

    kind: str
    row: Any
    score: float


def find(text: str, *, most: int = 6) -> list[Found]:
    """The records that hold every word of the text, best first, up to `most` of each kind."""
    typed = typed_words(text)
    if not typed:
        return []
    for word in typed:
        _look_up(word)
    if not any(word.hits for word in typed) and not SearchTodo.objects.exists():
        return _by_identifier(text)
    rows = _read(_proposed(typed))
    found = [_judged(kind, row, typed) for kind, row in rows]
    best = sorted((hit for hit in found if hit.score), key=lambda hit: -hit.score)
    people = [hit for hit in best if hit.kind in ("contact", "company")][: 2 * most]
    leads = _leads_of(people)
    return _first_of_each(_by_identifier(text) + leads + best + _deals_of(leads), most)


def typed_words(text: str) -> list[Typed]:
    """The query as words: folded letters, numbers without their spaces, an e-mail as one."""
    text = text[:LONGEST_QUERY].strip()
    addresses = [part for part in text.split() if "@" in part]
    typed = [Typed(starts=[squeezed(part)]) for part in addresses if squeezed(part)]
    rest = " ".join(part for part in text.split() if "@" not in part)
    for number in NUMBER.findall(rest):
        digits = "".join(sign for sign in number if sign.isdigit())
        typed.append(Typed(starts=_numbers(digits)))
    typed += [Typed(starts=[word]) for word in search_key(NUMBER.sub(" ", rest)).split()]
    return [word for word in typed if word.starts][:MOST_WORDS]


def _numbers(digits: str) -> list[str]:
    """A SIREN or SIRET as it is, a phone without its country and leading nought."""
    found = [digits[:9]] if len(digits) == 14 else [digits]
    plain = digits.removeprefix("00")
    country = next((code for code in FRENCH if plain.startswith(code)), "")
    if country and len(plain) > len(country) + 1:
        found.append(plain.removeprefix(country).lstrip("0"))
    elif digits.startswith("0") and plain.lstrip("0"):
        found.append(plain.lstrip("0"))
    return found


def _look_up(word: Typed) -> None:
    """The rows that hold the word, up to MANY of each kind; when few, words that look like it."""
    for start in word.starts:
        for together in TOGETHER:
            _add_rows(word, together, start)
    start = word.starts[0]
    if word.hits < FEW and is_forgiven(start):
        variants = SearchSpelling.objects.filter(variant__in=spellings(start))
        known = set(variants.values_list("word", flat=True)[: 20 * NEAR_WORDS])
        slips = sorted((near for near in known if is_slip(start, near)), key=len)
        word.words = slips[:NEAR_WORDS]
        for together in TOGETHER if word.words else ():
            rows = SearchWord.objects.filter(record__in=together, word__in=word.words)
            word.add(rows.values_list("record", "row_id")[:MANY])


def _add_rows(word: Typed, together: tuple[str, ...], start: str) -> None:
    """Rows with a word that begins so; of a common word itself the newest come first."""
    rows = SearchWord.objects.filter(record__in=together)
    found = list(
        rows.filter(word__gte=start, word__lte=start + UPPER).values_list("record", "row_id")[:MANY]
    )
    word.add(found)
    if len(found) == MANY:
        whole = rows.filter(word=start).order_by("-row_id")
        word.add(whole.values_list("record", "row_id")[:MANY])


def _proposed(typed: list[Typed]) -> dict[str, set[int]]:
    """Rows that may answer, by kind: those of the rarest word, and what changed just now."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for kind in kinds():
        here = sorted((w for w in typed if w.rows[kind]), key=lambda w: len(w.rows[kind]))
        if here:
            common = len(here) > 1 and len(here[0].rows[kind]) >= MANY
            found[kind] |= _rows_with_all(kind, here) if common else here[0].rows[kind]
    if len(typed) > 1 and found["company"]:
        found["contact"] |= _people_of(found["company"], typed)
    notes = SearchTodo.objects.order_by("-pk").values_list("record", "row_id")
    for kind, row_id in notes[:JUST_CHANGED]:
        found[kind].add(row_id)
    return found


def _rows_with_all(kind: str, known: list[Typed]) -> set[int]:
    """Rows that hold several words of which each is common."""
    first, *others = known
    rows = SearchWord.objects.filter(record=kind, word__in=_whole(first))
    for other in others:
        same = SearchWord.objects.filter(record=kind, row_id=OuterRef("row_id"))
        rows = rows.filter(Exists(same.filter(word__in=_whole(other))))
    return set(rows.values_list("row_id", flat=True)[:MANY])


def _people_of(companies: set[int], typed: list[Typed]) -> set[int]:
    """People of these companies in whose own words one of the query stands."""
    words = [form for word in typed for form in _whole(word)]
    own = SearchWord.objects.filter(record="contact", row_id=OuterRef("pk"), word__in=words)
    people = Contact.objects.filter(company_id__in=companies).filter(Exists(own))
    return set(people.values_list("pk", flat=True)[:MANY])


def _whole(word: Typed) -> list[str]:
    """The whole words that a beginning may stand for, looked up once."""
    if not word.whole:
        start = word.starts[0]
        longer = SearchSpelling.objects.filter(word__gt=start, word__lte=start + UPPER)
        found = longer.values_list("word", flat=True).distinct()[:NEAR_WORDS]
        word.whole = [*word.starts, *word.words, *found]
    return word.whole


def _read(proposed: dict[str, set[int]]) -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = []
    for name, kind in kinds().items():
        ids = proposed.get(name)
        if not ids:
            continue
        found = kind.model._default_manager.filter(pk__in=ids)
        if name == "opportunity":
            found = found.exclude(lead__stage__in=(Stage.MERGED, Stage.ERASED))
        if name in RELATED:
            found = found.select_related(*RELATED[name])
        if name in SHOWN:
            found = found.only(*SHOWN[name])
        rows += [(name, row) for row in found]
    return rows


def _judged(kind: str, row: Any, typed: list[Typed]) -> Found:
    """The row with its score: 0 unless every word stands in it or, for people, in their company."""
    own = words_of(kind, row)
    around: set[str] = set()
    if kind == "contact" and row.company and own:
        around = words_of("company", row.company)
    elif kind == "company":
        around = set(search_key(row.city).split())
    total = 0.0
    for word in typed:
        near = word.near(own) or word.near(around) * 0.8
        if not near:
            return Found(kind, row, 0)
        total += near
    # Of two that hold all the words, the one that holds little else.
    return Found(kind, row, total / len(typed) - min(len(own), 20) / 10 if own else 0)


def _leads_of(people: list[Found]) -> list[Found]:
    """Cycles of the people and companies found, the newest of each first."""
    scores = {(hit.kind, hit.row.pk): hit.score for hit in people}
    contacts = [pk for kind, pk in scores if kind == "contact"]
    companies = [pk for kind, pk in scores if kind == "company"]
    if not scores:
        return []
    leads = Lead.objects.filter(Q(contact_id__in=contacts) | Q(company_id__in=companies))
    found = []
    for lead in _shown(leads).order_by("-pk")[:MOST_LEADS]:
        of_contact = scores.get(("contact", lead.contact_id or 0), 0)
        of_company = scores.get(("company", lead.company_id or 0), 0)
        open_first = 0.5 if lead.is_open else 0
        found.append(Found("lead", lead, max(of_contact, of_company - 1) + open_first))
    return sorted(found, key=lambda hit: -hit.score)


def _deals_of(leads: list[Found]) -> list[Found]:
    scores = {hit.row.pk: hit.score for hit in leads[: 2 * FEW]}
    if not scores:
        return []
    deals = Opportunity.objects.filter(lead_id__in=scores)
    rows = deals.select_related("lead__company", "lead__contact").order_by("-pk")[: 2 * FEW]
    return [Found("opportunity", row, scores[row.lead_id] - SLIP / 20) for row in rows]


def _by_identifier(text: str) -> list[Found]:
    """The lead that another software knows by just this identifier."""
    key = text.strip()
    if not key:
        return []
    leads = Lead.objects.filter(~Q(external_id=""), external_id=key)
    return [Found("lead", lead, 101) for lead in _shown(leads)[:1]]


def _shown(leads: Any) -> Any:
    shown = leads.exclude(stage__in=(Stage.MERGED, Stage.ERASED))
    return shown.select_related("company", "contact", "owner").only(*OF_LEAD)


def _first_of_each(found: list[Found], most: int) -> list[Found]:
    counts: defaultdict[str, int] = defaultdict(int)
    seen: set[tuple[str, int]] = set()
    kept = []
    for hit in sorted(found, key=lambda hit: -hit.score):
        if (hit.kind, hit.row.pk) in seen or counts[hit.kind] >= most:
            continue
        seen.add((hit.kind, hit.row.pk))
        counts[hit.kind] += 1
        kept.append(hit)
    return kept
