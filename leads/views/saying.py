"""What both teams say to a lead, for its page or as a page of its own."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from alignment.web.htmx import render_part
from alignment.web.policies import MEMBER, allow
from leads.models import Lead
from leads.segments import message_for


@allow(MEMBER)
@require_safe
def message(request: HttpRequest, public_id: Any) -> HttpResponse:
    """The promise, the proofs and the answers of the message that speaks to this lead."""
    lead = get_object_or_404(Lead, public_id=public_id)
    context = {"lead": lead, "version": message_for(lead)}
    return render_part(request, "leads/message.html", "leads/_message.html", context)
