"""Pages that belong to no app: home, health, preferences of the browser, errors."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from kombu.exceptions import KombuError

from alignment.celery import app as jobs
from alignment.web.middleware import is_api
from alignment.web.policies import MEMBER, allow, public
from alignment.web.problems import problem_json

logger = logging.getLogger(__name__)
YEAR = 365 * 24 * 3600
OUTBOX_LIMIT = 300


@allow(MEMBER)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Each team starts its day on its own page."""
    user: Any = request.user
    operates = user.is_marketing or user.is_sales
    return redirect("leads:queue" if operates else "dashboards:dashboard")


@public
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@public
@require_safe
def readyz(request: HttpRequest, *, outbox_age: Callable[[], float]) -> HttpResponse:
    """200 when work can be done: database, migrations, broker, outbox; 503 names what is wrong."""
    checks = {"database": _database_answers()}
    if checks["database"]:
        checks["migrations"] = _migrations_applied()
        checks["outbox"] = checks["migrations"] and outbox_age() < OUTBOX_LIMIT
    checks["cache"] = _cache_answers()
    checks["broker"] = _broker_answers()
    ready = all(checks.values())
    body = {"status": "ready" if ready else "not ready", "checks": checks}
    return JsonResponse(body, status=200 if ready else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _migrations_applied() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _cache_answers() -> bool:
    try:
        cache.set("readyz", 1, 10)
    except Exception:  # any cache backend, any driver: not ready is all that matters here
        return False
    return True


def _broker_answers() -> bool:
    try:
        with jobs.connection_for_write(connect_timeout=1) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=1)
    except (KombuError, OSError):
        return False
    return True


@public
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or the system's choice in this browser."""
    theme = request.POST.get("theme", "")
    if theme not in ("light", "dark", "system"):
        return HttpResponse(_("Unknown theme."), status=400, content_type="text/plain")
    return _with_cookie(request, "theme", theme)


@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language of somebody who is not logged in; a profile overrides it."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return HttpResponse(_("Unknown language."), status=400, content_type="text/plain")
    return _with_cookie(request, settings.LANGUAGE_COOKIE_NAME, language)


def _with_cookie(request: HttpRequest, name: str, value: str) -> HttpResponse:
    response: HttpResponse
    if request.headers.get("HX-Request") == "true":
        response = HttpResponse(status=204, headers={"HX-Refresh": "true"})
    else:
        response = HttpResponseRedirect(safe_next(request, "/"))
    response.set_cookie(
        name, value, max_age=YEAR, samesite="Lax", secure=settings.PRODUCTION, httponly=True
    )
    return response


def safe_next(request: HttpRequest, fallback: str) -> str:
    """The page asked for in `next` when it is ours, else the fallback."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        return target
    return fallback


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: usually an old tab; say how to go on."""
    logger.warning("csrf refused: %s", reason)
    message = _("This page was open for too long. Go back, reload it and try again.")
    return _error(request, 403, "csrf", message)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 400, "bad_request", _("This request cannot be understood."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    text = str(exception) if exception and str(exception) else _("You may not do this.")
    return _error(request, 403, "not_allowed", text)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 404, "not_found", _("There is nothing at this address."))


def server_error(request: HttpRequest) -> HttpResponse:
    return _error(request, 500, "error", _("Something broke on our side. Nothing was lost."))


@login_required  # under /api/ the login middleware steps aside
@allow(MEMBER)
@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """The API, browsable, under the same strict policy as every page."""
    return render(request, "web/api_docs.html")


@public
def api_not_found(request: HttpRequest) -> HttpResponse:
    """Any address under /api/ that does not exist: never HTML, also while debugging."""
    return problem_json(404, "not_found", _("There is nothing at this address."))


def _error(request: HttpRequest, status: int, code: str, message: str) -> HttpResponse:
    if is_api(request):
        return problem_json(status, code, message)
    context = {"message": message, "request_id": getattr(request, "id", "")}
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(message, status=status, content_type="text/plain; charset=utf-8")
    return render(request, f"{status}.html", context, status=status)
