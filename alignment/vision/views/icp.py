from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.people.models import User
from alignment.vision import selectors, services, signing
from alignment.vision.choices import FactName
from alignment.vision.forms.icp import CriterionForm, FactForm, PublishForm
from alignment.vision.models import Criterion, IcpVersion, Remark
from alignment.vision.sentences import effect_of, sentence_of
from alignment.web.errors import Incomplete
from alignment.web.policies import MANAGER, MEMBER, OPERATOR, allow
from alignment.web.toasts import say

read_or_post = require_http_methods(["GET", "HEAD", "POST"])
MOST_MESSAGES = 500


def _person(request: HttpRequest) -> User:
    """Whoever is logged in: the policies let nobody else in."""
    assert isinstance(request.user, User)
    return request.user


@allow(MEMBER)
@require_safe
def icp(request: HttpRequest) -> HttpResponse:
    """The ideal customer in force, its history, and the version that is written or signed."""
    current = selectors.in_force_version()
    context = version_context(current, request.user) if current else {}
    context |= {
        "draft": selectors.draft_version(),
        "pending": selectors.pending_version(),
        "history": selectors.published_versions(),
    }
    return render(request, "vision/icp.html", context)


@allow(MEMBER)
@require_safe
def icp_version(request: HttpRequest, number: int) -> HttpResponse:
    """One version that was proposed some day: what it changes, who signed."""
    version = get_object_or_404(selectors.known_versions(), number=number)
    return render(request, "vision/icp_version.html", version_context(version, request.user))


def version_context(version: IcpVersion, person: Any) -> dict[str, Any]:
    """What the page of a version shows to a person."""
    before = selectors.version_before(version)
    return {
        "version": version,
        "signing": signing.state_for(version, person),
        "lines": _lines(version, selectors.remarks_of(version)),
        "before": before,
        "changes": _change_lines(before, version) if before else [],
        "coverage": selectors.coverage_of(version) if version.effective_at else None,
        "is_discussed": version.status in signing.NOT_YET_ACTIVE,
    }


def _lines(version: IcpVersion, remarks: dict[int | None, list[Remark]]) -> list[dict[str, Any]]:
    criteria = selectors.criteria_of(version)
    proof = import_string(settings.ICP_PROOF)(criteria)
    return [
        _line(each) | {"remarks": remarks.get(each.pk, []), "proof": proof.get(each.pk, [])}
        for each in criteria
    ]


def _line(criterion: Criterion | None) -> dict[str, Any]:
    if criterion is None:
        return {}
    return {
        "criterion": criterion,
        "sentence": sentence_of(criterion),
        "effect": effect_of(criterion),
    }


def _change_lines(before: IcpVersion | None, after: IcpVersion) -> list[dict[str, Any]]:
    return [
        {"kind": change.kind, "before": _line(change.before), "after": _line(change.after)}
        for change in selectors.changes_between(before, after)
    ]


@allow(OPERATOR)
@require_POST
def icp_draft(request: HttpRequest) -> HttpResponse:
    """Start a draft, or open the one there is."""
    services.start_draft(by=_person(request))
    return redirect("vision:icp_edit")


@allow(OPERATOR)
@require_safe
def icp_edit(request: HttpRequest) -> HttpResponse:
    """The draft: its criteria, what it would change, and the way to publish it."""
    return _draft_page(request)


def _draft_page(
    request: HttpRequest, form: PublishForm | None = None, *, error: str = "", status: int = 200
) -> HttpResponse:
    draft = selectors.draft_version()
    if draft is None:
        return redirect("vision:icp")
    current = selectors.in_force_version()
    changes = _change_lines(current, draft) if current else []
    remarks = selectors.remarks_of(draft)
    context = {
        "draft": draft,
        "lines": _lines(draft, remarks),
        "gone": remarks.get(None, []),
        "is_discussed": True,
        "current": current,
        "changes": changes,
        "is_same": bool(current) and not changes,
        "form": form or PublishForm(is_first=current is None),
        "fact_form": FactForm(),
        "error": error,
        "may_publish": MANAGER.holds(request.user),
    }
    return render(request, "vision/icp_edit.html", context, status=status)


def _draft_or_404() -> IcpVersion:
    draft = selectors.draft_version()
    if draft is None:
        raise Http404
    return draft


@allow(OPERATOR)
@read_or_post
def icp_criterion_new(request: HttpRequest) -> HttpResponse:
    """A new criterion of the draft; `?fact=` says what it looks at."""
    fact = request.GET.get("fact", "")
    if fact not in FactName.values:
        raise Http404
    return _criterion_page(request, _draft_or_404(), Criterion(), fact)


@allow(OPERATOR)
@read_or_post
def icp_criterion(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a criterion of the draft."""
    draft = _draft_or_404()
    criterion = get_object_or_404(draft.criteria.all(), pk=pk)
    return _criterion_page(request, draft, criterion, criterion.fact)


def _criterion_page(
    request: HttpRequest, draft: IcpVersion, criterion: Criterion, fact: str
) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = CriterionForm(posted, instance=criterion, fact=fact)
    if posted is not None and form.is_valid():
        services.save_criterion(draft, form.filled(), by=_person(request))
        say(request, _("The draft is saved."))
        return redirect("vision:icp_edit")
    context = {"form": form, "criterion": criterion, "fact": FactName(fact).label}
    return render(request, "vision/criterion.html", context, status=400 if form.is_bound else 200)


@allow(OPERATOR)
@require_POST
def icp_criterion_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a criterion out of the draft."""
    criterion = get_object_or_404(_draft_or_404().criteria.all(), pk=pk)
    services.remove_criterion(criterion, by=_person(request))
    say(request, _("« {label} » is removed from the draft.").format(label=criterion.label))
    return redirect("vision:icp_edit")


@allow(OPERATOR)
@require_POST
def icp_discard(request: HttpRequest) -> HttpResponse:
    """Throw the draft away."""
    services.discard_draft(_draft_or_404(), by=_person(request))
    say(request, _("The draft is thrown away."))
    return redirect("vision:icp")


@allow(MANAGER)
@require_POST
def icp_publish(request: HttpRequest) -> HttpResponse:
    """Put the first version in force, or propose a change for signing."""
    draft, is_first = _draft_or_404(), not selectors.in_force_version()
    form = PublishForm(request.POST, is_first=is_first)
    if not form.is_valid():
        return _draft_page(request, form, status=400)
    try:
        _put_forward(draft, form.cleaned_data, _person(request), is_first)
    except Incomplete as refusal:
        return _draft_page(request, form, error=str(refusal), status=refusal.status)
    said = _("Version {number} is in force.") if is_first else _("Version {number} is proposed.")
    say(request, said.format(number=draft.number))
    return redirect("vision:icp") if is_first else redirect(draft)


def _put_forward(draft: IcpVersion, said: dict[str, Any], by: User, is_first: bool) -> None:
    if is_first:
        services.publish(draft, by=by, note=said["note"])
    else:
        signing.propose(draft, by=by, note=said["note"], effective_on=said["effective_on"])
