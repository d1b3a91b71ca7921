"""`make run` keeps its programs up and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"

# A program with a child of its own; the first time it crashes at once.
FLAKY = """
import os, pathlib, subprocess, sys, time
notes = pathlib.Path(sys.argv[1])
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
with notes.open("a") as file:
    file.write(f"{os.getpid()} {child.pid}\\n")
if len(notes.read_text().splitlines()) == 1:
    sys.exit(3)
time.sleep(60)
"""
WATCH = """
import os, sys
from supervisor import Program, Supervisor
supervisor = Supervisor(os.environ)
supervisor.stop_on_signals()
supervisor.start(Program("flaky", [sys.executable, "-c", sys.argv[1], sys.argv[2]], patience=2))
supervisor.watch()
supervisor.end()
"""


def is_alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def eventually(condition, seconds=15):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_crash_is_started_again_and_a_signal_ends_everything(tmp_path, number):
    notes = tmp_path / "notes"
    watcher = subprocess.Popen(
        [sys.executable, "-c", WATCH, FLAKY, notes], cwd=TOOLS, stdout=subprocess.PIPE, text=True
    )
    assert eventually(lambda: notes.exists() and len(notes.read_text().splitlines()) == 2)
    pids = [int(pid) for pid in notes.read_text().split()]
    os.kill(watcher.pid, number)
    said, _ = watcher.communicate(timeout=15)
    assert "ended by itself (code 3); starting it again in 1 s" in said
    assert watcher.returncode == 0
    assert eventually(lambda: not any(map(is_alive, pids)), seconds=3)
