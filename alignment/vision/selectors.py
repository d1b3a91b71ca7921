"""Reading the ideal customer."""

from django.db.models import QuerySet

from alignment.vision.models import Criterion, IcpVersion


def in_force_version() -> IcpVersion | None:
    """The version in force with its criteria at hand, or None while none was published."""
    return IcpVersion.objects.in_force().prefetch_related("criteria").first()


def criteria_of(version: IcpVersion) -> list[Criterion]:
    """The version's criteria in their order."""
    return list(version.criteria.all())


def versions() -> QuerySet[IcpVersion]:
    """Every version, newest first, with its criteria."""
    return IcpVersion.objects.prefetch_related("criteria")
