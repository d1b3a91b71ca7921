import csv
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from leads.models import Import, Lead
from tests.leads.importing.conftest import FUNNEL

pytestmark = pytest.mark.django_db


def run(*args, **options):
    out, errors = StringIO(), StringIO()
    call_command(*args, stdout=out, stderr=errors, **options)
    return out.getvalue() + errors.getvalue()


def test_dry_run_then_import_then_back(funnel, file):
    paths, mapping = list(map(str, funnel)), str(file("m.toml", FUNNEL))
    assert "won_before_captured" in run("import_leads", *paths, mapping=mapping, dry_run=True)
    assert not Lead.objects.exists()
    run("import_leads", *paths, mapping=mapping, label="Reprise")
    batch = Import.objects.get()
    assert (batch.label, Lead.objects.count()) == ("Reprise", 4)
    assert "Reprise" in run("revert_import")
    run("revert_import", str(batch.pk))
    assert not Lead.objects.exists()


def test_bad_lines_are_shown_and_nothing_comes_in(funnel, file, capsys):
    bad = file("bad.csv", funnel[0].read_text() + "\n=a5,31-02-2024,p,social")
    errors = file("errors.csv", b"")
    args = ["import_leads", str(bad), str(funnel[1])]
    options = {"mapping": file("m.toml", FUNNEL), "errors": errors}
    with pytest.raises(CommandError):
        run(*args, **options)
    rows = list(csv.reader(errors.open(encoding="utf-8-sig"), delimiter=";"))
    assert rows[1][:3] == ["bad.csv", "6", "first_contact"]
    assert rows[1][4:6] == ["'=a5", "31-02-2024"]
    assert not Lead.objects.exists()
    run(*args, skip_bad=True, **options)
    assert Lead.objects.count() == 4


@pytest.mark.parametrize(
    "options", [{"by": "ghost@example.com"}, {"mapping": "nowhere.toml"}, {"join_on": "nothing"}]
)
def test_wrong_options_are_refused_in_one_sentence(funnel, file, options):
    options = {"mapping": file("m.toml", FUNNEL), **options}
    with pytest.raises(CommandError):
        run("import_leads", *map(str, funnel), **options)


def test_there_is_no_such_import():
    with pytest.raises(CommandError):
        run("revert_import", "99")
