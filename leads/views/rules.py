"""Rules: when something happens to a lead, if it is such a lead, then do so."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.people.actor import actor
from alignment.web import toasts
from alignment.web.paging import keyset_page
from alignment.web.policies import MANAGER, MEMBER, allow
from leads.choices import FiringState, RuleKind
from leads.forms.rules import RuleForm
from leads.models import Rule
from leads.rules import keeping
from leads.rules.rehearsing import rehearse
from leads.rules.wording import Words
from leads.selectors.rules import lines_of, log_of, rows_of

FIRINGS_SHOWN = 50
read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@allow(MEMBER)
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule by kind, in its order, with its sentence and its last thirty days."""
    rows = rows_of(Rule.objects.all())
    context = {
        "groups": [(kind, [row for row in rows if row.rule.kind == kind]) for kind in RuleKind],
        "on": sum(row.rule.is_active for row in rows),
        "may_write": MANAGER.holds(request.user),
    }
    return render(request, "leads/rules.html", context)


@allow(MEMBER)
@require_safe
def rule(request: HttpRequest, public_id: Any) -> HttpResponse:
    """One rule: its sentence, its switch, and each time it ran."""
    row = get_object_or_404(Rule, public_id=public_id)
    context = {"row": rows_of([row])[0], "may_write": MANAGER.holds(request.user)}
    return render(request, "leads/rule.html", {**context, **_log(request, row)})


@allow(MEMBER)
@require_safe
def firings(request: HttpRequest) -> HttpResponse:
    """Each time any rule ran; `state` shows those that were refused or stopped alone."""
    return render(request, "leads/rule_firings.html", _log(request, None))


def _log(request: HttpRequest, row: Rule | None) -> dict[str, Any]:
    found = log_of(row)
    state = request.GET.get("state", "")
    if state in FiringState.values:
        found = found.filter(state=state)
    page = keyset_page(
        found, order=["-at"], cursor=request.GET.get("cursor", ""), size=FIRINGS_SHOWN
    )
    stopped = (FiringState.STOPPED, pgettext("firing", "Stopped"))
    states = [("", _("All")), *FiringState.choices[:2], stopped]
    return {"page": page, "firings": lines_of(page.rows), "state": state, "states": states}


@allow(MANAGER)
@read_or_post
def rule_new(request: HttpRequest) -> HttpResponse:
    """Write a rule; `kind` says which, and it is off until somebody switches it on."""
    asked = request.GET.get("kind", "")
    return _form(request, asked if asked in RuleKind.values else RuleKind.AUTOMATION, None)


@allow(MANAGER)
@read_or_post
def rule_edit(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Change a rule; what it did stays in its log."""
    row = get_object_or_404(Rule, public_id=public_id)
    return _form(request, row.kind, row)


def _form(request: HttpRequest, kind: str, row: Rule | None) -> HttpResponse:
    form = RuleForm(request.POST if request.method == "POST" else None, kind=kind, rule=row)
    by, tried = actor(request), None
    if "try" in request.POST:
        # A name is not needed to see what the rule would have done.
        form.fields["name"].required = False
        tried = form.saved(lambda **values: rehearse(by=by, rule=row, **values))
        form.fields["name"].required = True
    elif form.is_bound:
        saved = form.saved(lambda **values: keeping.save_rule(row, by=by, **values))
        if saved:
            if row is None and "start" in request.POST:
                keeping.switch_rule(saved, by=by, on=True)
            toasts.say(request, _("Saved: {rule}.").format(rule=saved.name))
            return redirect("leads:rules")
    words = Words([row] if row else [])
    others = [words.act(act) for act in form.others]
    context = {"form": form, "rule": row, "kind": RuleKind(kind), "others": others, "tried": tried}
    return render(request, "leads/rule_form.html", context, status=form.status)


@allow(MANAGER)
@require_POST
def rule_switch(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Switch a rule on (`turn` says on) or off."""
    row = get_object_or_404(Rule, public_id=public_id)
    row = keeping.switch_rule(row, by=actor(request), on=request.POST.get("turn") == "on")
    text = _("On: {rule}.") if row.is_active else _("Off: {rule}.")
    toasts.say(request, text.format(rule=row.name))
    return redirect("leads:rules")


@allow(MANAGER)
@require_POST
def rule_move(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Change places with the rule of its kind above (`up`) or below."""
    row = get_object_or_404(Rule, public_id=public_id)
    keeping.move_rule(row, by=actor(request), up="up" in request.POST)
    return redirect("leads:rules")


@allow(MANAGER)
@require_POST
def rule_delete(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Delete a rule with its log; what it did stays."""
    row = get_object_or_404(Rule, public_id=public_id)
    keeping.delete_rule(row, by=actor(request))
    toasts.say(request, _("Deleted: {rule}.").format(rule=row.name))
    return redirect("leads:rules")
