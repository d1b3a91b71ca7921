"""Messages as a page shows them: the newest at the bottom, a page at a time."""

from dataclasses import dataclass

from alignment.people.models import User
from alignment.web.paging import keyset_page
from leads.conversations import may_change
from leads.models import Lead, Post
from leads.models.posts import PostQuerySet

PAGE = 30


@dataclass(frozen=True)
class Line:
    """One message, and whether its reader may still change it."""

    post: Post
    is_mine: bool
    may_change: bool


@dataclass(frozen=True)
class Thread:
    """Messages in the order of time; `earlier` and `later` are cursors, "" at the ends."""

    lines: list[Line]
    earlier: str
    later: str


def posts_with_people() -> PostQuerySet:
    """Messages with author, lead and the people they mention, in two statements."""
    people = Post.objects.select_related("author__team", "lead__company", "lead__contact")
    return people.prefetch_related("mentions")


def thread_of(lead: Lead | None, *, reader: User, cursor: str = "") -> Thread:
    """The messages of a lead, or of the common room (None). Raises BadCursor."""
    posts = posts_with_people()
    asked = posts.of_lead(lead) if lead else posts.in_common_room()
    page = keyset_page(asked, order=["-created_at"], cursor=cursor, size=PAGE)
    lines = [Line(p, p.author_id == reader.pk, may_change(p, by=reader)) for p in page.rows]
    return Thread(lines[::-1], earlier=page.next, later=page.previous)
