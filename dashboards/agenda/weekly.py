"""What the numbers bring to the week: one win of both teams, to end on."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alignment.rituals.agenda import Asked, Row, Section
from alignment.web.business_days import local_date
from dashboards import wins


def one_win(asked: Asked) -> Section:
    """The newest deal won by both teams since the last meeting, with who did what."""
    since = local_date(asked.since)
    found = [card for card in wins.cards() if card.deal.won_on and card.deal.won_on >= since]
    return Section(
        "win", gettext_lazy("One win"), 2, gettext_lazy("No deal was won since the last meeting."),
        [row_of(card) for card in found[:1]], len(found), reverse("dashboards:wins"),
    )  # fmt: skip


def row_of(card: wins.Card) -> Row:
    """A win as one point: what it is, and the part of each."""
    parts = [
        _("brought by {who}").format(who=card.brought_by) if card.brought_by else "",
        _("pre-qualified by {who}").format(who=card.prequalified_by)
        if card.prequalified_by
        else "",
        _("won by {who}").format(who=card.deal.owner.full_name) if card.deal.owner else "",
    ]
    return Row(str(card.deal.lead), " · ".join(filter(None, parts)), reverse("dashboards:wins"))
