"""Contents on a lead: what to show, what was shown; and the use of one content."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.library.models import Content
from alignment.people.actor import actor
from alignment.web import toasts
from alignment.web.htmx import render_part, wants_part
from alignment.web.policies import MANAGER, MEMBER, OPERATOR, allow
from leads import sharing
from leads.choices import ShareChannel
from leads.forms.sharing import ShareForm
from leads.models import Lead, Share
from leads.selectors import contents
from leads.selectors.parties import people_of


@allow(MEMBER)
@require_safe
def shares(request: HttpRequest, public_id: Any) -> HttpResponse:
    """What suits the lead and what was shown, for its page or as a page of its own."""
    lead = _lead(public_id)
    return _panel(request, lead, ShareForm(people=_people(lead)))


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def share_new(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Make the link of one content; the answer holds it, ready to be copied or mailed."""
    lead = _lead(public_id)
    form = ShareForm(request.POST if request.method == "POST" else None, people=_people(lead))
    row = None
    if form.is_bound:
        by = actor(request)
        row = form.saved(lambda **said: sharing.share(lead=lead, by=by, **said))
    response = _panel(request, lead, form, made=row)
    if row and row.channel == ShareChannel.SENT and wants_part(request):
        response.headers["HX-Trigger"] = "story-changed"
    return response


@allow(OPERATOR)
@require_POST
def share_revoke(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Close a link."""
    row = get_object_or_404(Share.objects.select_related("lead", "version__content"),
                            public_id=public_id)  # fmt: skip
    sharing.revoke(row, by=actor(request))
    toasts.say(request, _("The link is closed."))
    return redirect("leads:shares", row.lead.public_id)


@allow(MEMBER)
@require_safe
def content_use(request: HttpRequest, public_id: Any) -> HttpResponse:
    """How often a content was shown, by whom, what was opened, and the deals beside it."""
    content = get_object_or_404(Content, public_id=public_id)
    context = {
        "content": content,
        "use": contents.use_of(content),
        "enough": contents.DEALS_EACH,
        "wins": contents.WINS_EACH,
    }
    page, part = "leads/content_use.html", "leads/_content_use.html"
    return render_part(request, page, part, context)


def _panel(
    request: HttpRequest, lead: Lead, form: ShareForm, made: Share | None = None
) -> HttpResponse:
    user = actor(request)
    rows = contents.shares_of(lead)
    context = {
        "lead": lead,
        "form": form,
        "made": made,
        "made_url": sharing.address_of(made) if made else "",
        "made_mail": sharing.mail_of(made) if made and made.channel == ShareChannel.SENT else "",
        "suggestions": contents.suggestions_for(lead) if lead.erased_at is None else [],
        "shares": [
            (row, sharing.address_of(row), row.by_id == user.pk or MANAGER.holds(user))
            for row in rows
        ],
        "may_share": OPERATOR.holds(user) and lead.erased_at is None,
    }
    page, part = "leads/shares.html", "leads/_shares.html"
    return render_part(request, page, part, context, status=form.status)


def _people(lead: Lead) -> list[Any]:
    others = [party.contact for party in people_of(lead)]
    return [person for person in (lead.contact, *others) if person]


def _lead(public_id: Any) -> Lead:
    return get_object_or_404(Lead.objects.with_people(), public_id=public_id)
