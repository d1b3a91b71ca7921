"""Which rows said yes, which said no, and which have not been decided yet."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from alignment.web.errors import Refused
from dashboards.learning.texts import is_nothing
from leads.identifiers import search_key


def _words(text: str) -> list[str]:
    return text.split()


YES = frozenset(
    _words(
        "yes oui 1 true vrai y o won win gagne gagnee signe signee client customer "
        "accepted accepte "
        "acceptee converted converti convertie closed won success positive positif "
    )
) | {"closed won", "1 0"}
NO = frozenset(
    _words(
        "no non 0 false faux n lost perdu perdue loss refuse refusee rejected rejete "
        "rejetee declined "
        "unconverted failed negative negatif disqualified disqualifie "
    )
) | {"closed lost", "0 0", "not converted", "non converti"}
OPEN = frozenset(
    _words(
        "open ouvert ouverte new nouveau pending engaging prospecting negotiation negociation "
        "proposal proposition qualification discovery decouverte active actif working contacted "
        "opportunity opportunite nurturing "
    )
) | {"en cours", "in progress", "a traiter", "en attente", "to do", "en maturation"}
MOST_NAMED = 12


@dataclass(frozen=True)
class Outcomes:
    """For each row 1, 0 or None while it is open; and which words meant what."""

    values: list[int | None]
    positive: tuple[str, ...]
    negative: tuple[str, ...]
    open: tuple[str, ...]


def outcomes_of(cells: Sequence[str], *, column: str, positive: str = "") -> Outcomes:
    """Read the outcome column; Refused says what it holds when yes cannot be told from no.

    Without a positive value, usual words are known (won, gagné, oui, 1 ...). Empty cells and words
    of what is still open are neither.
    """
    counts = Counter(search_key(cell) for cell in cells if not is_nothing(cell))
    label = {search_key(cell): cell for cell in reversed(cells)}
    if not counts:
        raise Refused(_("The column “{name}” is empty.").format(name=column))
    wanted = {search_key(positive)} if positive else YES
    yes = {key for key in counts if key in wanted}
    named = ", ".join(f"{label[key]} ({n})" for key, n in counts.most_common(MOST_NAMED))
    if not yes:
        said = _(
            "Which value of “{name}” is the success? It holds: {values}. Say --positive VALUE."
        )
        raise Refused(said.format(name=column, values=named))
    still_open = {key for key in counts if key in OPEN and key not in yes}
    no = set(counts) - yes - still_open
    if not no:
        said = _("Every decided row of “{name}” says the same: {values}. Nothing can be learned.")
        raise Refused(said.format(name=column, values=named))
    _require_clear(no, yes, bool(positive), column, named)
    verdicts = {**dict.fromkeys(no, 0), **dict.fromkeys(yes, 1)}
    values = [verdicts.get(search_key(cell)) for cell in cells]
    words = [tuple(label[key] for key in sorted(keys)) for keys in (yes, no, still_open)]
    return Outcomes(values, words[0], words[1], words[2])


def _require_clear(no: set[str], yes: set[str], is_said: bool, column: str, named: str) -> None:
    """Several unknown words beside a known success: somebody must say that they all mean no."""
    if not is_said and len(no | yes) > 2 and not no <= NO:
        said = _("What does “{name}” say? It holds: {values}. Say --positive VALUE.")
        raise Refused(said.format(name=column, values=named))
