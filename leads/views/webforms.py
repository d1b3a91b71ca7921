"""Web forms as marketing keeps them: the list, building one, its link and its answers."""

from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.people.actor import actor
from alignment.web import toasts
from alignment.web.htmx import render_part
from alignment.web.paging import keyset_page
from alignment.web.policies import MARKETER, MEMBER, allow
from leads.forms.public import TRAP, PublicForm
from leads.forms.webforms import WebFormForm
from leads.models import FormAnswer, WebForm
from leads.webforms import address_of, asked_by, available, save_form

ANSWERS_PER_PAGE = 30


@allow(MEMBER)
@require_safe
def forms(request: HttpRequest) -> HttpResponse:
    """All forms, open ones first, with what they brought."""
    rows = WebForm.objects.select_related("campaign", "marketer").annotate(
        received=Count("answers"),
        new_leads=Count("answers", filter=Q(answers__is_new_lead=True)),
        latest=Max("answers__received_at"),
    )
    context = {"forms": rows, "may_write": MARKETER.holds(request.user)}
    return render(request, "leads/forms.html", context)


@allow(MEMBER)
@require_safe
def form(request: HttpRequest, public_id: Any) -> HttpResponse:
    """One form: its link, how to embed it, what came."""
    rows = WebForm.objects.select_related("campaign", "marketer")
    row = get_object_or_404(rows, public_id=public_id)
    answers = row.answers.select_related("lead__company", "lead__contact", "contact")
    page = keyset_page(
        answers, order=["-received_at"], cursor=request.GET.get("cursor", ""),
        size=ANSWERS_PER_PAGE,
    )  # fmt: skip
    words = {key: each.label for key, each in available().items()}
    words |= {each.key: each.label for each in asked_by(row)}
    for answer in page.rows:
        answer.told = told_of(answer, words)
    context = {
        "form": row,
        "page": page,
        "link": address_of(row),
        "embed": snippet_of(row),
        "may_write": MARKETER.holds(request.user),
    }
    return render_part(request, "leads/form.html", "leads/_form_answers.html", context)


@allow(MARKETER)
@require_http_methods(["GET", "HEAD", "POST"])
def form_new(request: HttpRequest) -> HttpResponse:
    """Build a form."""
    return _built(request, None)


@allow(MARKETER)
@require_http_methods(["GET", "HEAD", "POST"])
def form_edit(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Change what a form asks and says; answers keep what was asked then."""
    return _built(request, get_object_or_404(WebForm, public_id=public_id))


@allow(MARKETER)
@require_POST
def form_preview(request: HttpRequest) -> HttpResponse:
    """The form as visitors would see it with what is typed now."""
    return render(request, "leads/_form_preview.html", preview(WebFormForm(request.POST)))


def preview(builder: WebFormForm) -> dict[str, Any]:
    """The context of the look at a form that is being built."""
    sample = builder.sample()
    return {"web_form": sample, "form": PublicForm(sample), "is_preview": True, "trap": TRAP}


def told_of(answer: FormAnswer, words: dict[str, Any]) -> list[tuple[str, Any]]:
    """What was sent, as labels and values; a field that is gone keeps its key."""
    return [
        (str(words.get(key, key)), _("yes") if value is True else value)
        for key, value in answer.values.items()
    ]


def snippet_of(row: WebForm) -> str:
    """What is pasted into a page of a site that embeds the form."""
    frame = format_html(
        '<iframe src="{}" title="{}" data-tandem-form width="100%" height="640"></iframe>',
        address_of(row),
        row.title,
    )
    script = settings.SITE_URL.rstrip("/") + reverse("leads:embed_script")
    return f'{frame}\n<script src="{script}" defer></script>'


def _built(request: HttpRequest, row: WebForm | None) -> HttpResponse:
    builder = WebFormForm(request.POST if request.method == "POST" else None, web_form=row)
    if builder.is_bound:
        by = actor(request)
        saved = builder.saved(lambda **values: save_form(row, by=by, **values))
        if saved:
            toasts.say(request, _("Saved: {form}.").format(form=saved))
            return redirect("leads:form", saved.public_id)
    context = {"builder": builder, "row": row, "preview": preview(builder)}
    return render(request, "leads/form_build.html", context, status=builder.status)
