"""The link that every message to a person may carry: to stop, or to say yes once more.

It is signed, lasts as long as the person is known, and shows nothing that a stranger could use.
"""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from leads.models import Contact

SIGNER = signing.Signer(salt="tandem.stop", sep=".")


def stop_url(contact: Contact) -> str:
    """The whole address, to be pasted into a mail."""
    return settings.SITE_URL.rstrip("/") + reverse("leads:stop", args=[token_of(contact)])


def token_of(contact: Contact) -> str:
    """The signed name of the person in the link."""
    return SIGNER.sign(contact.public_id.hex)


def contact_of(token: str) -> Contact | None:
    """Whose link it is; None for a link that is none of ours, or of somebody erased."""
    try:
        public_id = SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    return Contact.objects.held().filter(public_id=public_id).first()


def masked(contact: Contact) -> str:
    """Enough of the address to recognise one's own: c•••@acme.fr."""
    box, _at, domain = contact.email.partition("@")
    return f"{box[:1]}•••@{domain}" if domain else ""
