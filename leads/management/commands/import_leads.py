import csv
import dataclasses
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from alignment.people.models import User
from alignment.web.errors import Refused
from leads import importing
from leads.importing import mapping as mappings

MOST_SHOWN = 20
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class Command(BaseCommand):
    help = (
        "Bring a past funnel in from delimited files. The first file holds one lead a line, the "
        "others complete it, joined on a key. Try --dry-run first (docs/importing.md)."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--mapping", type=Path, help="TOML file: which column is what")
        parser.add_argument("--join-on", default="", help="column that joins the files")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, only")
        parser.add_argument(
            "--skip-bad", action="store_true", help="bring the good lines in, leave the bad out"
        )
        parser.add_argument("--errors", type=Path, help="write the bad lines to this CSV file")
        parser.add_argument("--label", default="", help="name of the import")
        parser.add_argument("--by", default="", help="e-mail of who imports")
        parser.add_argument("--provenance", default="", help="where data about people comes from")

    def handle(self, *args, **options):
        try:
            self.bring_in(options)
        except Refused as refused:
            raise CommandError(str(refused)) from refused

    def bring_in(self, options):
        mapping, by = self.mapping(options), self.person(options["by"])
        paths, label = options["files"], options["label"]
        if options["dry_run"]:
            report = importing.dry_run(paths, mapping, by=by, progress=self.progress)
            self.tell(report)
            self.stdout.write(_("Nothing is written: this is a dry run."))
            self.write_errors(report, options["errors"])
            return
        batch, report = importing.run(
            paths,
            mapping,
            label=label,
            by=by,
            skip_bad=options["skip_bad"],
            progress=self.progress,
        )
        self.write_errors(report, options["errors"])
        if batch is None:
            self.tell(report)
            raise CommandError(
                _(
                    "Nothing was imported: mend the lines above, or leave them out with --skip-bad "
                    "--errors FILE."
                )
            )
        done = _("Import {id} is done. To take it back: manage.py revert_import {id}")
        self.tell(report)
        self.stdout.write(done.format(id=batch.pk))

    def mapping(self, options):
        if options["mapping"]:
            mapping = mappings.load(Path(options["mapping"]))
        else:
            mapping = importing.guessed(options["files"], options["join_on"])
            self.stdout.write(_("No mapping file: columns are guessed from their headers."))
            for path, file in zip(options["files"], mapping.files, strict=True):
                for name, columns in file.columns.items():
                    self.stdout.write(f"  {path.name}: {columns[0]} → {name}")
        if options["join_on"]:
            files = [dataclasses.replace(f, join_on=options["join_on"]) for f in mapping.files]
            mapping = dataclasses.replace(mapping, files=tuple(files))
        provenance = options["provenance"] or mapping.provenance
        return dataclasses.replace(mapping, provenance=provenance)

    def person(self, email):
        if not email:
            return None
        person = User.objects.filter(email=email.strip().lower()).first()
        if person is None:
            raise CommandError(_("Nobody here has the e-mail {email}.").format(email=email))
        return person

    def progress(self, rows):
        if self.stdout.isatty():
            self.stdout.write(f"{rows} …\r", ending="")

    def tell(self, report):
        lines = (
            (_("lines read"), report.rows),
            (_("new"), report.created),
            (_("updated"), report.updated),
            (_("unchanged"), report.unchanged),
            (_("flagged (odd dates, kept as they are)"), report.flagged),
            (_("left as people have them"), report.kept),
            (_("bad lines"), report.bad_rows),
        )
        for notice in report.notices:
            self.stdout.write(self.style.WARNING(notice))
        for words, number in lines:
            self.stdout.write(f"{number:>9}  {words}")
        for flag in report.flags[:MOST_SHOWN]:
            self.stdout.write(f"           {flag}")
        for problem in report.problems[:MOST_SHOWN]:
            self.stderr.write(str(problem))
        more = len(report.problems) - MOST_SHOWN
        if more > 0:
            self.stderr.write(_("… and {n} more.").format(n=more))

    def write_errors(self, report, path):
        """The bad lines as they were read, with why; ready to be mended and imported."""
        if path is None or not report.problems:
            return
        with path.open("w", encoding="utf-8-sig", newline="") as text:
            out = csv.writer(text, delimiter=";")
            for name, header in report.headers.items():
                found = [problem for problem in report.problems if problem.file == name]
                if found:
                    out.writerow([_("file"), _("line"), _("column"), _("reason"), *header])
                for problem in found:
                    where = [problem.file, problem.line, problem.column, problem.message]
                    out.writerow([_harmless(cell) for cell in [*where, *problem.cells]])
        self.stdout.write(_("Bad lines are in {file}.").format(file=path))


def _harmless(cell):
    """A text that a spreadsheet will not run as a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
