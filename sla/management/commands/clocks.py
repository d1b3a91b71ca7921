from typing import Any

from django.core.management.base import BaseCommand

from leads.models import Lead
from sla import clocks
from sla.deadlines import schedule

BATCH = 1000


class Command(BaseCommand):
    help = (
        "Make every clock agree with what happened to its lead: after a restored backup, a change "
        "of hours, or data that came in beside the product. Safe to run at any time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        leads = Lead.objects.filter(batch__isnull=True, handovers__isnull=False)
        keys = list(leads.order_by("pk").values_list("pk", flat=True).distinct())
        times, changed = schedule(), 0
        for start in range(0, len(keys), BATCH):
            changed += clocks.sync(keys[start : start + BATCH], times=lambda: times)
            self.stdout.write(f"{min(start + BATCH, len(keys))} of {len(keys)} leads")
        self.stdout.write(self.style.SUCCESS(f"{changed} clocks changed."))
