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
from leads.choices import CLOSED_STAGES, Record, Stage, Tier
from leads.importing import kept
from leads.importing.known import Known
from leads.importing.mapping import ENDS, MILESTONES
from leads.importing.parties import SKIPPED, Parties, parties_of
from leads.importing.terms import Terms
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

    drafts: list[Draft]
    parties: Parties
    changes: list[Change]
    terms: Terms


@dataclass(frozen=True)
class Setting:
    """What every row of a run shares."""

    by: User | None
    terms: Terms
    version: IcpVersion | None
    times: Any
    owner: User | None = None

    @classmethod
    def now(cls, by: User | None, terms: Terms, owner: User | None = None) -> "Setting":
        return cls(by, terms, vision.in_force_version(), tiers.schedule(), owner)


def plan(drafts: list[Draft], setting: Setting) -> Plan:
    """Compare the drafts with what is there, a fixed number of queries for any number of rows."""
    parties = parties_of(drafts, setting.terms)
    told = [draft for draft in drafts if not parties.is_skipped(draft)]
    cycles = _cycles(parties)
    changes: list[Change] = []
    if setting.terms.with_leads:
        known = Known.of(told, parties, setting.terms)
        touched = touched_by_people(lead.pk for lead in known.leads)
        for draft in told:
            changes += _planned(draft, known, touched, parties, setting, cycles)
    return Plan(drafts, parties, changes, setting.terms)


def _planned(
    draft: Draft,
    known: Known,
    touched: set[int],
    parties: Parties,
    setting: Setting,
    cycles: dict[int, int],
) -> list[Change]:
    """The change of the line's lead; none when only known ones are updated and it is new."""
    terms = setting.terms
    lead = known.of_line(draft, parties)
    if lead is None:
        if not terms.may_create:
            return []
        change = _created(draft, parties, setting, cycles)
        known.remember(draft, change.lead, parties)
        return [change]
    if lead.pk is None:
        # A line before spoke of the same person: one lead, completed.
        kept.put(lead, _completing(lead, _said(draft, parties, setting)))
        return []
    if not terms.may_update and not terms.is_own(lead):
        parties.outcomes[draft.line] = SKIPPED
        return []
    is_ours = lead.batch_id is not None and lead.pk not in touched
    return [_compared(draft, lead, parties, setting, is_ours)]


def touched_by_people(ids: Any, *, since: datetime | None = None) -> set[int]:
    """Leads among the ids that somebody acted on outside imports."""
    events = Event.objects.filter(target_kind="leads.lead", target_id__in=list(ids))
    if since is not None:
        events = events.filter(recorded_at__gt=since)
    return set(events.exclude(via=VIA).values_list("target_id", flat=True))


def _created(draft: Draft, parties: Parties, setting: Setting, cycles: dict[int, int]) -> Change:
    contact = parties.contacts.get(draft.line)
    owner = draft.owner or setting.owner
    lead = Lead(
        external_id=draft.external_id,
        company=parties.companies.get(draft.line) or (contact.company if contact else None),
        contact=contact,
        campaign=parties.campaigns.get(draft.campaign) or setting.terms.campaign,
        owner=owner,
        team=owner.team if owner else None,
        marketer=draft.marketer,
        created_by=setting.by,
        legal_basis=setting.terms.legal_basis,
        informed_on=setting.terms.informed_on,
        extra=draft.extra.get(Record.LEAD, {}),
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


def _compared(
    draft: Draft, lead: Lead, parties: Parties, setting: Setting, is_ours: bool
) -> Change:
    """A known lead against the file: ours is brought up to date, what people hold is completed."""
    terms = setting.terms
    timeline = timeline_of(_merged(draft, lead), draft.timeline.reason or lead.close_reason)
    values = _said(draft, parties, setting)
    if not terms.is_history:
        own = kept.merged(lead.extra, draft.extra.get(Record.LEAD, {}), replaces=terms.replaces)
        values = _completing(lead, values) | (_replacing(draft) if terms.replaces else {})
        values["extra"] = own
    elif not is_ours:
        values = _completing(lead, values)
    if is_ours and (terms.is_history or draft.known):
        values |= fields_of(timeline)
        if timeline.stage in CLOSED_STAGES:
            values["due_at"] = None
    before = kept.put(lead, values)
    change = Change(draft, lead, timeline, is_new=False, before=before, is_ours=is_ours)
    if change.before:
        change.before |= kept.put(lead, {"search": search_text(lead)})
    change.kept_by_people = not is_ours and _contradicts(draft, lead)
    return change


def _completing(lead: Lead, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if not getattr(lead, name)}


def _replacing(draft: Draft) -> dict[str, Any]:
    """What the file may write over on a lead that people hold: words, not whose turn it is."""
    return {name: value for name, value in draft.lead.items() if value}


def _said(draft: Draft, parties: Parties, setting: Setting) -> dict[str, Any]:
    """Fields of the lead that the file speaks of; an empty cell says nothing."""
    values: dict[str, Any] = {name: value for name, value in draft.lead.items() if value}
    rows = {
        "company": parties.companies.get(draft.line),
        "contact": parties.contacts.get(draft.line),
        "campaign": parties.campaigns.get(draft.campaign) or setting.terms.campaign,
        "owner": draft.owner,
        "marketer": draft.marketer,
        "team": draft.owner.team if draft.owner else None,
    }
    if draft.external_id:
        values["external_id"] = draft.external_id
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
