from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from alignment.people.models import User
from alignment.web.errors import Refused
from leads import importing
from leads.models import Import


class Command(BaseCommand):
    help = "Take an import back: what it made goes, what it changed returns, what people did stays."

    def add_arguments(self, parser):
        parser.add_argument("id", type=int, nargs="?", help="number of the import; none lists them")
        parser.add_argument("--by", default="", help="e-mail of who takes it back")

    def handle(self, *args, **options):
        if options["id"] is None:
            return self.list()
        batch = Import.objects.filter(pk=options["id"]).first()
        if batch is None:
            raise CommandError(_("There is no import {id}.").format(id=options["id"]))
        by = User.objects.filter(email=options["by"].strip().lower()).first()
        if options["by"] and by is None:
            raise CommandError(_("Nobody here has the e-mail {email}.").format(email=options["by"]))
        try:
            done = importing.revert(batch, by=by)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        return self.stdout.write(
            _(
                "Import {id} is taken back: {removed} leads removed, {restored} restored, {kept} "
                "kept because people worked on them since."
            ).format(id=batch.pk, removed=done.removed, restored=done.restored, kept=done.kept)
        )

    def list(self):
        for batch in Import.objects.order_by("pk"):
            when, status = f"{batch.started_at:%Y-%m-%d %H:%M}", batch.get_status_display()
            counts = f"{batch.created:>7} + {batch.updated:<7}"
            self.stdout.write(f"{batch.pk:>5}  {when}  {status:10} {counts} {batch.label}")
