"""Imports of 10,000 and 100,000 lines: time by stage and memory, each in a process of its own.

`python -m tools.bench.imports LINES DATABASE` does one and prints one line of JSON.
"""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Any

SIZES = (10_000, 100_000)
KNOWN_SHARE = 10  # one line in so many repeats a person of the file, to be found again
HEADER = "Prénom;Nom;E-mail;Téléphone;Société;SIREN;Code postal;Ville;Fonction;Date de création"


def measure_imports(say: Callable[[str], None]) -> None:
    """Import files into the bench's database, with new people, known ones and doubles."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    say(f"{'':22}{'s':>8}{'read':>8}{'plan':>8}{'write':>8}{'MB':>8}{'MB more':>9}")
    for size in SIZES:
        command = [sys.executable, "-m", "tools.bench.imports", str(size), name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stderr[-2000:])
        told = json.loads(done.stdout.splitlines()[-1])
        say(
            f"{f'import {size:,}':22}{told['all']:8.1f}{told['read']:8.1f}{told['plan']:8.1f}"
            f"{told['write']:8.1f}{told['peak']:8.0f}{told['more']:9.0f}"
        )


def lines(size: int) -> Iterator[str]:
    """A file as a fair gives it: three people a company, one in ten twice."""
    draw = random.Random(size)
    for number in range(size):
        who = draw.randrange(number) if number and number % KNOWN_SHARE == 0 else number
        firm = who // 3
        phone = f"06 {who // 10**6 % 100:02d} {who // 10**4 % 100:02d} {who // 100 % 100:02d}"
        yield (
            f"Claire{who % 500};Nom{who};p{who}@firm{firm}-{size}.example;{phone} {who % 100:02d};"
            f"Société {firm} {size};{siren(firm * 7 + size)};69003;Lyon;Directrice;"
            f"{1 + who % 28:02d}/03/2026"
        )


def siren(number: int) -> str:
    """Nine digits of which the last makes the others right."""
    digits = f"{20_000_000 + number:08d}"
    total = sum(
        sum(divmod(int(digit) * (2 if place % 2 else 1), 10)) for place, digit in enumerate(digits)
    )
    return f"{digits}{-total % 10}"


class Clock:
    """Time spent in some functions, by the name of the stage."""

    def __init__(self) -> None:
        self.spent = {"read": 0.0, "plan": 0.0, "write": 0.0}

    def around(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **kwargs: Any) -> Any:
            start = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                self.spent[stage] += time.perf_counter() - start

        return timed

    def along(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **kwargs: Any) -> Iterator[Any]:
            found = function(*args, **kwargs)
            step = self.around(stage, lambda: next(found, None))
            while (item := step()) is not None:
                yield item

        return timed


def one(size: int, database: str) -> dict[str, float]:
    """Import a file of so many lines and say how long each stage took, in seconds and MB."""
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    settings.MEDIA_ROOT = tempfile.mkdtemp()
    django.setup()
    from django.core.files.uploadedfile import SimpleUploadedFile

    from alignment.people.models import User
    from leads.importing import choosing, runs, uploads, writing
    from leads.importing import lines as read

    clock, by = Clock(), User.objects.get(email="dana@bench.example")
    data = "\n".join([HEADER, *lines(size)]).encode()
    batch = uploads.receive(SimpleUploadedFile("bench.csv", data), by=by)
    del data
    choosing.set_columns(batch, by=by, fields=batch.mapping["fields"])
    choosing.set_choices(batch, by=by, provenance="bench", legal_basis="legitimate_interest")
    choosing.start(batch, by=by)
    read.Lines.chunks = clock.along("read", read.Lines.chunks)  # type: ignore[method-assign]
    runs.plan = clock.around("plan", runs.plan)  # type: ignore[attr-defined]
    writing.write = clock.around("write", writing.write)
    before, start = memory(), time.perf_counter()
    while not runs.do(batch.pk):
        pass
    spent = time.perf_counter() - start
    batch.refresh_from_db()
    if batch.status != "done" or batch.refused:
        raise SystemExit(f"{batch.status}: {batch.refused} refused, {batch.problems}")
    return {**clock.spent, "all": spent, "peak": memory(), "more": memory() - before}


def memory() -> float:
    """The most that this process held at once, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alignment.settings")
    sys.stdout.write(json.dumps(one(int(sys.argv[1]), sys.argv[2])) + "\n")
