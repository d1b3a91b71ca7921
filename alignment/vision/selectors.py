"""Reading the ideal customer."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Avg, Count, QuerySet

from alignment.vision.choices import Grade, VersionStatus
from alignment.vision.models import Criterion, IcpVersion, Remark
from alignment.vision.signing import NOT_YET_ACTIVE

# What makes a criterion another one; position and label are only how it is shown.
COMPARED = ("kind", "operator", "values", "weight")


@dataclass(frozen=True)
class Change:
    """One difference between two versions: `before` or `after` is None when it came or went."""

    before: Criterion | None
    after: Criterion | None

    @property
    def kind(self) -> str:
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


@dataclass(frozen=True)
class Coverage:
    """The leads that a version graded: how many of each grade, mean completeness (0-1)."""

    grades: list[tuple[str, int]]
    n: int
    completeness: Decimal | None


def in_force_version() -> IcpVersion | None:
    """The version in force with its criteria at hand, or None while none was published."""
    return IcpVersion.objects.in_force().prefetch_related("criteria").first()


def draft_version() -> IcpVersion | None:
    """The open draft with its criteria at hand, or None."""
    return IcpVersion.objects.draft().prefetch_related("criteria").first()


def criteria_of(version: IcpVersion) -> list[Criterion]:
    """The version's criteria in their order."""
    return list(version.criteria.all())


def published_versions() -> QuerySet[IcpVersion]:
    """Every version that is or was in force, newest first, with its criteria."""
    published = IcpVersion.objects.published()
    return published.with_signers().prefetch_related("criteria")


def every_version() -> QuerySet[IcpVersion]:
    """Every version, the draft too, with its criteria and who signed."""
    return IcpVersion.objects.all().with_signers().prefetch_related("criteria")


def known_versions() -> QuerySet[IcpVersion]:
    """Every version but the draft: proposed, signed, in force or past, newest first."""
    return every_version().exclude(status=VersionStatus.DRAFT)


def pending_version() -> IcpVersion | None:
    """The version that is being signed, or waits for its day."""
    return known_versions().filter(status__in=NOT_YET_ACTIVE).first()


def remarks_of(version: IcpVersion) -> dict[int | None, list[Remark]]:
    """What was said of each criterion, by its key; of those taken out under None."""
    found: dict[int | None, list[Remark]] = {}
    for remark in version.remarks.select_related("by__team"):
        found.setdefault(remark.criterion_id, []).append(remark)
    return found


def version_before(version: IcpVersion) -> IcpVersion | None:
    """The published version that this one replaced or would replace."""
    return published_versions().filter(number__lt=version.number).first()


def changes_between(before: IcpVersion | None, after: IcpVersion) -> list[Change]:
    """What was added, removed or changed, in the order of the later version, removals last."""
    left = {_key(each): each for each in criteria_of(before)} if before else {}
    found = []
    for criterion in criteria_of(after):
        old = left.pop(_key(criterion), None)
        if old is None or any(getattr(old, n) != getattr(criterion, n) for n in COMPARED):
            found.append(Change(old, criterion))
    return found + [Change(old, None) for old in left.values()]


def _key(criterion: Criterion) -> tuple[str, str]:
    return criterion.fact, criterion.label.casefold()


def coverage_of(version: IcpVersion) -> Coverage:
    """How the leads graded under this version spread over the grades, in one statement each."""
    graded = IcpVersion.objects.filter(pk=version.pk, leads__fit_grade__in=Grade.values)
    rows = graded.values_list("leads__fit_grade").annotate(n=Count("leads")).order_by()
    counts = dict(rows)
    mean = graded.aggregate(mean=Avg("leads__fit_completeness"))["mean"]
    return Coverage(
        grades=[(grade, counts.get(grade, 0)) for grade in Grade.values],
        n=sum(counts.values()),
        completeness=mean,
    )
