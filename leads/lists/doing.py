"""One worker's shift on a run, and what the nights take away."""

from datetime import timedelta

from django.utils import timezone

from leads.lists import exports, runs
from leads.lists.runs import left_behind
from leads.models import BulkRun

__all__ = ["do", "forget_exports", "left_behind"]
FILES_KEPT = timedelta(days=7)


def do(run_id: int) -> bool:
    """One shift on a run; False when it is to be gone on with. Another's run is let alone."""
    run = runs.take(run_id)
    if run is None:
        return True
    if run.action != "export":
        return runs.work(run)
    exports.write_xlsx(run)
    return True


def forget_exports() -> int:
    """Delete the files of exports after a week; how many."""
    old = BulkRun.objects.filter(finished_at__lt=timezone.now() - FILES_KEPT).exclude(file="")
    count = 0
    for run in old:
        run.file.delete(save=False)
        BulkRun.objects.filter(pk=run.pk).update(file="")
        count += 1
    return count
