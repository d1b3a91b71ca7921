"""`make bench`: a large data set in a database of its own, then ratios measured in one run."""

import argparse
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alignment.settings")
os.environ.setdefault("CELERY_EAGER", "0")
os.environ.setdefault("LOG_LEVEL", "ERROR")
os.environ.setdefault("API_RATE", "100000/min")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=100_000)
    leads = parser.parse_args().leads
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    settings.ROOT_URLCONF = "tools.bench.bare"
    settings.ALLOWED_HOSTS = ["*"]
    settings.DATABASES["default"]["TEST"]["NAME"] = (
        str(settings.VAR_DIR / "bench.sqlite3") if connection.vendor == "sqlite" else "tandem_bench"
    )
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        run(leads, connection)
    finally:
        connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)


def run(leads: int, connection) -> None:
    from tools.bench import contract, finding
    from tools.bench.fill import Filler
    from tools.bench.run import measure

    start = time.perf_counter()
    Filler(leads, say).fill()
    contract.fill()
    finding.fill(say)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    say(f"filled {connection.vendor} in {time.perf_counter() - start:.0f} s")
    from datetime import timedelta

    from django.utils import timezone

    from dashboards import services
    from tools.bench.fill import last_day

    services.measure_day(last_day(timezone.now()) - timedelta(days=2))
    measure(say)


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
