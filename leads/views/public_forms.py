"""Forms as visitors see them: by link or in a frame of the company's site, without a login.

No session is read and nobody's rights are used, so that a form in a frame, where browsers send no
cookies, can be sent: the mark of the page, the trap and the rate keep machines out instead.
"""

import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from alignment.web.addresses import client_address
from alignment.web.errors import Refused
from alignment.web.policies import public
from alignment.web.rates import within
from leads import capturing
from leads.capturing import Sent
from leads.forms.public import TRAP, PublicForm
from leads.models import WebForm
from leads.webforms import asked_by, sites_of

# From one address, hashed, forgotten after the ten minutes.
MOST, SECONDS = 20, 600
SCRIPT = "js/embed.js"


@csrf_exempt
@public
@require_http_methods(["GET", "HEAD", "POST"])
def public_form(request: HttpRequest, public_id: Any) -> HttpResponse:
    """The form (GET) and its answer (POST); both work without scripts."""
    row = _form(public_id)
    if not row.is_active:
        return _page(request, row, {"is_closed": True}, status=410)
    if request.method != "POST":
        return _page(request, row, {"form": PublicForm(row, address=request.GET)})
    if not within(f"form:{_print(request)}", most=MOST, seconds=SECONDS):
        return _page(request, row, {"is_too_many": True}, status=429)
    return _received(request, row)


@public
@require_safe
def public_form_thanks(request: HttpRequest, public_id: Any) -> HttpResponse:
    """What is said after an answer."""
    return _page(request, _form(public_id), {"is_thanks": True})


@public
@require_safe
def embed_script(request: HttpRequest) -> HttpResponse:
    """The script of a site that embeds forms: it hands over UTM words and fits the height."""
    found = finders.find(SCRIPT)
    if not isinstance(found, str):
        raise Http404
    code = Path(found).read_bytes()
    response = HttpResponse(code, content_type="text/javascript; charset=utf-8")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _received(request: HttpRequest, row: WebForm) -> HttpResponse:
    form = PublicForm(row, request.POST)
    if form.is_trapped:
        return _gone_on(row)  # a machine learns nothing
    if not form.is_valid():
        return _page(request, row, {"form": form}, status=400)
    sent = Sent(
        values=form.answers(), consented=bool(form.cleaned_data.get("consent")), **form.origin()
    )
    try:
        capturing.receive(row, sent)
    except Refused as refused:
        _show(form, row, refused)
        return _page(request, row, {"form": form}, status=400)
    return _gone_on(row)


def _show(form: PublicForm, row: WebForm, refused: Refused) -> None:
    """Each refusal of the records beside the field that asked for it."""
    names = {each.name: each.key for each in asked_by(row) if not each.is_custom}
    for name, text in refused.fields.items():
        key = names.get(name)
        form.add_error(key if key in form.fields else None, str(text))
    if not refused.fields:
        form.add_error(None, str(refused))


def _gone_on(row: WebForm) -> HttpResponse:
    if row.redirect_to:
        response: HttpResponse = HttpResponseRedirect(row.redirect_to)
    else:
        response = redirect("leads:public_form_thanks", row.public_id)
    return _framed(response, row)


def _page(
    request: HttpRequest, row: WebForm, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    context |= {"web_form": row, "trap": TRAP, "company_name": settings.COMPANY_NAME}
    return _framed(render(request, "leads/public_form.html", context, status=status), row)


def _framed(response: HttpResponse, row: WebForm) -> HttpResponse:
    """Let the form's own sites frame it, and its own page be gone to; nothing else is loosened."""
    sites = sites_of(row)
    if sites:
        response.xframe_options_exempt = True  # type: ignore[attr-defined]
    policy = dict(settings.SECURE_CSP)
    policy["frame-ancestors"] = sites or ["'none'"]
    if row.redirect_to:
        parts = urlsplit(row.redirect_to)
        policy["form-action"] = ["'self'", f"{parts.scheme}://{parts.netloc}"]
    response.headers["Content-Security-Policy"] = "; ".join(
        " ".join([name, *sources]) for name, sources in policy.items()
    )
    return response


def _form(public_id: Any) -> WebForm:
    return get_object_or_404(
        WebForm.objects.select_related("campaign", "marketer"), public_id=public_id
    )


def _print(request: HttpRequest) -> str:
    salted = f"{settings.SECRET_KEY}\n{client_address(request)}"
    return hashlib.sha256(salted.encode()).hexdigest()
