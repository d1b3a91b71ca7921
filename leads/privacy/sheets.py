"""The register of processing (article 30): two sheets, written beforehand, to be made one's own."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.people.models import User
from alignment.web.errors import Incomplete, NotAllowed
from leads.models import RegisterSheet
from leads.privacy.retention import DAYS_TO_ANSWER, WARNED_DAYS, YEARS
from leads.privacy.staff import YEARS_NAMED

PROSPECTS, STAFF = "prospects", "staff"
STAFF_MONTHS = 12 * YEARS_NAMED
LONGEST = 2000
NOTICE = "notice"


@dataclass(frozen=True)
class Line:
    """One heading of a sheet; `text` is what stands there, `ours` whether somebody wrote it."""

    name: str
    label: str | Promise
    text: str
    ours: bool = False


TITLES: dict[str, str | Promise] = {
    PROSPECTS: _("Prospects and customers"),
    STAFF: _("Our own staff"),
}
HEADINGS: dict[str, str | Promise] = {
    "controller": _("Who answers for it"),
    "purpose": _("What for"),
    "basis": _("Legal basis"),
    "people": _("Whose data"),
    "data": _("Which data"),
    "sources": _("Where from"),
    "recipients": _("Who sees them"),
    "transfers": _("Transfers outside the European Union"),
    "retention": _("How long"),
    "security": _("How they are protected"),
    "profiling": _("Profiling"),
    "rights": _("Rights of the people"),
    NOTICE: _("Text to inform the people"),
}
TEXTS: dict[str, dict[str, str | Promise]] = {
    PROSPECTS: {
        "controller": _("{company}. Contact for data protection: to be completed."),
        "purpose": _("Prospecting and commercial follow-up of companies (B2B)."),
        "basis": _(
            "Legitimate interest for prospecting about the person's job; consent where it was "
            "asked for; contract for customers. Kept for each contact."
        ),
        "people": _("Prospects, customers, and the people who work for them."),
        "data": _(
            "Identity and professional contact details, job, exchanges (calls, mails, meetings, "
            "notes), forms, answers to campaigns, scores, objections and consents. No sensitive "
            "data."
        ),
        "sources": _(
            "The person (forms, trade fairs, calls), imported files whose origin is written down, "
            "the public register of companies."
        ),
        "recipients": _("Sales, marketing, direction; the host of the software."),
        "transfers": _("None by default."),
        "retention": _(
            "{years} years from collection or from the person's last action (an opened mail does "
            "not count); customers: {years} years after the relation ends. Warning {warned} days "
            "before; one last question, {days} days to answer; then anonymised. Objections are "
            "kept as a fingerprint only."
        ),
        "security": _(
            "Roles and rights, journal of every change, encrypted connections, backups, "
            "suppression list by salted fingerprint."
        ),
        "profiling": _(
            "Yes: fit with the ideal customer and interest are scored, each with its reasons. A "
            "human always decides."
        ),
        "rights": _(
            "Access, correction, erasure, objection, portability: answered within one month. "
            "Complaint: cnil.fr."
        ),
        NOTICE: _(
            "{company} uses your professional details ({source}) to offer you what concerns your "
            "job. Legal basis: legitimate interest. Kept: 3 years after your last contact. You may "
            "access your data, correct them, have them erased or object at any time: {link}, "
            "{address}. Complaint: cnil.fr."
        ),
    },
    STAFF: {
        "controller": _("{company}. Contact for data protection: to be completed."),
        "purpose": _(
            "Sharing the work on leads between marketing and sales, and keeping its contract."
        ),
        "basis": _("Legitimate interest of the employer; execution of the employment contract."),
        "people": _("People of sales, marketing and direction who have an account."),
        "data": _(
            "Name, professional address, team, absences, actions done in the software with their "
            "date, delays towards leads."
        ),
        "sources": _("The software itself, as people use it."),
        "recipients": _("The person, their manager, direction. No ranking of people is shown."),
        "transfers": _("None by default."),
        "retention": _(
            "Names in the journal, calls and tasks: {months} months, then only the team stays. "
            "What people signed or hold keeps their name. Accounts end when people leave."
        ),
        "security": _("Roles and rights, journal of every change, encrypted connections, backups."),
        "profiling": _("None. No automatic decision about staff."),
        "rights": _("Access, correction, objection: to direction. Complaint: cnil.fr."),
        NOTICE: _(
            "{company} uses Tandem to share leads between marketing and sales. It keeps who did "
            "what and when (calls logged, verdicts, delays), to answer prospects in time and to "
            "keep the contract between the teams. You and your manager see your own figures; no "
            "ranking of people is shown and nothing is decided automatically. The limit for "
            "named activity is {months} months. You may access and correct your data: ask "
            "direction. The staff representatives were informed, or consulted where the law asks "
            "for it, before it was put to use."
        ),
    },
}


def lines_of(key: str) -> list[Line]:
    """The lines of a sheet as they stand: one's own words, else those written beforehand."""
    row = RegisterSheet.objects.filter(key=key).first()
    texts = row.texts if row else {}
    return [
        Line(name, HEADINGS[name], texts.get(name) or _default(text), ours=bool(texts.get(name)))
        for name, text in TEXTS[key].items()
    ]


def sheet_of(key: str) -> RegisterSheet | None:
    """When and by whom the sheet was changed last; None while nobody did."""
    return RegisterSheet.objects.select_related("changed_by").filter(key=key).first()


def save_sheet(key: str, *, by: User, **texts: str) -> RegisterSheet:
    """Write one's own words; an empty line takes the ones written beforehand. Raises Incomplete."""
    if not (by.is_direction or by.is_admin):
        raise NotAllowed
    wrong = {
        name: _("At most {n} characters.").format(n=LONGEST)
        for name, text in texts.items()
        if len(text) > LONGEST
    }
    if wrong:
        raise Incomplete(fields=wrong)
    standard = {name: _default(text) for name, text in TEXTS[key].items()}
    ours = {
        name: text.strip()
        for name, text in texts.items()
        if name in standard and text.strip() and text.strip() != standard[name]
    }
    with transaction.atomic():
        now = timezone.now()
        row, _new = RegisterSheet.objects.update_or_create(
            key=key, defaults={"texts": ours, "changed_by": by, "changed_at": now}
        )
        journal.record("register.changed", actor=by, target=row)
    return row


def notice_of(*, source: str, link: str, address: str) -> str:
    """The text that informs a prospect, with what it leaves open filled in."""
    text = next(line.text for line in lines_of(PROSPECTS) if line.name == NOTICE)
    for name, value in (("source", source), ("link", link), ("address", address)):
        text = text.replace(f"{{{name}}}", value)
    return text


def _default(text: str | Promise) -> str:
    """The text with the house's own numbers; what depends on the person stays open."""
    known = {
        "company": settings.COMPANY_NAME,
        "years": YEARS,
        "warned": WARNED_DAYS,
        "days": DAYS_TO_ANSWER,
        "months": STAFF_MONTHS,
    }
    said = str(text)
    for name, value in known.items():
        said = said.replace(f"{{{name}}}", str(value))
    return said
