"""Keep a few programs running together: prefix their lines, restart what crashes, end them all.

Standard library only, and only on the main thread's watch: programs are started from it alone, so
that on Linux a killed supervisor takes its programs along.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence

LOOK_EVERY = 0.2  # seconds
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0  # a program that ran this long starts with the shortest pause again
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class Program:
    """One program, started in a process group of its own and started again when it ends."""

    def __init__(self, name: str, command: Sequence[object], *, patience: float = 10) -> None:
        self.name, self.command = name, [str(part) for part in command]
        self.patience = patience  # seconds between asking it to end and killing it
        self.process: subprocess.Popen[str] | None = None
        self.crashes = 0
        self.started_at = self.start_after = 0.0

    def start(self, environment: Mapping[str, str]) -> None:
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        threading.Thread(target=self.repeat_lines, args=(self.process,), daemon=True).start()

    def repeat_lines(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            say(self.name, line.rstrip())

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def note_crash(self) -> None:
        """Say that it ended by itself and when it starts again: 1, 2, 4 ... 30 seconds."""
        assert self.process is not None
        code, self.process = self.process.returncode, None
        steady = time.monotonic() - self.started_at >= STEADY_AFTER
        self.crashes = 1 if steady else self.crashes + 1
        pause = min(2.0 ** (self.crashes - 1), LONGEST_PAUSE)
        self.start_after = time.monotonic() + pause
        say(self.name, f"ended by itself (code {code}); starting it again in {pause:.0f} s")

    def signal_group(self, number: int) -> None:
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)

    def end(self) -> None:
        """Ask it to end, wait `patience` seconds, then kill whatever is left of its group."""
        if self.process is None:
            return
        if self.is_running:
            os.kill(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(self.patience)
            except subprocess.TimeoutExpired:
                say(self.name, "did not end in time: killed")
        self.signal_group(signal.SIGKILL)
        self.process.wait()


def die_with_parent() -> None:
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def say(name: str, text: str) -> None:
    print(f"{name:>6} | {text}", flush=True)


class Supervisor:
    """Start programs in order, watch them until told to stop, end them in the opposite order."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = dict(environment)
        self.programs: list[Program] = []
        self.stopping = False

    def stop_on_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.stop)

    def stop(self, *_: object) -> None:
        self.stopping = True

    def start(self, program: Program) -> None:
        self.programs.append(program)
        program.start(self.environment)

    def watch(self) -> None:
        """Restart what crashes until a signal says stop."""
        while not self.stopping:
            self.look()
            time.sleep(LOOK_EVERY)

    def look(self) -> None:
        for program in self.programs:
            if program.process is None:
                if time.monotonic() >= program.start_after:
                    program.start(self.environment)
            elif not program.is_running:
                program.signal_group(signal.SIGKILL)
                program.note_crash()

    def end(self) -> None:
        """End every program, the last started first, whatever signals still come."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for program in reversed(self.programs):
            program.end()
