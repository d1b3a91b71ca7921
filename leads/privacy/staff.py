"""How long Tandem knows which of our own people did what: two years (domain: 6.6).

Then the name goes and the team stays, so that histories still read and numbers do not move. What
somebody signed, holds or wrote under their name is no record of their activity and stays.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from alignment.journal import services as journal
from leads.models import Activity, Task
from leads.privacy.retention import years_away

YEARS_NAMED = 2


def forget_names(now: datetime | None = None) -> int:
    """Take the names out of what was recorded more than two years ago; how many rows it was.

    Done twice, it finds nothing the second time.
    """
    before = years_away(now or timezone.now(), -YEARS_NAMED)
    with transaction.atomic():
        acts = Activity.objects.filter(recorded_at__lt=before, by__isnull=False).update(by=None)
        tasks = Task.objects.filter(done_at__lt=before, done_by__isnull=False).update(done_by=None)
        return acts + tasks + journal.forget_names(before)
