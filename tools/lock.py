"""`make lock`: resolve requirements/*.in into pinned and hashed lists, for every platform.

`make lock UPGRADE=1` moves to the newest versions that the .in files allow.
"""

import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "requirements"
UV = Path(sys.executable).parent / "uv"
# The test list keeps to run's pins: installing it installs what runs, to the letter.
LISTS = [
    ("uv.in", "uv.txt", []),
    ("run.in", "../requirements.txt", []),
    ("test.in", "test.txt", ["--constraint", "../requirements.txt"]),
]


def lock(source: str, target: str, options: list[str]) -> int:
    upgrade = ["--upgrade"] if os.environ.get("UPGRADE") else []
    command = [UV, "pip", "compile", source, "--output-file", target, *options, *upgrade,
               "--universal", "--python-version", "3.11", "--generate-hashes", "--quiet",
               "--no-emit-index-url", "--no-emit-find-links",
               "--custom-compile-command", "make lock"]  # fmt: skip
    return subprocess.run(command, cwd=FOLDER, env=os.environ | {"UV_NATIVE_TLS": "1"}).returncode


if __name__ == "__main__":
    sys.exit(next((code for code in (lock(*entry) for entry in LISTS) if code), 0))
