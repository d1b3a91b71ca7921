"""The dashboard's figures as they are drawn: once a measuring, for everybody who reads them."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from alignment.vision.models import IcpVersion, TermVersion
from alignment.web.business_days import today
from dashboards import page
from dashboards.models import Measuring
from dashboards.selectors import Cut

# A new release of the page shows within the hour, whatever else stays the same.
KEPT_SECONDS = 3600


@dataclass(frozen=True)
class Drawn:
    """The figures of one period and part, in one language; no HTML where nothing was measured."""

    html: SafeString = SafeString()
    computed_at: datetime | None = None
    untouched: dict[str, Any] | None = None


def drawn(cut: Cut) -> Drawn:
    """The figures of the cut, drawn again after a measuring, a new definition or midnight.

    They are the same for everybody, so that one drawing serves all; nothing is kept before the
    first measuring, nor of a part that nobody measured.
    """
    key = _key(cut)
    kept: Drawn | None = cache.get(key) if key else None
    if kept is None:
        kept = _draw(cut)
        if key and kept.html:
            cache.set(key, kept, KEPT_SECONDS)
    return kept


def _draw(cut: Cut) -> Drawn:
    found = page.figures(cut)
    if not found["is_measured"]:
        return Drawn()
    html = render_to_string("dashboards/_figures.html", found)
    return Drawn(html, found["computed_at"], found["untouched"])


def _key(cut: Cut) -> str:
    """What the drawing is made of, in three statements; empty before the first measuring."""
    last = Measuring.objects.values_list("pk", flat=True).first()
    if last is None:
        return ""
    # A definition that was published once stays so: their number tells of each new one.
    published = [model.objects.published().count() for model in (TermVersion, IcpVersion)]
    said = repr((get_language(), today(), cut, last, published))
    return f"dashboard:{sha256(said.encode()).hexdigest()}"
