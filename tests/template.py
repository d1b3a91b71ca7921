"""A database with every table, made once for the code as it is; each process of tests copies it.

Migrating takes seconds, copying does not. The name bears a fingerprint of the code, since
migrations may call anything; what an earlier code left is deleted.

    python -m tests.template      make it beforehand, and compile the files of tests
"""

import contextlib
import fcntl
import hashlib
import io
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.db import connection

CODE = ("alignment", "leads", "sla", "dashboards")
PREFIX = "tandem_template_"


def copy_template() -> None:
    """Put the process to work on a database of its own: `TEST.NAME`, as new."""
    own = connection.creation._get_test_db_name()
    with _alone():
        _vendor().copy(_made(), own)
    _use(own)


def drop_copy() -> None:
    own = str(connection.settings_dict["NAME"])
    connection.close()
    _vendor().drop(own)


def _made() -> str:
    """The name of the template, which is made where there is none."""
    vendor, name = _vendor(), PREFIX + fingerprint()
    if name not in vendor.names():
        for old in vendor.names():
            vendor.drop(old)
        _migrate(vendor.address(f"{name}_part"))
        vendor.rename(f"{name}_part", name)
    return vendor.address(name)


def fingerprint() -> str:
    """Of all code of ours and of Django's version."""
    found = hashlib.sha256(django.__version__.encode())
    for path in sorted(path for name in CODE for path in (settings.BASE_DIR / name).rglob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _migrate(name: str) -> None:
    options = connection.settings_dict["TEST"]
    before, own = connection.settings_dict["NAME"], options["NAME"]
    options["NAME"] = name
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        options["NAME"] = own
        _use(before)


def _use(name: str) -> None:
    connection.close()
    settings.DATABASES[connection.alias]["NAME"] = name
    connection.settings_dict["NAME"] = name


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One process at a time: the first makes what the others copy."""
    settings.VAR_DIR.mkdir(exist_ok=True)
    with (settings.VAR_DIR / "test-template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Files:
    """Databases of SQLite."""

    @staticmethod
    def address(name: str) -> str:
        return str(settings.VAR_DIR / f"{name}.sqlite3")

    @staticmethod
    def names() -> list[str]:
        return [path.stem for path in settings.VAR_DIR.glob(f"{PREFIX}*.sqlite3")]

    @classmethod
    def rename(cls, old: str, new: str) -> None:
        Path(cls.address(old)).replace(cls.address(new))

    @classmethod
    def copy(cls, source: str, own: str) -> None:
        cls.drop(own)
        shutil.copyfile(source, own)

    @classmethod
    def drop(cls, name: str) -> None:
        path = name if name.endswith(".sqlite3") or "/" in name else cls.address(name)
        for end in ("", "-wal", "-shm"):
            Path(path + end).unlink(missing_ok=True)


class Server:
    """Databases of PostgreSQL."""

    @staticmethod
    def address(name: str) -> str:
        return name

    @classmethod
    def names(cls) -> list[str]:
        pattern = PREFIX.replace("_", r"\_") + "%"
        return cls._asked("SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern])

    @classmethod
    def rename(cls, old: str, new: str) -> None:
        cls._asked(f'ALTER DATABASE "{old}" RENAME TO "{new}"')

    @classmethod
    def copy(cls, source: str, own: str) -> None:
        cls.drop(own)
        cls._asked(f'CREATE DATABASE "{own}" TEMPLATE "{source}"')

    @classmethod
    def drop(cls, name: str) -> None:
        cls._asked(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    @staticmethod
    def _asked(statement: str, values: list[str] | None = None) -> list[str]:
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement, values)
            return [row[0] for row in cursor.fetchall()] if cursor.description else []


def main() -> int:
    """What pytest said, where files of tests do not load; then the template."""
    with contextlib.redirect_stdout(io.StringIO()) as said:
        code = pytest.main(["--collect-only", "-qq"])
    if code:
        sys.stderr.write(said.getvalue())
        return int(code)
    with _alone():
        _made()
    return 0


def _vendor() -> type[Files] | type[Server]:
    return Files if connection.vendor == "sqlite" else Server


if __name__ == "__main__":
    sys.exit(main())
