"""What the browser loads: small, complete, readable in both themes."""

import gzip
import re
from pathlib import Path

import lucide
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from alignment.web import nav
from alignment.web.templatetags import web

STATIC = settings.BASE_DIR / "static"
TEMPLATES = settings.BASE_DIR / "templates"
BUDGET = 25 * 1024
BASE_CSS = (STATIC / "css" / "base.css").read_text()
PAIRS = [
    *[(ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("bg", "surface", "sunken")],
    *[("brand", ground) for ground in ("bg", "surface", "brand-soft")],
    *[(state, f"{state}-soft") for state in ("ok", "warn", "bad")],
    *[(state, ground) for state in ("ok", "warn", "bad") for ground in ("surface", "bg")],
    *[(f"{team}-ink", f"{team}-soft") for team in ("marketing", "sales", "shared")],
    *[(f"{team}-ink", "surface") for team in ("marketing", "sales", "shared")],
    ("on-brand", "brand"),
    ("on-brand", "brand-strong"),
    ("ink-2", "bad-soft"),
]


def weight(folder: str, ending: str) -> int:
    files = sorted((STATIC / folder).glob(f"*.{ending}"))
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)


def test_styles_and_scripts_stay_within_their_budget():
    assert 0 < weight("css", "css") <= BUDGET
    assert 0 < weight("js", "js") <= BUDGET


def colour(name: str, theme: int) -> str:
    light, dark = re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\)", BASE_CSS).groups()
    text = (light, dark)[theme].removeprefix("#")
    return text if len(text) == 6 else "".join(digit * 2 for digit in text)


def luminance(text: str) -> float:
    channels = [int(text[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_every_ink_can_be_read_on_its_ground(ink, ground, theme):
    high, low = sorted(
        (luminance(colour(ink, theme)), luminance(colour(ground, theme))), reverse=True
    )
    assert (high + 0.05) / (low + 0.05) >= 4.5


def test_every_icon_named_in_the_house_exists():
    named = {
        name
        for file in TEMPLATES.rglob("*.html")
        for name in re.findall(r'{% icon "([^"]+)"', file.read_text())
    }
    named |= {*web.DUE_ICONS.values(), *web.STATUS_ICONS.values()}
    places = [*nav.DAILY, *nav.SHARED, *nav.ADMINISTRATION, nav.NEW, nav.BELL]
    named |= {place.icon for place in places}
    assert len(named) > 20
    for name in named:
        lucide._load_icon(name)


def test_every_static_file_named_in_the_house_is_found():
    named = {
        name
        for file in TEMPLATES.rglob("*.html")
        for name in re.findall(r"""{% static ['"]([^'"]+)""", file.read_text())
    }
    assert "css/base.css" in named
    assert [name for name in sorted(named) if not finders.find(name)] == []


def test_the_font_comes_from_its_package_and_is_not_in_the_repository():
    found = Path(finders.find("fonts/Manrope-VariableFont_wght.ttf"))
    assert settings.BASE_DIR / "static" not in found.parents
    assert finders.find("fonts/OFL.txt")


def test_no_template_breaks_the_strict_content_policy():
    for file in TEMPLATES.rglob("*.html"):
        if "emails" not in file.parts:
            text = file.read_text()
            assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", text), file
