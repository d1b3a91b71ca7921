"""`make test` and its parts: each step says its name, the first failure stops with its code."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON_PATHS = ["alignment", "leads", "sla", "dashboards", "tests", "tools", "manage.py"]
PACKAGES = ["alignment", "leads", "sla", "dashboards"]
TEMPLATES = sorted(str(path) for path in ROOT.glob("templates/**/*.html"))
DJADE: list[object] = [BIN / "djade", "--target-version", "5.2"]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_BROWSER = (
    "Browser tests were not run: no Chromium found (install chromium, or set CHROMIUM to its path)."
)

MOST_PROCESSES = 8
# Processes that run side by side must not each start a thread a core to add up numbers.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
TOGETHER = ("--dist", "loadfile", "--no-loadscope-reorder")

Step = tuple[str, list[object]]
Running = tuple[str, subprocess.Popen[bytes]]

LINT: list[Step] = [
    ("Style", [BIN / "ruff", "check", *PYTHON_PATHS]),
    ("Format", [BIN / "ruff", "format", "--check", *PYTHON_PATHS]),
    ("Templates", [*DJADE, "--check", *TEMPLATES]),
    ("Import contracts", [BIN / "lint-imports", "--no-logo"]),
]
FORMAT: list[Step] = [
    ("Format", [BIN / "ruff", "format", *PYTHON_PATHS]),
    # It ends with 1 when it changed something: the second run tells.
    ("Templates", ["sh", "-c", '"$@" || "$@"', "sh", *DJADE, *TEMPLATES]),
    ("Imports and simple repairs", [BIN / "ruff", "check", "--fix", *PYTHON_PATHS]),
]
TYPES: list[Step] = [("Types", [BIN / "mypy", *PACKAGES])]
# What each process of tests would else do for itself, on the core that types leave free.
MADE_READY: Step = ("Tests made ready", [sys.executable, "-m", "tests.template"])
READY: list[Step] = [("Compiled translations", [sys.executable, "tools/messages.py", "compile"])]
MODELS: list[Step] = [
    ("Migrations", [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]),
    ("Translations", [sys.executable, "tools/messages.py", "check"]),
]


def pytest(*options: str) -> list[object]:
    return [sys.executable, "-m", "pytest", *options]


def tests(those: str) -> Step:
    return "Tests", pytest("-m", those, *side_by_side())


def side_by_side() -> list[str]:
    """One process a core and one more, each with a database of its own; a file stays together.

    The one more works while another waits for its browser or its database. In the order that
    tests/conftest.py gives: what has few and long tests must not be last.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    wanted = min((cores or 1) + 1, MOST_PROCESSES)
    return ["-n", str(wanted), *TOGETHER] if wanted > 1 else []


def chromium() -> str | None:
    """The browser that CHROMIUM names, else the first one installed, else None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else None
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def steps_of(word: str, browser: str | None) -> list[Step | list[Step]]:
    """One after the other; those of a list within it side by side."""
    # Those that kill services of their own are a step apart: nothing else runs beside them.
    not_slow = "not slow and not services"
    quick = f"{not_slow} and not browser"
    not_slow = not_slow if browser else quick
    plans: dict[str, list[Step | list[Step]]] = {
        "lint": LINT,
        "format": FORMAT,
        "types": READY + TYPES,
        "test": [*LINT, *READY, [*TYPES, MADE_READY], *MODELS, tests(not_slow)],
        "unit": [*READY, tests(quick)],
        "browser": [*READY, ("Browser tests", pytest("-m", "browser"))],
        "services": [*READY, ("Killed services", pytest("-m", "services", "-rs"))],
        "slow": [*READY, ("Slow tests", pytest("-m", "slow"))],
    }
    return plans[word]


def carry_out(steps: list[Step | list[Step]], browser: str | None) -> int:
    environment = ONE_THREAD | os.environ | ({"CHROMIUM": browser} if browser else {})
    for step in steps:
        began = time.monotonic()
        for running in [start(one, environment) for one in together(step)]:
            if code := finish(running, began):
                return code
    return 0


def together(step: Step | list[Step]) -> list[Step]:
    return step if isinstance(step, list) else [step]


def start(step: Step, environment: Mapping[str, str]) -> Running:
    name, command = step
    print(f"--- {name}", flush=True)
    parts = [str(part) for part in command]
    return name, subprocess.Popen(parts, cwd=ROOT, env=environment)


def finish(running: Running, began: float) -> int:
    name, process = running
    if code := process.wait():
        print(f"--- {name}: failed (code {code})", flush=True)
        return code
    print(f"--- {name}: {time.monotonic() - began:.1f} s", flush=True)
    return 0


def main(word: str) -> int:
    browser = chromium()
    if browser is None and (word == "browser" or (word == "test" and os.environ.get("CI"))):
        print(NO_BROWSER, file=sys.stderr)
        return 1
    code = carry_out(steps_of(word, browser), browser)
    if browser is None and word == "test":
        print(NO_BROWSER)
    return code


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except KeyboardInterrupt:
        sys.exit(130)
