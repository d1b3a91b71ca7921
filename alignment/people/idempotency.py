"""`Idempotency-Key`: a POST that is sent twice is done once and answered twice the same.

The row that claims the key is committed before the work begins, so a second request that arrives
meanwhile finds it and is told so (409) on both databases, without locks. A claim whose process died
keeps answering 409 for a day: nobody knows whether the work was done, so it is not done again.
An error of ours (5xx) is never kept: what it began was rolled back, and the caller may try again.
"""

import hashlib
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.exceptions import Throttled

from alignment.people import keys
from alignment.people.models import IdempotentReply
from alignment.web.middleware import is_api
from alignment.web.problems import problem_json, problem_json_of
from alignment.web.rates import wait_of

MAX_KEY = 255
NOT_STORED = {401, 403, 413, 429}
SERVER_ERROR = 500
STORED_HEADERS = ("Content-Type", "Location", "Allow")


class Idempotency:
    """Stores the answer to a POST under /api/ by caller and key, and replays it for a day."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = request.headers.get("Idempotency-Key")
        if key is None or request.method != "POST" or not is_api(request):
            return self.get_response(request)
        if not 1 <= len(key) <= MAX_KEY or not key.isascii() or not key.isprintable():
            text = _("Idempotency-Key has 1 to 255 printable ASCII characters.")
            return problem_json(400, "bad_idempotency_key", text)
        return self.once(request, key)

    def once(self, request: HttpRequest, key: str) -> HttpResponseBase:
        caller = _caller(request)
        if caller is None:
            return self.get_response(request)  # the API itself answers 401
        try:
            fingerprint = _fingerprint(request)
        except RequestDataTooBig as error:
            return _at_rate(caller, problem_json_of(error))
        try:
            with transaction.atomic():
                claim = IdempotentReply.objects.create(
                    caller=caller, key=key, fingerprint=fingerprint
                )
        except IntegrityError:
            earlier = IdempotentReply.objects.filter(caller=caller, key=key).first()
            return _at_rate(caller, _again(earlier, fingerprint))
        return self.first_time(request, claim)

    def first_time(self, request: HttpRequest, claim: IdempotentReply) -> HttpResponseBase:
        response = self.get_response(request)
        status = response.status_code
        if status in NOT_STORED or status >= SERVER_ERROR or response.streaming:
            claim.delete()
            return response
        headers = {
            name: response.headers[name] for name in STORED_HEADERS if name in response.headers
        }
        IdempotentReply.objects.filter(pk=claim.pk).update(
            status=status,
            headers=headers,
            body=response.content,  # type: ignore[attr-defined]
        )
        return response


def _again(earlier: IdempotentReply | None, fingerprint: str) -> HttpResponse:
    if earlier is not None and earlier.fingerprint != fingerprint:
        text = _("This Idempotency-Key was used for another request.")
        return problem_json(422, "idempotency_key_reused", text)
    if earlier is None or earlier.status is None:
        text = _("The first request with this Idempotency-Key has not ended.")
        return problem_json(409, "still_running", text)
    headers = {**earlier.headers, "Idempotent-Replayed": "true"}
    return HttpResponse(bytes(earlier.body), status=earlier.status, headers=headers)


def _at_rate(caller: str, answer: HttpResponse) -> HttpResponse:
    """What is answered here reaches no throttle of the API, so that it is counted here."""
    wait = wait_of(caller)
    return problem_json_of(Throttled(wait)) if wait else answer


def _caller(request: HttpRequest) -> str | None:
    """The key or person that calls, None for nobody; a revoked key must not read old answers."""
    if "Authorization" not in request.headers:
        return f"user-{request.user.pk}" if request.user.is_authenticated else None
    key = keys.in_header(request.headers["Authorization"])
    return f"key-{key.pk}" if key else None


def _fingerprint(request: HttpRequest) -> str:
    asked = f"{request.method} {request.get_full_path()} {request.content_type}\n".encode()
    return hashlib.sha256(asked + request.body).hexdigest()
