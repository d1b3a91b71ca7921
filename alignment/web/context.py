"""The context processor of every page."""

from typing import Any

from django.http import HttpRequest

from alignment.web.nav import shell_of


def page(request: HttpRequest) -> dict[str, Any]:
    """`shell` for base.html: navigation, counts, theme; lazy, so that parts pay nothing."""
    return {"shell": shell_of(request)}
