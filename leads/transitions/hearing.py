"""Who hears of a move: its event names them, so that the rooms below need to know no lead."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from alignment.people.models import User
from leads.transitions.who import arbiter

if TYPE_CHECKING:
    from leads.transitions.engine import Move

Keys = Iterable[int | None]


def the_owner(move: "Move") -> Keys:
    return [move.lead.owner_id]


def the_marketer(move: "Move") -> Keys:
    return [move.lead.marketer_id]


def both_sides(move: "Move") -> Keys:
    return [move.lead.marketer_id, move.lead.owner_id]


def old_and_new_owner(move: "Move") -> Keys:
    return [move.facts.get("was"), move.lead.owner_id]


def the_arbiters(move: "Move") -> Keys:
    people = User.objects.active().with_teams()
    return [person.pk for person in people if arbiter(person, move.lead)]


HEARERS: dict[str, Callable[["Move"], Keys]] = {
    "prequalify": the_owner,
    "conclude": the_marketer,
    "hand_over": the_owner,
    "resubmit": the_owner,
    "accept": the_marketer,
    "return": the_marketer,
    "reject": the_marketer,
    "win": the_marketer,
    "lose": the_marketer,
    "contest": the_arbiters,
    "rule": both_sides,
    "expire": both_sides,
    "reassign": old_and_new_owner,
    "take": old_and_new_owner,
}


def who_hears(move: "Move") -> list[int]:
    """Keys of the people to tell, once the move stands; never the one who made it."""
    hearers = HEARERS.get(move.action.name)
    if hearers is None:
        return []
    own = move.by.pk if move.by else None
    return sorted({key for key in hearers(move) if key is not None and key != own})
