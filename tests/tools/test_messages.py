"""Translations: what is missing, doubtful or damaged is found."""

import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"
HEADER = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'
)
CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy
A = _("Hello {name}")
B = pgettext_lazy("a button", "Open")
def c(n): return ngettext("One lead", "{n} leads", n)
"""
PAGE = """{% load i18n %}
{% translate "Save" %} {% blocktranslate trimmed with who=a %}
  Given to {{ who }}
{% endblocktranslate %} {{ _("Later")|upper }}
"""
FRENCH = {
    "Hello {name}": "Bonjour {name}",
    "Save": "Enregistrer",
    "Given to %(who)s": "Remis à %(who)s",
    "Later": "Plus tard",
}
PLURAL = 'msgid "One lead"\nmsgid_plural "{n} leads"\nmsgstr[0] "%s"\nmsgstr[1] "%s"\n\n'
OPEN = 'msgctxt "a button"\nmsgid "Open"\nmsgstr "Ouvrir"\n\n'


@pytest.fixture
def project(tmp_path):
    """A small project with texts in code and in a template."""
    (tmp_path / "leads").mkdir()
    (tmp_path / "leads" / "views.py").write_text(CODE)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(PAGE)
    (tmp_path / "locale" / "fr" / "LC_MESSAGES").mkdir(parents=True)
    return tmp_path


def catalogue(project):
    return project / "locale" / "fr" / "LC_MESSAGES" / "django.po"


def write(project, *, singular="Un lead", plural="{n} leads", extra="", **changes):
    french = FRENCH | {key: changes[name] for name, key in NAMES.items() if name in changes}
    entries = [f'msgid "{key}"\nmsgstr "{text}"\n\n' for key, text in french.items()]
    content = HEADER + "".join(entries) + OPEN + PLURAL % (singular, plural) + extra
    catalogue(project).write_text(content)


NAMES = {"hello": "Hello {name}", "save": "Save", "given": "Given to %(who)s"}


def call(project, function):
    code = f"import sys, pathlib, messages as m; print(m.{function}(pathlib.Path(sys.argv[1])))"
    done = subprocess.run(
        [sys.executable, "-c", code, project], cwd=TOOLS, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_complete_catalogue_passes(project):
    write(project)
    assert call(project, "check") == "[]\n"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"save": ""}, "not translated: 'Save' (templates/page.html)"),
        ({"hello": "Bonjour"}, "placeholders differ: 'Hello {name}'"),
        ({"hello": "Bonjour {nom}"}, "placeholders differ: 'Hello {name}'"),
        ({"given": "Remis à %(qui)s"}, "placeholders differ"),
        ({"plural": "{m} leads"}, "placeholders differ: 'One lead'"),
        ({"plural": ""}, "not translated: 'One lead'"),
        ({"save": "Enregistrer : oui"}, "a sign may break from its word: 'Save'"),
        ({"save": "Dire « oui\u00a0»"}, "a sign may break from its word: 'Save'"),
    ],
)
def test_a_damaged_translation_is_named(project, change, said):
    write(project, **change)
    assert said in call(project, "check")


def test_a_fuzzy_translation_is_named(project):
    write(project)
    content = catalogue(project).read_text()
    catalogue(project).write_text(content.replace('msgid "Save"', '#, fuzzy\nmsgid "Save"'))
    assert "marked fuzzy: 'Save'" in call(project, "check")


def test_update_collects_new_texts_keeps_translations_and_drops_the_unused(project):
    write(project, extra='msgid "Gone"\nmsgstr "Parti"\n')
    (project / "leads" / "new.py").write_text('from x import gettext as _\n_("Fresh")\n')
    call(project, "update_all")
    content = catalogue(project).read_text()
    assert "Gone" not in content
    assert 'msgid "Save"\nmsgstr "Enregistrer"' in content
    assert "not translated: 'Fresh' (leads/new.py)" in call(project, "check")


def test_compile_writes_what_django_reads(project):
    write(project)
    call(project, "compile_all")
    assert b"Enregistrer" in catalogue(project).with_suffix(".mo").read_bytes()
