import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from alignment.web.errors import Refused
from dashboards.learning import files, outcomes, own, telling

SUFFIX = ".score.json"


class Command(BaseCommand):
    help = (
        "Learn from past leads which facts raise or lower the odds. FILE is a lead file with an "
        "outcome column; without it, the company's own verdicts (docs/learned-score.md)."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE")
        parser.add_argument("--outcome", default="", help="column that says how each lead ended")
        parser.add_argument("--positive", default="", help="its value that is the success")
        parser.add_argument("--out", type=Path, help="where to write the score (JSON)")
        parser.add_argument("--leave-out", action="append", default=[], metavar="COLUMN")
        parser.add_argument("--keep", action="append", default=[], metavar="COLUMN")

    def handle(self, *args, **options):
        try:
            self.train(options)
        except Refused as refused:
            raise CommandError(str(refused)) from refused

    def train(self, options):
        # Heavy libraries: loaded when somebody trains, so that every other command starts quickly.
        from dashboards.learning import training

        path = options["file"]
        if path and not options["outcome"]:
            raise Refused(_("Say which column is the outcome: --outcome COLUMN."))
        sheet = files.read(path) if path else own.verdicts()
        column = sheet.column(options["outcome"] or own.VERDICT)
        table = sheet.table()
        read = outcomes.outcomes_of(
            table.pop(column), column=column, positive=options["positive"]
        ) if sheet.rows else outcomes.Outcomes([], (), (), ())  # fmt: skip
        decided = [at for at, value in enumerate(read.values) if value is not None]
        trained = training.train(
            {name: [cells[at] for at in decided] for name, cells in table.items()},
            [int(value) for value in read.values if value is not None],
            outcome=column,
            keep=[sheet.column(name) for name in options["keep"]],
            leave=[sheet.column(name) for name in options["leave_out"]],
            are_codes=not path,
            progress=self.stdout.write,
        )
        for line in telling.report(trained, read, sheet.skipped):
            self.stdout.write(line)
        out = options["out"] or (path.with_suffix(SUFFIX) if path else own.kept_in())
        out.write_text(json.dumps(trained.score.plain(), ensure_ascii=False), encoding="utf-8")
        self.stdout.write(_("The score is in {file}.").format(file=out))
