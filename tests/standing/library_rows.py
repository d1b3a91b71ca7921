"""Contents, versions, requests and shares that addresses name."""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from alignment.library import asking, remakes, services
from alignment.library.models import Content, ContentRequest, ContentVersion, Remake
from alignment.web.business_days import today
from leads import sharing
from leads.models import Share
from tests import factories

Named = dict[str, Any]
PDF = b"%PDF-1.4\n%%EOF\n"


def named(row: Any) -> Named:
    return {"public_id": row.public_id}


def the_content(world: Named) -> Content:
    row = Content.objects.filter(title="Cas client").first()
    row = row or services.save_content(None, by=world["marketing"], title="Cas client")
    if row.current is None:
        file = SimpleUploadedFile("cas.pdf", PDF)
        services.add_version(row, by=world["marketing"], file=file)
    return row


def a_content(world: Named) -> Named:
    return named(the_content(world))


def a_version(world: Named) -> Named:
    return named(ContentVersion.objects.get(content=the_content(world)))


def the_request(world: Named) -> ContentRequest:
    return asking.ask(by=world["sales"], title="Cas agroalimentaire", audience="Traiteurs")


def a_request(world: Named) -> Named:
    return named(the_request(world))


def the_remake(world: Named) -> Remake:
    file = SimpleUploadedFile("ma-version.pdf", PDF)
    return remakes.propose(the_content(world), by=world["sales"], file=file, note="Trop long")


def a_remake(world: Named) -> Named:
    return named(the_remake(world))


def the_share(world: Named) -> Share:
    lead = factories.accepted(world["sales"])
    return sharing.share(the_content(world), lead, by=world["sales"], channel="copied")


def a_share(world: Named) -> Named:
    return named(the_share(world))


def a_link(world: Named) -> Named:
    return {"token": sharing.token_of(the_share(world))}


def a_lead_shown_to(world: Named) -> Named:
    return named(the_share(world).lead)


def to_share(world: Named) -> Named:
    lead = factories.accepted(world["sales"])
    content = the_content(world)
    return {"content": str(content.public_id), "lead": str(lead.public_id), "channel": "copied"}


def to_share_on_a_lead(world: Named) -> Named:
    content = str(the_content(world).public_id)
    return {"content": content, "channel": "copied", "contact": ""}


def to_remake(world: Named) -> Named:
    content = str(the_content(world).public_id)
    return {"content": content, "address": "https://x.example/cas", "note": "Trop long"}


def more(world: Named) -> None:
    """One more of everything that the lists of the library show."""
    title = f"Cas {Content.objects.count()}"
    row = services.save_content(
        None, by=world["marketing"], title=title, address="https://x.example/"
    )
    lead = factories.accepted(world["sales"])
    share = sharing.share(row, lead, by=world["sales"], channel="copied")
    sharing.visit(share, kind="opened")
    asking.take(the_request(world), by=world["marketing"])
    remakes.propose(row, by=world["sales"], address="https://x.example/2", note="Trop long")


def an_answer(world: Named) -> Named:
    return {"content": str(the_content(world).pk)}


def next_year(world: Named) -> Named:
    return {"review_on": (today() + timedelta(days=365)).isoformat()}
