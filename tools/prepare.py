"""Make the database ready: compiled translations, migrations, the demo company when asked.

`--demo` loads the demo where there is no user yet, if DEMO is on. Runs in the virtual environment.
"""

import os
import sys
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alignment.settings")

import django  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.exceptions import ImproperlyConfigured  # noqa: E402
from django.core.management import CommandError, call_command  # noqa: E402
from django.db import DatabaseError, connection  # noqa: E402
from messages import compile_all  # noqa: E402


def prepare(with_demo: bool) -> None:
    compile_all()
    warnings.simplefilter("ignore", RuntimeWarning)
    django.setup()
    print(f"Preparing the database ({connection.vendor}) ...", flush=True)
    call_command("migrate", interactive=False, verbosity=0)
    if with_demo and settings.DEMO and not has_users():
        print("Loading the demo company, once ...", flush=True)
        call_command("demo")


def has_users() -> bool:
    from django.contrib.auth import get_user_model  # the registry is ready only now

    return get_user_model().objects.exists()


if __name__ == "__main__":
    try:
        prepare("--demo" in sys.argv)
    except (CommandError, DatabaseError, ImproperlyConfigured) as error:
        sys.exit(f"{type(error).__name__}: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
