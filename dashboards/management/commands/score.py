import csv
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from alignment.web.errors import Refused
from dashboards.learning import files, own, telling
from dashboards.learning.score import read_file
from leads.identifiers import search_key

REASONS = 3
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class Command(BaseCommand):
    help = "Score each lead of FILE: probability, how sure, and the main reasons."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--model", type=Path, help="made by train_score; else that of the company’s own leads"
        )
        parser.add_argument("--out", type=Path, help="CSV to write; without it, the screen")

    def handle(self, *args, **options):
        try:
            self.score(options)
        except Refused as refused:
            raise CommandError(str(refused)) from refused

    def score(self, options):
        score, sheet = read_file(options["model"] or own.kept_in()), files.read(options["file"])
        known = {search_key(name) for name in sheet.header}
        missing = [c.name for c in score.columns if search_key(c.name) not in known]
        if len(missing) == len(score.columns):
            said = _("The file has none of the columns that the score reads: {names}.")
            raise Refused(said.format(names=", ".join(missing)))
        if missing:
            said = _("Not in the file, hence not known: {names}.").format(names=", ".join(missing))
            self.stderr.write(said)
        if sheet.skipped:
            self.stderr.write(telling.skipped(sheet.skipped))
        if not score.facts.get("quality", {}).get("learns"):
            self.stderr.write(telling.learns_nothing())
        if options["out"]:
            with options["out"].open("w", encoding="utf-8-sig", newline="") as text:
                write(score, sheet, text)
            done = _("{n} leads scored in {file}.")
            self.stdout.write(done.format(n=len(sheet.rows), file=options["out"]))
        else:
            write(score, sheet, sys.stdout)


def write(score, sheet, text):
    """Each row as it was, then its score."""
    out = csv.writer(text)
    out.writerow([*sheet.header, "probability", "low", "high", "reasons"])
    keys = [search_key(name) for name in sheet.header]
    for row in sheet.rows:
        said = score.say(dict(zip(keys, row, strict=True)))
        figures = [f"{value:.4f}" for value in (said.chance, said.low, said.high)]
        why = " ; ".join(telling.reason(each) for each in said.reasons[:REASONS])
        out.writerow([*map(harmless, row), *figures, why])


def harmless(cell):
    """A text that a spreadsheet will not run as a formula; a negative number is none."""
    if cell.startswith(FORMULA_STARTS) and not cell.lstrip("+-").replace(",", ".").isnumeric():
        return f"'{cell}" if any(letter.isalpha() or letter in "=@" for letter in cell) else cell
    return cell
