"""The page behind the link of a content: no login, no cookie, nothing noted until one acts.

A GET changes nothing, so that scanners of mails and people who only look are not counted; a POST
opens the document or asks to be called, and that is what is noted.
"""

import hashlib
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from alignment.library import files
from alignment.web.addresses import client_address
from alignment.web.errors import Conflict
from alignment.web.policies import public
from alignment.web.rates import within
from leads import sharing
from leads.choices import VisitKind
from leads.models import Share

# From one address, hashed, forgotten after the ten minutes.
MOST, SECONDS = 60, 600


@csrf_exempt
@public
@require_http_methods(["GET", "HEAD", "POST"])
def shared(request: HttpRequest, token: str) -> Any:
    """The page (GET), and opening the document or asking for a call (POST)."""
    row = sharing.share_behind(token)
    language = row.version.content.language if row else settings.LANGUAGE_CODE
    with translation.override(language):
        if not within(f"share:{_print(request)}", most=MOST, seconds=SECONDS):
            return _page(request, None, {"is_too_many": True}, status=429)
        if row is None:
            return _page(request, None, {"is_unknown": True}, status=404)
        if not row.is_living:
            return _page(request, row, {"is_over": True}, status=410)
        if request.method == "POST":
            return _acted(request, row, token)
        done = request.GET.get("done") == "call"
        return _page(request, row, {"is_asked": done})


def _acted(request: HttpRequest, row: Share, token: str) -> Any:
    kind = request.POST.get("act", "")
    if kind not in VisitKind.values:
        return _page(request, row, {}, status=400)
    try:
        sharing.visit(row, kind=kind)
    except Conflict:
        return _page(request, row, {"is_over": True}, status=410)
    if kind == VisitKind.CALL:
        return redirect(f"{request.path}?done=call")
    if row.version.is_file:
        return files.answer(row.version)
    return HttpResponseRedirect(row.version.address)


def _page(
    request: HttpRequest, row: Share | None, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    context |= {"share": row, "company_name": settings.COMPANY_NAME}
    response = render(request, "leads/shared.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    # The link is a secret: the site it leads to must not read it.
    response.headers["Referrer-Policy"] = "no-referrer"
    if row is not None and row.version.address:
        # The button leads to the address, and to wherever that one leads on.
        policy = {**settings.SECURE_CSP, "form-action": ["'self'", "https:", "http:"]}
        response.headers["Content-Security-Policy"] = "; ".join(
            " ".join([name, *sources]) for name, sources in policy.items()
        )
    return response


def _print(request: HttpRequest) -> str:
    salted = f"{settings.SECRET_KEY}\n{client_address(request)}"
    return hashlib.sha256(salted.encode()).hexdigest()
