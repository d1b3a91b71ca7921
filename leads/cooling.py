"""Each night: interest fades, so levels of engagement that nothing kept warm go down.

Points halve every 30 days (domain: `leads.engagement`). A touch brings a lead up at once, where it
is logged; nobody would bring it down.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from leads import engagement
from leads.choices import OPEN_STAGES
from leads.models import Lead, Touch

PORTION = 2000


def cool(now: datetime) -> int:
    """Bring down the open leads whose points no longer make their level; how many went down.

    The coldest have nowhere to go and are not read. Run twice it changes nothing more.
    """
    warm = Lead.objects.filter(stage__in=OPEN_STAGES, engagement_level__lt=engagement.COLDEST)
    keys = list(warm.order_by("pk").values_list("pk", flat=True))
    portions = (keys[start : start + PORTION] for start in range(0, len(keys), PORTION))
    return sum(_cool(portion, now) for portion in portions)


@transaction.atomic
def _cool(keys: Sequence[int], now: datetime) -> int:
    """One portion; its leads are held, so that a touch logged meanwhile is not undone."""
    leads = Lead.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    leads = leads.only("pk", "engagement_level", "engagement_points")
    touches = _touches(keys, now)
    changed = []
    for lead in leads:
        points = engagement.engagement(touches[lead.pk], at=now)
        level = engagement.level_of(points)
        if level > lead.engagement_level:
            lead.engagement_level, lead.engagement_points = level, Decimal(str(round(points, 2)))
            changed.append(lead)
    Lead.objects.bulk_update(changed, ["engagement_level", "engagement_points"], batch_size=500)
    return len(changed)


def _touches(keys: Sequence[int], now: datetime) -> dict[int, list[tuple[str, datetime]]]:
    found: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    rows = Touch.objects.filter(lead__in=keys, occurred_at__lte=now).order_by()
    for lead, kind, at in rows.values_list("lead", "kind", "occurred_at"):
        found[lead].append((kind, at))
    return found
