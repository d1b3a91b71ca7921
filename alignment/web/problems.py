"""Every refusal of the API as application/problem+json (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as ModelRefusal
from django.db import DataError, IntegrityError
from django.db.models import ProtectedError
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from alignment.web.errors import Refused

CONTENT_TYPE = "application/problem+json"
Errors = dict[str, list[str]]


def problem(status: int, code: str, detail: str = "", errors: Errors | None = None) -> dict:
    """The body of a problem: `code` is stable, `detail` is for people in their language."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "errors": errors or {},
    }


def problem_json(status: int, code: str, detail: str = "") -> JsonResponse:
    """A problem as a Django response, for what happens outside REST views."""
    return JsonResponse(problem(status, code, detail), status=status, content_type=CONTENT_TYPE)


def problem_json_of(error: Exception) -> JsonResponse:
    """The same answer as a REST view's to an error that the API knows, outside such views."""
    body = _body(error)
    if body is None:
        raise error
    return JsonResponse(
        body, status=body["status"], headers=_headers(error), content_type=CONTENT_TYPE
    )


def problem_response(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler; None lets an unknown error become a 500."""
    body = _body(error)
    if body is None:
        return None
    set_rollback()
    return Response(body, status=body["status"], headers=_headers(error), content_type=CONTENT_TYPE)


def _body(error: Exception) -> dict | None:
    match error:
        case Refused():
            errors = {field: [str(text)] for field, text in error.fields.items()}
            return problem(error.status, str(error.code), str(error.message), errors)
        case exceptions.ValidationError():
            return _invalid(_fields(error.detail))
        case exceptions.APIException():
            code = str(getattr(error.detail, "code", error.default_code))
            return problem(error.status_code, code, str(error.detail))
        case RequestDataTooBig():
            return _too_large()
        case Http404():
            return problem(404, "not_found", _("Not found."))
        case PermissionDenied():
            return problem(403, "not_allowed", str(error) or _("You may not do this."))
        case ModelRefusal():
            return _invalid(_fields(error.message_dict if _named(error) else error.messages))
        case ProtectedError():
            return problem(409, "in_use", _("Something else still refers to this."))
        case IntegrityError():
            return problem(409, "conflict", _("This contradicts what is already stored."))
        case DataError():
            return problem(400, "invalid", _("A value is out of range."))
    return None


def _too_large() -> dict:
    megabytes = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2
    text = _("The body of a request may have {n} MB at most: send less at once.")
    return problem(413, "too_large", text.format(n=megabytes))


def _named(error: ModelRefusal) -> bool:
    return hasattr(error, "error_dict")


def _invalid(errors: Errors) -> dict:
    return problem(400, "invalid", _("Some information is missing or wrong."), errors)


def _fields(detail: Any, path: str = "") -> Errors:
    """Flatten nested errors to {"contact.email": [texts]}; errors of the whole go under `_`."""
    if isinstance(detail, Mapping):
        found: Errors = {}
        for key, value in detail.items():
            name = "" if key in ("non_field_errors", "__all__") else str(key)
            for where, texts in _fields(value, f"{path}.{name}".strip(".")).items():
                found.setdefault(where, []).extend(texts)
        return found
    if isinstance(detail, list) and any(isinstance(item, Mapping | list) for item in detail):
        rows = {str(index): item for index, item in enumerate(detail) if item}
        return _fields(rows, path)
    texts = detail if isinstance(detail, list) else [detail]
    return {path or "_": [str(text) for text in texts]}


def _headers(error: Exception) -> dict[str, str]:
    headers = {}
    if scheme := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = scheme
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return headers
