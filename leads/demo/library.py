"""The library of the demo: files, versions, a year of links to prospects, and what is missing."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from alignment.journal import services as journal
from alignment.journal.services import News
from alignment.library import files
from alignment.library.choices import RemakeState
from alignment.library.models import Content, ContentRequest, ContentVersion, Remake
from alignment.people.models import User
from alignment.vision.models import HouseVersion
from alignment.web.business_days import local_date
from leads.choices import ShareChannel, Stage, TouchKind, VisitKind
from leads.demo import library_words as words
from leads.demo.chance import Chance
from leads.models import Lead, Share, ShareVisit, Touch

SEED = 53
BATCH = 500
LASTS = timedelta(days=90)
# Deals are shown more than others; most of what is shown is opened.
SHOWN = {Stage.WON: 0.64, Stage.OPPORTUNITY: 0.8, Stage.LOST: 0.52, Stage.SQL: 0.6}
SHOWN_ELSE, OPENED, CALLED = 0.18, 0.55, 0.06


@transaction.atomic
def run(*, now: datetime, months: int) -> None:
    """Write it over the demo company as it stands; the same each time."""
    chance = Chance(SEED)
    people = {user.email.partition("@")[0]: user for user in User.objects.with_teams()}
    contents = [_content(title, now, months, people, chance) for title in words.CONTENTS]
    _carry(contents)
    _share(contents, chance, now)
    _ask(people, now)
    _remake(people, now)


def _content(
    title: str, now: datetime, months: int, people: dict[str, User], chance: Chance
) -> Content:
    kind, summary, when, moments, sections, personas, review = words.CONTENTS[title]
    since = now - timedelta(days=31 * months if chance.happens(0.8) else 120)
    owner = people["ines" if chance.happens(0.6) else "maya"]
    row, _new = Content.objects.update_or_create(
        title=title,
        defaults={
            "kind": kind, "summary": summary, "when_to_use": when, "owner": owner,
            "moments": [moment.value for moment in moments], "sections": sections,
            "personas": [persona.value for persona in personas],
            "review_on": local_date(now + timedelta(days=review)),
            "created_by": owner, "created_at": since, "since_on": local_date(since),
        },
    )  # fmt: skip
    count = 2 if chance.happens(0.4) else 1
    for number in range(1, count + 1):
        at = since if number == 1 else now - timedelta(days=chance.randint(20, 80))
        row.current = _version(row, number, owner, at)
    row.save()
    return row


def _version(content: Content, number: int, by: User, at: datetime) -> ContentVersion:
    version = ContentVersion(content=content, number=number, by=by, at=at)
    version.note = "" if number == 1 else "Chiffres de l’année"
    if content.title in words.ADDRESSES:
        version.address = words.ADDRESSES[content.title]
    else:
        pages = [content.title, content.summary, content.when_to_use]
        name = f"{content.title}.pdf".replace(" : ", " ").replace("’", " ")
        files.keep(version, SimpleUploadedFile(name, sheet(pages)))
    version.save()
    return version


def _carry(contents: list[Content]) -> None:
    """Most carry the message in force, every fourth the one before, where there are any."""
    known = list(HouseVersion.objects.published().order_by("effective_at", "pk"))
    for index, row in enumerate(contents if known else ()):
        row.message = known[0] if index % 4 == 0 else known[-1]
        row.save(update_fields=["message"])


def _share(contents: list[Content], chance: Chance, now: datetime) -> None:
    """Links on leads that sales worked on, some opened, a few followed by a wish to be called."""
    pairs = list(zip(contents, words.WEIGHTS, strict=True))
    leads = Lead.objects.filter(accepted_at__isnull=False, is_test=False, owner__isnull=False)
    shares, visits, touches = [], [], []
    for lead in leads.exclude(erased_at__isnull=False).select_related("contact").order_by("pk"):
        if not chance.happens(SHOWN.get(Stage(lead.stage), SHOWN_ELSE)):
            continue
        for content in {chance.weighted(pairs) for _n in range(chance.randint(1, 3))}:
            share = _one(lead, content, chance, now)
            shares.append(share)
            if chance.happens(OPENED):
                visits += _visits(share, chance, now)
    Share.objects.bulk_create(shares, batch_size=BATCH)
    ShareVisit.objects.bulk_create(visits, batch_size=BATCH)
    journal.record_many(_told(shares))
    seen = {visit.share_id: visit for visit in reversed(visits) if visit.kind == VisitKind.OPENED}
    for share in shares:
        if share.pk in seen and share.contact_id:
            touches.append(
                Touch(
                    lead=share.lead, contact=share.contact, kind=TouchKind.OPENED,
                    detail=share.version.content.title, occurred_at=seen[share.pk].at,
                )
            )  # fmt: skip
    Touch.objects.bulk_create(touches, batch_size=BATCH)


def _told(shares: list[Share]) -> Iterator[News]:
    """What the story of each lead says."""
    for share in shares:
        facts = {"content": share.version.content.title, "channel": share.channel}
        at = share.created_at
        yield News("content.shared", share.lead, share.by, at, facts, recorded_at=at)


def _one(lead: Lead, content: Content, chance: Chance, now: datetime) -> Share:
    assert lead.accepted_at
    last = min(lead.closed_at or now, now)
    wait = max(1.0, (last - lead.accepted_at).total_seconds() / 3600)
    at = min(chance.after(lead.accepted_at, 1, wait), last, now - timedelta(hours=2))
    at = max(at, lead.accepted_at)
    versions = content.versions.order_by("number")
    version = versions.filter(at__lte=at).last() or versions[0]
    return Share(
        version=version, lead=lead, contact=lead.contact, by=lead.owner,
        channel=ShareChannel.SENT if chance.happens(0.7) else ShareChannel.COPIED,
        created_at=at, shared_on=local_date(at), expires_at=at + LASTS,
    )  # fmt: skip


def _visits(share: Share, chance: Chance, now: datetime) -> list[ShareVisit]:
    at = min(chance.after(share.created_at, 1, 60), now)
    found = [ShareVisit(share=share, kind=VisitKind.OPENED, at=at)]
    if chance.happens(CALLED):
        found.append(ShareVisit(share=share, kind=VisitKind.CALL, at=at))
    return found


def _ask(people: dict[str, User], now: datetime) -> None:
    for title, why, audience, kind, days, is_taken, answer in words.REQUESTS:
        at = now - timedelta(days=days)
        row = ContentRequest(
            title=title, why=why, audience=audience, kind=kind,
            asked_by=people["sam"], asked_at=at,
        )  # fmt: skip
        if is_taken:
            row.taken_by, row.taken_at = people["ines"], at + timedelta(days=1)
        if answer is None or answer:
            row.content = Content.objects.filter(title=answer).first() if answer else None
            row.word = "" if answer else words.REFUSAL
            row.ended_by, row.ended_at = people["maya"], at + timedelta(days=9)
        row.save()


def _remake(people: dict[str, User], now: datetime) -> None:
    for title, note, word, days in words.REMAKES:
        content = Content.objects.get(title=title)
        row = Remake(content=content, by=people["sam"], note=note, at=now - timedelta(days=days))
        files.keep(row, SimpleUploadedFile("ma-version.pdf", sheet([title, note])))
        if word:
            row.word, row.decided_by = word, people["maya"]
            row.decided_at = row.at + timedelta(days=3)
            row.state = RemakeState.ADOPTED if "adopt" in word else RemakeState.DECLINED
        if row.state == RemakeState.ADOPTED:
            _adopt(content, row)
        row.save()


def _adopt(content: Content, row: Remake) -> None:
    number = content.versions.count() + 1
    version = ContentVersion(content=content, number=number, by=row.by, note=row.note)
    version.at = row.decided_at or row.at
    for name in ("file", "name", "size", "sha256", "media_type"):
        setattr(version, name, getattr(row, name))
    version.save()
    row.version, content.current = version, version
    content.save()


def sheet(lines: list[str]) -> bytes:
    """A PDF of one page with a line of text for each; as small as a PDF can be."""
    shown = [_plain(line) for line in lines if line]
    text = "".join(
        f"BT /F1 {12 if n else 18} Tf 50 {760 - 40 * n} Td ({line}) Tj ET\n"
        for n, line in enumerate(shown)
    ).encode("cp1252", "replace")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%sendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(out))
    return out + head + table + tail


def _plain(line: str) -> str:
    cut = line[:70].replace("\u00a0", " ").replace("\u202f", " ")
    return "".join("\\" + sign if sign in "()\\" else sign for sign in cut)
