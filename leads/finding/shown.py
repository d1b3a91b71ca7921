"""What is found as lines to read: a label, what tells it from others, an address."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alignment.journal.models import Event
from alignment.people.models import User
from alignment.web.figures import money, phone, siren
from leads.choices import Stage
from leads.finding.acts import Act, acts_for
from leads.finding.lookup import Found, find
from leads.finding.words import BEGINS
from leads.models import Campaign, Company, Contact, Lead

MOST_RECENT = 8
TITLES: dict[str, str | Promise] = {
    "lead": _("Leads"),
    "contact": _("Contacts"),
    "company": _("Accounts"),
    "opportunity": _("Opportunities"),
    "campaign": _("Campaigns"),
    "content": _("Contents"),
}
ICONS = {
    "lead": "users-round",
    "contact": "contact",
    "company": "building-2",
    "opportunity": "target",
    "campaign": "megaphone",
    "content": "book-open",
}
# What a browser remembers having opened, by kind: never more than ids.
SEEN: dict[str, type[Any]] = {
    "leads": Lead,
    "companies": Company,
    "contacts": Contact,
    "campaigns": Campaign,
}


@dataclass(frozen=True)
class Line:
    """One thing found: a record, or something to do (`act`)."""

    label: str | Promise
    note: str
    url: str
    icon: str
    kind: str = ""
    public_id: str = ""
    act: Act | None = None


@dataclass(frozen=True)
class Group:
    """Lines of one kind under their title."""

    title: str | Promise
    lines: list[Line]


def answer_to(user: User, text: str, *, at: str = "", seen: str = "") -> list[Group]:
    """What the text finds, in groups, the likeliest first; without text what is recent."""
    acts = acts_for(user, text, at=at)
    todo = (
        [Group(pgettext_lazy("search", "Actions"), [_of_act(act) for act, _score in acts])]
        if acts
        else []
    )
    if not text.strip():
        recent = recent_lines(user, seen)
        return todo + ([Group(_("Seen lately"), recent)] if recent else [])
    groups = [Group(TITLES[kind], lines) for kind, lines in by_kind(find(text)).items()]
    acts_first = bool(acts) and acts[0][1] >= BEGINS * 0.9
    return todo + groups if acts_first else groups + todo


def by_kind(found: Iterable[Found]) -> dict[str, list[Line]]:
    """The lines by kind; the kind of the best hit comes first."""
    lines: dict[str, list[Line]] = {}
    for hit in found:
        lines.setdefault(hit.kind, []).append(line_of(hit.kind, hit.row))
    return lines


def line_of(kind: str, row: Any) -> Line:
    """A record as one line."""
    label = getattr(row, "full_name", "") or str(row)
    if kind == "content":
        url = reverse("library:contents")
    elif kind == "campaign":
        url = reverse("leads:campaign", args=[row.public_id])
    else:
        url = row.get_absolute_url()
    note = " · ".join(str(part) for part in NOTES[kind](row) if part)
    return Line(label, note, url, ICONS[kind], kind, str(row.public_id))


def recent_lines(user: User, seen: str) -> list[Line]:
    """What this browser opened lately, else what the person last worked on."""
    asked = [_asked(part) for part in seen.split(",")[: 2 * MOST_RECENT]]
    wanted = [pair for pair in asked if pair] or _worked_on(user)
    rows: dict[tuple[str, Any], Line] = {}
    for name, model in SEEN.items():
        keys = [key for kind, key in wanted if kind == name]
        for row in _rows(model, keys) if keys else ():
            rows[name, row.public_id] = line_of(model._meta.model_name, row)
    return [rows[pair] for pair in dict.fromkeys(wanted) if pair in rows][:MOST_RECENT]


def _rows(model: type[Any], keys: list[Any]) -> Any:
    rows = model.objects.filter(public_id__in=keys)
    if model is Lead:
        rows = rows.exclude(stage__in=(Stage.MERGED, Stage.ERASED))
        return rows.select_related("company", "contact", "owner")
    if model is Contact:
        return rows.filter(erased_at__isnull=True).select_related("company")
    return rows


def _asked(part: str) -> tuple[str, uuid.UUID] | None:
    kind, _colon, key = part.partition(":")
    try:
        return (kind, uuid.UUID(key)) if kind in SEEN else None
    except ValueError:
        return None


def _worked_on(user: User) -> list[tuple[str, uuid.UUID]]:
    models = {model._meta.label_lower: (name, model) for name, model in SEEN.items()}
    events = Event.objects.filter(actor=user, target_kind__in=models).order_by("-pk")
    pairs = list(dict.fromkeys(events.values_list("target_kind", "target_id")[: 5 * MOST_RECENT]))
    found: dict[tuple[str, int], tuple[str, uuid.UUID]] = {}
    for label, (name, model) in models.items():
        keys = [key for kind, key in pairs if kind == label]
        for pk, public_id in (
            model.objects.filter(pk__in=keys).values_list("pk", "public_id") if keys else ()
        ):
            found[label, pk] = (name, public_id)
    return [found[pair] for pair in pairs if pair in found]


def _of_act(act: Act) -> Line:
    return Line(act.label, act.about, act.url, act.icon, act=act)


NOTES: dict[str, Any] = {
    "lead": lambda row: (row.get_stage_display(), row.owner.full_name if row.owner else ""),
    "contact": lambda row: (
        row.job_title,
        row.company.name if row.company else "",
        phone(row.phone or row.mobile) if row.phone or row.mobile else row.email,
    ),
    "company": lambda row: (row.city, siren(row.siren) if row.siren else ""),
    "opportunity": lambda row: (
        row.get_status_display(),
        money(row.amount) if row.amount is not None else "",
    ),
    "campaign": lambda row: (row.get_channel_display(),),
    "content": lambda row: ("" if row.is_active else _("no longer in use"),),
}
