"""The works of the night: each once per local day of the company, late rather than never.

A cheap tick asks every ten minutes what is due, so that the company's zone decides and not the
clock of the server: from 04:00 local on, which exists once on every day in every zone of France,
also when clocks change. Works must be harmless when they run twice and must make up for missed
nights by themselves.
"""

import logging
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from alignment.journal.models import Night
from alignment.web.business_days import DAY, zone

log = logging.getLogger(__name__)

FROM_HOUR = 4  # local
# Longer than any task may take: what began before then was broken off.
LEASE = timedelta(minutes=30)
KEPT_DAYS = 90


def day_due(now: datetime) -> date | None:
    """The local day whose night should be over by now; None from midnight to four o'clock."""
    local = now.astimezone(zone())
    return local.date() if local.hour >= FROM_HOUR else None


def left(now: datetime) -> list[str]:
    """The works of settings.NIGHT that are due, not done and not being done."""
    day = day_due(now)
    if day is None:
        return []
    rows = Night.objects.filter(day=day)
    taken = {row.work for row in rows if row.done_at or row.begun_at > now - LEASE}
    return [work for work in settings.NIGHT if work not in taken]


def do(work: str) -> bool:
    """Do a work of the night unless it is done or being done; whether this call did it.

    What fails is given back and tried again by the next tick.
    """
    now = timezone.now()
    day = day_due(now)
    night = _claim(work, day, now) if day else None
    if night is None:
        return False
    try:
        import_string(work)()
    except Exception:
        Night.objects.filter(pk=night.pk, begun_at=now).delete()
        raise
    Night.objects.filter(pk=night.pk, begun_at=now).update(done_at=timezone.now())
    log.info("night done work=%s day=%s", work, day)
    return True


def is_done(work: str) -> bool:
    """Whether the work of the night is done for today."""
    day = day_due(timezone.now())
    done = Night.objects.filter(work=work, done_at__isnull=False)
    return day is not None and done.filter(day=day).exists()


def forget_old() -> int:
    """Delete the marks of nights more than 90 days ago and return how many."""
    limit = timezone.now().astimezone(zone()).date() - KEPT_DAYS * DAY
    deleted, _kinds = Night.objects.filter(day__lt=limit).delete()
    return deleted


def _claim(work: str, day: date, now: datetime) -> Night | None:
    """The mark of the work, ours now; None when another has it. Takes over what was broken off."""
    try:
        with transaction.atomic():
            return Night.objects.create(work=work, day=day, begun_at=now)
    except IntegrityError:
        broken = Night.objects.filter(
            work=work, day=day, done_at__isnull=True, begun_at__lte=now - LEASE
        )
        taken = broken.update(begun_at=now)
        return Night.objects.filter(work=work, day=day).first() if taken else None
