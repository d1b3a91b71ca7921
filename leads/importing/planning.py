"""What a chunk of drafts will do to the leads: create, update, leave alone. Nothing is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from alignment.journal.models import Event
from alignment.people.models import User
from alignment.vision import selectors as vision
from alignment.vision.models import IcpVersion
from alignment.web.business_days import local_date
from leads import fit, tiers
from leads.choices import CLOSED_STAGES, Stage, Tier
from leads.importing import kept
from leads.importing.mapping import ENDS, MILESTONES
from leads.importing.parties import Parties, parties_of
from leads.importing.timeline import STEPS, Timeline, timeline_of
from leads.importing.values import Draft
from leads.models import Lead
from leads.searching import search_text

VIA = "import"
DATED = (*MILESTONES, "won", "lost")
INFERRABLE = STEPS


@dataclass
class Change:
    """One lead of the chunk: new, or with what its changed fields were before.

    A lead is ours while imports alone wrote it; what people acted on is completed, never moved.
    """

    draft: Draft
    lead: Lead
    timeline: Timeline
    is_new: bool
    before: dict[str, Any] = field(default_factory=dict)
    is_ours: bool = True
    kept_by_people: bool = False

    @property
    def is_restated(self) -> bool:
        """Whether dates or the stage of a known lead move."""
        names = {f"{name}_at" for name in (*DATED, "closed")} | {"stage"}
        return not self.is_new and bool(names & set(self.before))


@dataclass
class Plan:
    """What will be written for a chunk."""

    parties: Parties
    changes: list[Change]


@dataclass(frozen=True)
class Setting:
    """What every row of a run shares."""

    by: User | None
    legal_basis: str
    version: IcpVersion | None
    times: Any

    @classmethod
    def now(cls, by: User | None, legal_basis: str) -> "Setting":
        return cls(by, legal_basis, vision.in_force_version(), tiers.schedule())


def plan(drafts: list[Draft], setting: Setting) -> Plan:
    """Compare the drafts with what is there, a fixed number of queries for any number of rows."""
    parties = parties_of(drafts, setting.legal_basis)
    ids = [draft.external_id for draft in drafts]
    leads = {
        lead.external_id: lead
        for lead in Lead.objects.filter(external_id__in=ids)
        .select_related("company", "contact", "owner", "campaign")
        .prefetch_related("opportunities__revisions", "handovers")
    }
    touched = touched_by_people(lead.pk for lead in leads.values())
    cycles = _cycles(parties)
    changes = []
    for draft in drafts:
        known = leads.get(draft.external_id)
        if known is None:
            changes.append(_created(draft, parties, setting, cycles))
        else:
            is_ours = known.batch_id is not None and known.pk not in touched
            changes.append(_compared(draft, known, parties, is_ours))
    return Plan(parties, changes)


def touched_by_people(ids: Any, *, since: datetime | None = None) -> set[int]:
    """Leads among the ids that somebody acted on outside imports."""
    events = Event.objects.filter(target_kind="leads.lead", target_id__in=list(ids))
    if since is not None:
        events = events.filter(recorded_at__gt=since)
    return set(events.exclude(via=VIA).values_list("target_id", flat=True))


def _created(draft: Draft, parties: Parties, setting: Setting, cycles: dict[int, int]) -> Change:
    contact = parties.contacts.get(draft.line)
    lead = Lead(
        external_id=draft.external_id,
        company=parties.companies.get(draft.line) or (contact.company if contact else None),
        contact=contact,
        campaign=parties.campaigns.get(draft.campaign),
        owner=draft.owner,
        team=draft.owner.team if draft.owner else None,
        marketer=draft.marketer,
        created_by=setting.by,
        legal_basis=setting.legal_basis,
        cycle=_next_cycle(lead_of=contact, cycles=cycles),
        **{name: value for name, value in draft.lead.items() if value},
        **fields_of(draft.timeline),
    )
    lead.assigned_at = draft.timeline.at("handed_over") or lead.captured_at
    lead.search = search_text(lead)
    if lead.stage == Stage.HANDED_OVER and lead.handed_over_at:
        lead.tier = Tier.P2
        lead.due_at, _attempt_by = setting.times.of_handover(
            Tier.P2, lead.handed_over_at, lead.owner.holiday_zone if lead.owner else ""
        )
    _grade(lead, setting.version)
    return Change(draft, lead, draft.timeline, is_new=True)


def _compared(draft: Draft, lead: Lead, parties: Parties, is_ours: bool) -> Change:
    """A known lead against the file: ours is brought up to date, what people hold is completed."""
    timeline = timeline_of(_merged(draft, lead), draft.timeline.reason or lead.close_reason)
    values = _said(draft, parties)
    if is_ours:
        values |= fields_of(timeline)
        if timeline.stage in CLOSED_STAGES:
            values["due_at"] = None
    else:
        values = {name: value for name, value in values.items() if not getattr(lead, name)}
    before = kept.put(lead, values)
    change = Change(draft, lead, timeline, is_new=False, before=before, is_ours=is_ours)
    if change.before:
        change.before |= kept.put(lead, {"search": search_text(lead)})
    change.kept_by_people = not is_ours and _contradicts(draft, lead)
    return change


def _said(draft: Draft, parties: Parties) -> dict[str, Any]:
    """Fields of the lead that the file speaks of; an empty cell says nothing."""
    values: dict[str, Any] = {name: value for name, value in draft.lead.items() if value}
    rows = {
        "company": parties.companies.get(draft.line),
        "contact": parties.contacts.get(draft.line),
        "campaign": parties.campaigns.get(draft.campaign),
        "owner": draft.owner,
        "marketer": draft.marketer,
        "team": draft.owner.team if draft.owner else None,
    }
    return values | {name: row for name, row in rows.items() if row is not None}


def _merged(draft: Draft, lead: Lead) -> dict[str, datetime]:
    """Dates known before, restated by those the file gives; an empty cell takes nothing back."""
    known = known_of(lead)
    if any(end in draft.known for end in ENDS):
        known = {name: at for name, at in known.items() if name not in ENDS}
    merged = known | draft.known
    later = [at for name, at in known.items() if name != "captured"]
    # A capture that nobody dated follows the first milestone.
    if "captured" not in draft.known and len(merged) > 1 and lead.captured_at in later:
        merged.pop("captured")
    return merged


def known_of(lead: Lead) -> dict[str, datetime]:
    """Dates of a stored lead that somebody gave, without those that were inferred."""
    known = {
        name: getattr(lead, f"{name}_at")
        for name in DATED
        if getattr(lead, f"{name}_at") and not getattr(lead, f"{name}_inferred", False)
    }
    if lead.stage in (Stage.RECYCLED, Stage.DISQUALIFIED) and lead.closed_at:
        known[lead.stage] = lead.closed_at
    return known


def _contradicts(draft: Draft, lead: Lead) -> bool:
    known = known_of(lead)
    return any(known.get(name) != at for name, at in draft.known.items())


def fields_of(timeline: Timeline) -> dict[str, Any]:
    """The columns of a lead that a timeline decides; milestones not passed are empty."""
    fields: dict[str, Any] = {}
    for name in DATED:
        passed = timeline.get(name)
        fields[f"{name}_at"] = passed.at if passed else None
        fields[f"{name}_on"] = local_date(passed.at) if passed else None
        if name in INFERRABLE:
            fields[f"{name}_inferred"] = bool(passed and passed.inferred)
    closed_at = timeline.closed_at
    return fields | {
        "stage": timeline.stage,
        "highest": timeline.highest,
        "stage_entered_at": timeline.entered_at,
        "closed_at": closed_at,
        "closed_on": local_date(closed_at) if closed_at else None,
        "close_reason": timeline.reason if closed_at else "",
        "anomaly": timeline.anomaly,
    }


def _cycles(parties: Parties) -> dict[int, int]:
    """How many cycles the known contacts of the chunk have had."""
    ids = [row.pk for row in parties.contacts.values() if row.pk is not None]
    counts: dict[int, int] = {}
    for pk in Lead.objects.filter(contact_id__in=ids).values_list("contact_id", flat=True):
        counts[pk] = counts.get(pk, 0) + 1
    return counts


def _next_cycle(*, lead_of: Any, cycles: dict[int, int]) -> int:
    if lead_of is None:
        return 1
    # Contacts without a key yet are told apart by the object, which lives as long as the chunk.
    key = lead_of.pk or -id(lead_of)
    cycles[key] = cycles.get(key, 0) + 1
    return cycles[key]


def _grade(lead: Lead, version: IcpVersion | None) -> None:
    """Grade what somebody will still work on; closed history keeps no grade of today."""
    if version is None or not (lead.company or lead.contact) or lead.stage in CLOSED_STAGES:
        return
    found = fit.fit_under(version, lead.company, lead.contact, lead)
    graded: Mapping[str, Any] = {
        "icp_version": version,
        "fit_score": found.score,
        "fit_completeness": found.completeness,
        "fit_grade": found.grade,
        "fit_reasons": list(found.reasons),
    }
    for name, value in graded.items():
        setattr(lead, name, value)
