"""What marketing reads of feedback, and how it answers."""

import json
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from alignment.people.actor import actor
from alignment.web import toasts
from alignment.web.figures import number
from alignment.web.htmx import render_part, wants_part
from alignment.web.policies import MARKETER, MEMBER, allow
from alignment.web.views import safe_next
from leads.choices import MissingItem
from leads.models.cycles import SOURCE_LABELS
from leads.reasons import DealReason, Reason
from leads.views.listing import listed
from sla import answers
from sla.choices import AnswerKind, Subject
from sla.filters import FeedbackFilter
from sla.forms.answers import FORMS
from sla.models import Feedback
from sla.selectors import feedback as selectors
from sla.selectors.segments import section_label

LIST = ("answer", "cursor", "sort", "subject", "moment")
MOST_COUNTED = 100
ROWS = 25
EVERYTHING = "all"
SAVE: dict[str, Callable[..., Any]] = {
    AnswerKind.REPLY: answers.reply,
    AnswerKind.CONTEST: answers.contest,
    AnswerKind.RECYCLE: answers.recycle,
    AnswerKind.ACTION: answers.mend,
}
TITLES = {
    AnswerKind.REPLY: gettext_lazy("Reply to sales"),
    AnswerKind.CONTEST: gettext_lazy("Contest the rejection"),
    AnswerKind.RECYCLE: gettext_lazy("Recycle the lead"),
    AnswerKind.ACTION: gettext_lazy("Mend the cause"),
}
DONE = {
    AnswerKind.REPLY: gettext_lazy("Your reply is in the conversation of {lead}."),
    AnswerKind.CONTEST: gettext_lazy("{lead}: the arbiter decides now."),
    AnswerKind.RECYCLE: gettext_lazy("{lead} is recycled."),
    AnswerKind.ACTION: gettext_lazy("The action is noted; sales sees what it changes."),
}


@allow(MEMBER)
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What sales said, what still calls for an answer first; every filter of the API works."""
    asked = request.GET.copy()
    asked.setdefault("answer", "waiting")
    context = listed(
        request,
        selectors.inbox(),
        FeedbackFilter,
        orders=("asked_at",),
        default="-asked_at",
        size=ROWS,
        asked=_without_everything(asked),
    )
    waiting = selectors.to_answer()[:MOST_COUNTED].count()
    context |= {
        "shown": asked,
        "subjects": Subject.choices,
        "chosen": chosen(asked),
        "narrowed": any(value for name, value in asked.items() if name not in LIST[:3]),
        "may_answer": answers.may_answer(actor(request)),
        "waiting": waiting,
        "sentence": sentence(waiting),
        "page_url": request.get_full_path(),
    }
    page, part = "sla/feedback.html", "sla/_inbox.html"
    return render_part(request, page, part, context, status=context["status"])


@allow(MARKETER)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, public_id: Any, kind: str) -> HttpResponse:
    """Reply, contest, recycle, or create an action: one form each."""
    if kind not in FORMS:
        raise Http404
    rows = selectors.with_words(selectors.with_lead(Feedback.objects.all()))
    row = get_object_or_404(rows, public_id=public_id, cancelled_at__isnull=True)
    data = request.POST if request.method == "POST" else None
    form = FORMS[kind](data, feedback=row, by=actor(request))
    if form.is_bound and form.saved(lambda **values: SAVE[kind](row, by=actor(request), **values)):
        return _answered(request, row, kind)
    context = {
        "form": form,
        "feedback": row,
        "kind": kind,
        "title": TITLES[AnswerKind(kind)],
        "next": safe_next(request, reverse("sla:feedback")),
        "in_dialog": wants_part(request),
    }
    page, part = "sla/answer.html", "sla/_answer.html"
    return render_part(request, page, part, context, status=form.status)


def sentence(waiting: int) -> str:
    """How much calls for an answer."""
    if not waiting:
        return _("Everything that sales said is answered.")
    if waiting >= MOST_COUNTED:
        return _("{n} or more call for an answer.").format(n=MOST_COUNTED)
    text = ngettext("{n} calls for an answer.", "{n} call for an answer.", waiting)
    return text.format(n=number(waiting))


def chosen(query: QueryDict) -> list[str]:
    """The filters that an address brings along, in words."""
    words = {
        "reason": {**dict(Reason.choices), **dict(DealReason.choices)},
        "missing": dict(MissingItem.choices),
        "source": SOURCE_LABELS,
    }
    found = [
        str(words[name].get(str(query[name]), query[name])) for name in words if query.get(name)
    ]
    if section := query.get("segment"):
        found.append(section_label(section) or section)
    if grade := query.get("grade"):
        found.append(_("Fit {grade}").format(grade=grade))
    more = ("campaign", "message", "objection", "asked_from", "asked_to", "asked_of", "lead")
    if any(query.get(name) for name in more):
        found.append(_("As chosen"))
    return found


def _without_everything(asked: QueryDict) -> QueryDict:
    """« All » of the page is no filter."""
    query = asked.copy()
    if query.get("answer") == EVERYTHING:
        del query["answer"]
    return query


def _answered(request: HttpRequest, row: Feedback, kind: str) -> HttpResponse:
    text = str(DONE[AnswerKind(kind)]).format(lead=row.lead)
    toasts.say(request, text)
    if not wants_part(request):
        return redirect(safe_next(request, reverse("sla:feedback")))
    response = HttpResponse(render_to_string("components/toasts.html", {"oob": True}, request))
    response["HX-Trigger"] = json.dumps(
        {
            "close-dialog": True,
            "lead-changed": True,
            "feedback-changed": True,
            "posts-changed": True,
        }
    )
    return response
