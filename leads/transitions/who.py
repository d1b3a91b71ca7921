"""Who may do what to a lead: named questions about a person and the row."""

from typing import Any

from alignment.people.choices import TeamKind
from leads.choices import UPSTREAM_STAGES, Stage


def marketing(user: Any, lead: Any) -> bool:
    return user.is_marketing or user.is_direction


def sales(user: Any, lead: Any) -> bool:
    return user.is_sales or user.is_direction


def either(user: Any, lead: Any) -> bool:
    return marketing(user, lead) or sales(user, lead)


def rep(user: Any, lead: Any) -> bool:
    """The rep who holds the lead, or a manager of sales."""
    return (user.is_sales and lead.owner_id == user.pk) or user.manages(TeamKind.SALES)


def colleague(user: Any, lead: Any) -> bool:
    """A rep who does not hold the lead."""
    return user.is_sales and lead.owner_id != user.pk


def step_owner(user: Any, lead: Any) -> bool:
    """Who was asked to pre-qualify, or a manager of either team."""
    return lead.owner_id == user.pk or any_manager(user, lead)


def any_manager(user: Any, lead: Any) -> bool:
    return user.manages(TeamKind.SALES) or user.manages(TeamKind.MARKETING)


def arbiter(user: Any, lead: Any) -> bool:
    """Direction, or one person who manages both teams."""
    return user.manages(TeamKind.SALES) and user.manages(TeamKind.MARKETING)


def ground_holder(user: Any, lead: Any) -> bool:
    """Marketing on its ground, the rep on the ground of sales."""
    if lead.stage in (Stage.ACCEPTED, Stage.SQL):
        return rep(user, lead)
    return marketing(user, lead)


def seller_of(user: Any, lead: Any) -> bool:
    """The rep of a lead that sales holds; any rep where nobody of sales holds it yet."""
    return sales(user, lead) if lead.stage in UPSTREAM_STAGES else rep(user, lead)


def eraser(user: Any, lead: Any) -> bool:
    """Direction answers for personal data; administrators do what it decides."""
    return user.is_admin or user.is_direction
