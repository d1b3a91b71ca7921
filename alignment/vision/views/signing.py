"""Proposing, signing and withdrawing a version of the ideal customer, and what is said of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alignment.people.actor import actor
from alignment.vision import selectors, services, signing
from alignment.vision.choices import VersionStatus
from alignment.vision.models import Criterion, IcpVersion
from alignment.vision.models.signing import CoSigned
from alignment.vision.views.icp import version_context
from alignment.web.errors import Refused
from alignment.web.policies import MANAGER, OPERATOR, allow
from alignment.web.toasts import say


@allow(MANAGER)
@require_POST
def icp_sign(request: HttpRequest, number: int) -> HttpResponse:
    """Sign for a team what was shown; a wrong signature is refused on the page."""
    version, posted = _version_or_404(number), request.POST
    side, digest = posted.get("side", ""), posted.get("digest", "")
    try:
        signing.sign(version, by=actor(request), side=side, digest=digest)
    except Refused as refusal:
        return _refused(request, number, refusal)
    say(request, said_of(version))
    return redirect(version)


@allow(MANAGER)
@require_POST
def icp_withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Make a version that is not in force yet a draft again."""
    version = _version_or_404(number)
    try:
        signing.withdraw(version, by=actor(request))
    except Refused as refusal:
        return _refused(request, number, refusal)
    say(request, _("Version {number} is a draft again.").format(number=number))
    return redirect("vision:icp_edit")


@allow(OPERATOR)
@require_POST
def icp_remark(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something of one line of the draft, or of the version that is being signed."""
    criterion = get_object_or_404(Criterion.objects.select_related("version"), pk=pk)
    version = criterion.version
    services.say_of(criterion, by=actor(request), text=request.POST.get("text", ""))
    say(request, _("Said. The others of this draft hear of it."))
    is_draft = version.status == VersionStatus.DRAFT
    return redirect("vision:icp_edit") if is_draft else redirect(version)


def said_of(version: CoSigned) -> str:
    """What a signature just did, in words."""
    if version.status == VersionStatus.ACTIVE:
        return _("Signed by both: version {number} is in force.").format(number=version.number)
    if version.status == VersionStatus.SIGNED:
        text = _("Signed by both: version {number} waits for its day.")
        return text.format(number=version.number)
    return _("Signed. The other team has yet to sign.")


def _version_or_404(number: int) -> IcpVersion:
    return get_object_or_404(selectors.known_versions(), number=number)


def _refused(request: HttpRequest, number: int, refusal: Refused) -> HttpResponse:
    context = version_context(_version_or_404(number), request.user) | {"error": str(refusal)}
    return render(request, "vision/icp_version.html", context, status=refusal.status)
