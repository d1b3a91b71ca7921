"""What somebody decides about a draft: its columns, its choices; then it is started."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alignment.people.models import User
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads.choices import ImportMode, ImportStatus, LegalBasis
from leads.importing import faults, lines, naming, staff, uploads
from leads.importing.terms import EXTERNAL, KEY_FIELDS
from leads.models import Import, ImportMapping

MOST_COLUMNS_OF_ONE = 10
# Fields that name somebody: without one a file has nothing to say.
NAMING = {*naming.PERSON, "company", "siren", "siret"} - {"job_title"}
PLAIN = ("mode", "match_on", "provenance", "legal_basis", "informed_on", "campaign", "skip_bad")
CHOICES = ("replaces", "drops_cells", "with_leads", "source", "owner")
PEOPLE = "people"
RUNNING = (ImportStatus.WAITING, ImportStatus.RUNNING)
STOPPED = (ImportStatus.CANCELLED, ImportStatus.FAILED)


def set_columns(batch: Import, *, by: User, fields: list[str], save_as: str = "") -> Import:
    """Say what each column fills ("" for nothing), and keep it under a name for the next file.

    Raises Incomplete (an unknown field, nobody named), Unreadable (no line under the header).
    """
    uploads.require_draft(batch, by)
    header = batch.reading["header"]
    known = naming.labels()
    if len(fields) != len(header):
        said = _("The file has {n} columns.").format(n=len(header))
        raise Incomplete(fields={"fields": said})
    unknown = [name for name in fields if name and name not in known]
    if unknown:
        said = _("Unknown field: {name}.").format(name=unknown[0])
        raise Incomplete(fields={"fields": said})
    if not NAMING & set(fields):
        said = _("Point at a column that names somebody: company, name, e-mail, phone or SIREN.")
        raise Incomplete(fields={"fields": said})
    batch.mapping["fields"] = fields
    lines.weigh(batch)
    if batch.match_on not in keys_of(batch):
        batch.match_on = keys_of(batch)[0]
    with transaction.atomic():
        batch.save()
        _keep_mapping(batch, save_as.strip(), by)
    return batch


def set_choices(batch: Import, *, by: User, **values: Any) -> Import:
    """Say how lines find what is known and what may be done; Incomplete names what is wrong.

    `people`: by the name that the file writes, somebody of the house or None for nobody. It is
    remembered for the next file with the same columns.
    """
    uploads.require_draft(batch, by)
    for name in PLAIN:
        if name in values:
            setattr(batch, name, values[name])
    chosen = dict(batch.mapping.get("choices", {}))
    chosen |= {name: _plain(values[name]) for name in CHOICES if name in values}
    people: Mapping[str, User | None] = values.get(PEOPLE, {})
    unknown = [name for name in people if name not in batch.reading.get(PEOPLE, {})]
    chosen[PEOPLE] = staff.said_of(batch) | {
        staff.key_of(name): str(person.public_id) if person else ""
        for name, person in people.items()
    }
    batch.mapping["choices"] = chosen
    wrong = _wrong(batch)
    if unknown:
        wrong[PEOPLE] = _("The file names nobody like this: {name}.").format(name=unknown[0])
    if wrong:
        raise Incomplete(fields=wrong)
    with transaction.atomic():
        batch.save()
        _remember_people(batch)
    return batch


def start(batch: Import, *, by: User) -> Import:
    """Hand the draft to the workers; Incomplete says what is still to be decided."""
    uploads.require_draft(batch, by)
    if not batch.rows:
        raise Incomplete(_("Say first what the columns are."))
    wrong = _wrong(batch)
    if wrong:
        raise Incomplete(fields=wrong)
    now = timezone.now()
    waiting = {"status": ImportStatus.WAITING, "alive_at": now, "started_at": now, "by": by}
    if not Import.objects.filter(pk=batch.pk, status=ImportStatus.DRAFT).update(**waiting):
        raise Conflict
    batch.refresh_from_db()
    return batch


def cancel(batch: Import, *, by: User) -> Import:
    """Ask a run to stop after the chunk it is at; what came in stays until it is taken back."""
    require_own(batch, by)
    now = timezone.now()
    same = Import.objects.filter(pk=batch.pk)
    waiting = same.filter(status=ImportStatus.WAITING)
    stopped = waiting.update(
        status=ImportStatus.CANCELLED, cancel_asked_at=now, finished_at=now
    ) or same.filter(status=ImportStatus.RUNNING).update(cancel_asked_at=now)
    if not stopped:
        raise Conflict(_("This import is not running."))
    batch.refresh_from_db()
    return batch


def resume(batch: Import, *, by: User, skip_bad: bool | None = None) -> Import:
    """Go on with what was cancelled or failed, after the last line that came in."""
    require_own(batch, by)
    uploads.source_of(batch)
    again: dict[str, Any] = {
        "status": ImportStatus.WAITING,
        "alive_at": timezone.now(),
        "cancel_asked_at": None,
        "finished_at": None,
        "problems": [],
    }
    if skip_bad is not None:
        again |= {"skip_bad": skip_bad, "refused": 0 if not batch.done else batch.refused}
    with transaction.atomic():
        if not Import.objects.filter(pk=batch.pk, status__in=STOPPED).update(**again):
            raise Conflict(_("Only an import that was stopped can be gone on with."))
        if not batch.done:
            faults.forget(batch)
    batch.refresh_from_db()
    return batch


def drop(batch: Import, *, by: User) -> None:
    """Forget a draft with its file."""
    uploads.require_draft(batch, by)
    uploads.forget_file(batch)
    batch.delete()


def keys_of(batch: Import) -> list[str]:
    """The keys that the columns can give, the surest first."""
    given = set(batch.mapping.get("fields", ()))
    found = [key for key, names in KEY_FIELDS.items() if given & set(names)]
    return found or [""]


def owner_of(batch: Import) -> User | None:
    """Who is to hold the leads that no line gives to anybody."""
    public_id = batch.mapping.get("choices", {}).get("owner", "")
    if not public_id:
        return None
    return User.objects.select_related("team").filter(public_id=public_id).first()


def require_own(batch: Import, by: User) -> None:
    """Who started it, or a manager."""
    if not (batch.by_id == by.pk or by.is_manager or by.is_direction):
        raise NotAllowed


def _wrong(batch: Import) -> dict[str, Any]:
    """What of the choices is missing or impossible; personal data needs a place it comes from."""
    wrong: dict[str, Any] = {}
    if len(batch.provenance.strip()) < 3:
        wrong["provenance"] = _("Say where these data come from: the law asks for it.")
    if batch.legal_basis not in LegalBasis.values:
        wrong["legal_basis"] = _("Say on what legal basis these people are kept.")
    if batch.informed_on and batch.informed_on > timezone.localdate():
        wrong["informed_on"] = _("This day is to come.")
    if batch.mode not in ImportMode.values:
        wrong["mode"] = _("Not one of the choices.")
    if batch.match_on not in keys_of(batch) or not batch.match_on:
        wrong["match_on"] = _("No column gives this key: point at one, or choose another key.")
    chosen: Mapping[str, Any] = batch.mapping.get("choices", {})
    if batch.match_on == EXTERNAL and not chosen.get("with_leads", True):
        wrong["match_on"] = _("Identifiers belong to leads: choose another key for people.")
    return wrong


def _plain(value: Any) -> Any:
    return str(value.public_id) if isinstance(value, User) else value


def _remember_people(batch: Import) -> None:
    """What was said of names holds for the next file that somebody kept these columns for."""
    for kept in uploads.saved_mappings(batch)[:1]:
        said = {**kept.mapping.get(PEOPLE, {}), **staff.said_of(batch)}
        if said != kept.mapping.get(PEOPLE, {}):
            kept.mapping[PEOPLE] = said
            kept.save(update_fields=["mapping"])


def _keep_mapping(batch: Import, name: str, by: User) -> None:
    key = uploads.headers_key(batch.reading["header"])
    mapping = {"fields": batch.mapping["fields"], PEOPLE: staff.said_of(batch)}
    values = {"mapping": mapping, "used_at": timezone.now()}
    if name:
        ImportMapping.objects.update_or_create(
            name=name[:120], headers_key=key, defaults={**values, "by": by}
        )
