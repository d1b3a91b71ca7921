"""Which segments a lead belongs to, judged by the engine of lists and views."""

from django.db.models import IntegerField, QuerySet, Value

from alignment.vision.houses import in_force_for
from alignment.vision.models import HouseVersion, Segment
from alignment.web.errors import Incomplete
from leads import conditions
from leads.choices import Record
from leads.models import Lead


def segments_of(lead: Lead, segments: QuerySet[Segment] | None = None) -> list[int]:
    """The keys of the segments whose rule the lead answers, in their order; two statements."""
    rows = Segment.objects.in_use() if segments is None else segments
    known = list(rows.order_by("position", "pk"))
    if not known:
        return []
    asked = [rows for each in known if (rows := _asked(lead, each)) is not None]
    found = set(asked[0].union(*asked[1:], all=True)) if asked else set()
    return [each.pk for each in known if each.pk in found]


def _asked(lead: Lead, segment: Segment) -> QuerySet | None:
    """The key of the segment when the lead answers its rule; None once its filters are gone."""
    mine = Lead.objects.filter(pk=lead.pk)
    try:
        rows = conditions.narrow(Record.LEAD, segment.query, by=None, rows=mine)
    except Incomplete:
        return None
    key = Value(segment.pk, output_field=IntegerField())
    return rows.order_by().annotate(segment_key=key).values_list("segment_key", flat=True)


def message_for(lead: Lead) -> HouseVersion | None:
    """What both teams say to this lead: the message of its first segment that has one."""
    heard = Segment.objects.in_use().filter(houses__versions__in=HouseVersion.objects.in_force())
    return in_force_for(segments_of(lead, heard))
