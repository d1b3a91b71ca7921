"""E-mails that were kept because there is no mail server; the pages exist only then."""

from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from alignment.notifications.keeping import keeps_mails
from alignment.notifications.models import KeptMail
from alignment.web.paging import keyset_page
from alignment.web.policies import ADMIN, View, allow

SIZE = 50


def where_mails_are_kept(view: View) -> View:
    """404 wherever mails really leave."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not keeps_mails():
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@allow(ADMIN)
@where_mails_are_kept
@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    """What would have been sent, newest first."""
    rows = KeptMail.objects.defer("text", "html")
    page = keyset_page(rows, order=("-id",), cursor=request.GET.get("cursor", ""), size=SIZE)
    return render(request, "notifications/mails.html", {"page": page})


@allow(ADMIN)
@where_mails_are_kept
@require_safe
def mail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One of them, as text."""
    row = get_object_or_404(KeptMail, public_id=public_id)
    return render(request, "notifications/mail.html", {"mail": row})


@allow(ADMIN)
@where_mails_are_kept
@require_safe
def mail_html(request: HttpRequest, public_id: str) -> HttpResponse:
    """The HTML part by itself, in a box: no script, no form, nothing from elsewhere."""
    row = get_object_or_404(KeptMail, public_id=public_id)
    response = HttpResponse(row.html)
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'; sandbox allow-popups allow-popups-to-escape-sandbox"
    )
    return response
