"""A pulse that a few of a team have answered, one of them in words that nobody may read."""

from alignment.people.choices import TeamKind
from alignment.programme import rounds
from alignment.programme.models import Round
from tests import factories
from tests.standing.inspections import SECRET


def team(kind: str, count: int):
    return [factories.person(f"{kind.title()} Numéro{n}", kind) for n in range(count)]


def answered(dana, count: int = 3, words: str = SECRET) -> Round:
    """A pulse that `count` of five in sales answered, the first with telling words."""
    sales = team(TeamKind.SALES, 5)
    round_ = rounds.open_round("pulse", by=dana)
    for place, person in enumerate(sales[:count]):
        obstacle = words if not place else ""
        rounds.answer(round_, by=person, values={"1": 5 if place else 1, "2": 3}, obstacle=obstacle)
    return round_
