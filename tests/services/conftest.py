"""The company on machines of its own: made once, thrown away afterwards."""

import logging
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from alignment.web.business_days import holidays_of
from tests.services import machines

log = logging.getLogger(__name__)
# What somebody may have set for a Tandem of their own.
NOT_OURS = (
    "CELERY_EAGER", "EMAIL_URL", "EMAIL_HOST", "EMAIL_BACKEND", "PRODUCTION", "HOLIDAY_ZONE",
)  # fmt: skip


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that PostgreSQL may enter too; those of pytest are closed to others."""
    place = Path(tempfile.mkdtemp(prefix="tandem-services."))
    place.chmod(0o755)
    yield place
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def postgres(home) -> Iterator[machines.Postgres]:
    service = machines.Postgres(home)
    yield service
    service.stop()


@pytest.fixture
def redis(home) -> Iterator[machines.Redis]:
    service = machines.Redis(home)
    yield service
    service.stop()


@pytest.fixture
def environment(postgres, redis) -> dict[str, str]:
    """What every process of this house is told; its time zone has a working day just now."""
    ours = {
        "DJANGO_SETTINGS_MODULE": "tests.services.settings",
        "DATABASE_URL": postgres.url,
        "REDIS_URL": f"{redis.url}/0",
        "CELERY_BROKER_URL": f"{redis.url}/0",
        "CACHE_URL": f"{redis.url}/1",
        "OUTGOING_LOOPBACK": "1",
        "COMPANY_ZONE": zone_at_work(),
        "LOG_LEVEL": "INFO",
    }
    return {name: text for name, text in os.environ.items() if name not in NOT_OURS} | ours


@pytest.fixture
def manage(environment):
    def run(*words: str) -> None:
        command = [sys.executable, "manage.py", *words]
        subprocess.run(command, check=True, cwd=machines.ROOT, env=environment, timeout=120)

    return run


@pytest.fixture
def dice() -> random.Random:
    """Another course of events each time; KILL_SEED repeats one as far as time lets it."""
    seed = int(os.environ.get("KILL_SEED") or random.SystemRandom().randrange(10**6))
    log.warning("KILL_SEED=%s", seed)
    return random.Random(seed)


def zone_at_work() -> str:
    """A time zone in which it is day, and no public holiday: promises are told in working hours."""
    now = datetime.now(UTC)
    for hours in range(-12, 15):
        local = now + timedelta(hours=hours)
        if 9 <= local.hour < 20 and local.date() not in holidays_of(local.year, ""):
            name = f"Etc/GMT{-hours:+d}"
            assert now.astimezone(ZoneInfo(name)).hour == local.hour
            return name
    raise AssertionError("A holiday all around the world.")
