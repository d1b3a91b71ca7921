"""Make the database ready: compiled translations, migrations, the demo company when asked.

`--demo` loads the demo where there is no user yet, if DEMO is on. Runs in the virtual environment.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alignment.settings")

import django  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.exceptions import ImproperlyConfigured  # noqa: E402
from django.core.management import CommandError, call_command  # noqa: E402
from django.db import DatabaseError, connection  # noqa: E402
from messages import compile_all  # noqa: E402

LOGINS = ROOT / "var" / "logins.txt"


def prepare(with_demo: bool) -> None:
    compile_all()
    django.setup()
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    print(f"Preparing the database ({connection.vendor}) ...", flush=True)
    call_command("migrate", interactive=False, verbosity=0)
    if with_demo and settings.DEMO and not get_user_model().objects.exists():
        print("Loading the demo company, once ...", flush=True)
        call_command("demo", verbosity=0)  # `make run` names the people when it is ready
    LOGINS.write_text(logins(), encoding="utf-8")


def logins() -> str:
    """Who can log in, for the person who started Tandem: in English, like all that tools print."""
    from alignment.people.selectors import demo_accounts  # models exist only after setup
    from alignment.people.services import DEMO_PASSWORD

    lines = [
        f"  {person.email:34} {person.full_name} ({person.team.kind})\n"
        for person in demo_accounts()
    ]
    if lines:
        return f"Log in as one of these, password {DEMO_PASSWORD}\n{''.join(lines)}"
    if get_user_model().objects.exists():
        return "Log in with your e-mail address and password.\n"
    return "Nobody can log in yet: .venv/bin/python manage.py create_admin you@example.fr\n"


if __name__ == "__main__":
    try:
        prepare("--demo" in sys.argv)
    except (CommandError, DatabaseError, ImproperlyConfigured) as error:
        sys.exit(f"{type(error).__name__}: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
