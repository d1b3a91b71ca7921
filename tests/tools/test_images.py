"""What `docker compose` runs: the files of a version come and go with its image."""

import re
from pathlib import Path, PurePosixPath

import pytest
import yaml
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
APP = PurePosixPath("/app")


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def dockerfile():
    return (ROOT / "Dockerfile").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def kept(compose, dockerfile):
    """The folders of Tandem's containers that outlive them."""
    mounts = [
        mount.split(":")[1]
        for service in compose["services"].values()
        if service.get("image") == "tandem"
        for mount in service["volumes"]
    ]
    declared = re.findall(r"^VOLUME (\S+)", dockerfile, re.MULTILINE)
    return {PurePosixPath(folder) for folder in [*mounts, *declared]}


def in_image(path):
    return APP / path.relative_to(settings.BASE_DIR).as_posix()


def test_an_upgrade_brings_its_own_static_files(kept):
    static = in_image(settings.STATIC_ROOT)
    assert kept
    assert not [folder for folder in kept if static.is_relative_to(folder)]


def test_the_image_gathers_its_static_files(dockerfile):
    assert "manage.py collectstatic" in dockerfile


def test_static_files_of_the_builder_stay_out_of_the_image():
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert settings.STATIC_ROOT.name in ignored


def test_what_runs_write_lies_in_a_kept_folder(kept):
    schedule = in_image(Path(settings.CELERY_BEAT_SCHEDULE_FILENAME))
    assert any(schedule.is_relative_to(folder) for folder in kept)
