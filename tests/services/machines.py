"""PostgreSQL, Redis and a worker of the test's own, which may be killed at any moment."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0  # seconds for a service to answer


def postgres_programs() -> Path | None:
    """The folder with initdb and pg_ctl: the newest that Debian keeps, else that of the PATH."""
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version)
    named = shutil.which("initdb")
    found = [*packaged[::-1], *([Path(named).resolve().parent] if named else [])]
    return next((path for path in found if (path / "pg_ctl").exists()), None)


def missing() -> str:
    """What this machine lacks, "" when nothing."""
    lacks = [] if postgres_programs() else ["PostgreSQL (initdb, pg_ctl)"]
    lacks += [] if shutil.which("redis-server") else ["redis-server"]
    return " and ".join(lacks)


class Postgres:
    """A cluster that commits as a real one does: what it confirmed survives a crash.

    Only the disk itself is spared (fsync), because the machine does not go down with it.
    """

    def __init__(self, home: Path) -> None:
        programs = postgres_programs()
        assert programs
        self.programs, self.data, self.port = programs, home / "db", _free_port()
        self.data.mkdir()
        if os.getuid() == 0:
            shutil.chown(self.data, "postgres")
        self._run("initdb", "-U", "tandem", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        options = f"-p {self.port} -k {self.data} -c listen_addresses=127.0.0.1 -c fsync=off"
        self._run("pg_ctl", "-w", "-s", "-l", f"{self.data}/log", "-o", options, "start")

    @property
    def url(self) -> str:
        return f"postgres://tandem@127.0.0.1:{self.port}/postgres"

    def crash(self) -> None:
        """Every connection is cut in the middle of what it does; then it recovers."""
        self._run("pg_ctl", "-w", "-s", "-m", "immediate", "-l", f"{self.data}/log", "restart")

    def stop(self) -> None:
        self._run("pg_ctl", "-s", "-m", "immediate", "stop")

    def _run(self, program: str, *options: str) -> None:
        # PostgreSQL refuses to work for root.
        other = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        command = [*other, str(self.programs / program), "-D", str(self.data), *options]
        # Not through a pipe: the server inherits it and never closes it.
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, timeout=60)


class Redis:
    """A broker that writes down what it is told, unless it is made to forget."""

    def __init__(self, home: Path) -> None:
        self.data, self.port = home / "redis", _free_port()
        self.data.mkdir()
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def start(self) -> None:
        where = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.data)]
        keep = ["--save", "", "--appendonly", "yes", "--logfile", "log"]
        self.process = subprocess.Popen(["redis-server", *where, *keep], start_new_session=True)
        _wait_for(self.port)

    def crash(self, *, forgetting: bool) -> None:
        """Killed and started again, with the jobs that were waiting or without them."""
        self.stop()
        if forgetting:
            shutil.rmtree(self.data / "appendonlydir", ignore_errors=True)
        self.start()

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


class Worker:
    """The real one, started as in production, with two processes."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self.environment, self.log = dict(environment), log
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "celery", "--app", "alignment", "worker"]
        command += ["--concurrency", "2", "--without-mingle", "--without-gossip"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def runs(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        """It and its children, at once: no handler runs, nothing is put away."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.process.wait()


def _version(path: Path) -> int:
    return int(path.parent.name) if path.parent.name.isdigit() else 0


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
