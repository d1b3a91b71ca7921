"""Request plumbing: the request's id, security headers, clean input, login by default."""

import uuid
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from alignment.web import current
from alignment.web.errors import Refused

Answer = Callable[[HttpRequest], HttpResponseBase]
API_PREFIX = "/api/"
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def is_api(request: HttpRequest) -> bool:
    """Whether the request came in by the API's door."""
    return request.path_info.startswith(API_PREFIX)


class RequestId:
    """Give each request an id that its log lines, its events and its answer carry."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.id = str(uuid.uuid4())  # type: ignore[attr-defined]
        door = "api" if is_api(request) else "page"
        with current.working(via_door=door, request=request.id):  # type: ignore[attr-defined]
            response = self.get_response(request)
        response.headers["X-Request-ID"] = request.id  # type: ignore[attr-defined]
        return response


class SecurityHeaders:
    """The headers that Django 5.2 does not send by itself."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.policy = "; ".join(
            " ".join([name, *sources]) for name, sources in settings.SECURE_CSP.items()
        )

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault("Content-Security-Policy", self.policy)
        headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Static files say how long they keep; everything else is somebody's data.
        headers.setdefault("Cache-Control", "no-store")
        return response


class CleanInput:
    """Refuse what cannot be stored as it was meant: NUL in an address, a form that is not UTF-8."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or "\x00" in query or "\x00" in request.path_info:
            raise BadRequest("NUL character in the address")
        if request.method == "POST" and not is_api(request) and is_garbled(request.POST):
            raise BadRequest("the form is not UTF-8")


class Refusals:
    """A refusal that a page did not show itself becomes a page that says it, with its status."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if not isinstance(error, Refused) or is_api(request):
            return None
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(
                str(error), status=error.status, content_type="text/plain; charset=utf-8"
            )
        return render(request, "refused.html", {"message": str(error)}, status=error.status)


def is_garbled(form: QueryDict) -> bool:
    """Whether bytes were lost in decoding: Django writes U+FFFD in their place."""
    return any("\ufffd" in value for _name, values in form.lists() for value in values)


class LoginRequired(LoginRequiredMiddleware):
    """Every page needs a login unless its view says `@public`; the API answers 401 by itself."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        if is_api(request):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request, view_func):
        if request.headers.get("HX-Request") != "true":
            return super().handle_no_permission(request, view_func)
        # A redirect would put the login form into a part of the page: send the whole page there.
        response = HttpResponse(status=401)
        query = urlencode({"next": page_behind(request)})
        response.headers["HX-Redirect"] = f"{resolve_url(settings.LOGIN_URL)}?{query}"
        return response


def page_behind(request: HttpRequest) -> str:
    """The path of the page from which htmx asked for a part, "/" when unknown or foreign."""
    url = request.headers.get("HX-Current-URL", "")
    if not url_has_allowed_host_and_scheme(url, {request.get_host()}):
        return "/"
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
