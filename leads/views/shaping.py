"""Shaping a list: the filters and the columns to choose from, and the views that keep them."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.people.actor import actor
from alignment.web import toasts
from alignment.web.htmx import render_part, wants_part
from alignment.web.policies import MEMBER, allow
from leads.conditions import FILTERS, in_words
from leads.filters import CUSTOM
from leads.forms.filters import dressed
from leads.forms.views import ViewForm
from leads.lists import saved
from leads.lists.looks import Look, look_at, remember_columns
from leads.lists.ready import ready_views
from leads.lists.shapes import SHAPES, Shape
from leads.models import SavedView

read_or_post = require_http_methods(["GET", "HEAD", "POST"])


def shape_of(record: str) -> Shape:
    """The list named in an address; 404 for another word."""
    if record not in SHAPES:
        raise Http404
    return SHAPES[record]


@allow(MEMBER)
@require_safe
def filters(request: HttpRequest, record: str) -> HttpResponse:
    """Everything that a list may be narrowed by, as one form that leads back to the list."""
    shape = shape_of(record)
    look = look_at(request, record)
    form = FILTERS[record](look.data, shape.rows([]), request=request, whole=True).form
    groups = [
        (title, [form[name] for name in names], any(name in look.query for name in names))
        for title, names in FILTERS[record].groups
    ]
    own = [form[name] for name in form.fields if name.startswith(CUSTOM)]
    if own:
        groups.append((_("Your own fields"), own, any(f.name in look.query for f in own)))
    context = {"look": look, "groups": groups, "list_url": reverse(shape.url_name)}
    shown = {field.name for _title, fields, _open in groups for field in fields}
    # Others would offer every company or contact there is, and are not shown.
    for name in shown:
        dressed(form.fields[name])
    context["beside"] = [
        (name, value) for name, values in look.data.lists() if name not in shown for value in values
    ]
    return render_part(request, "leads/lists/filters.html", "leads/lists/_filters.html", context)


@allow(MEMBER)
@read_or_post
def columns(request: HttpRequest, record: str) -> HttpResponse:
    """The columns of a list and their order; without a view they are remembered as one's own."""
    shape = shape_of(record)
    look = look_at(request, record)
    if request.method == "POST":
        keys = [key for key in request.POST.getlist("column") if key in shape.columns()]
        keys = sorted(keys, key=lambda key: _place(request, key))
        asked = ",".join(keys) if look.view else ""
        if not look.view:
            remember_columns(request, record, keys)
        return _go(request, reverse(shape.url_name) + look.address(columns=asked))
    chosen = [column.key for column in look.columns]
    others = [key for key in shape.columns() if key not in chosen]
    known = shape.columns()
    context = {
        "look": look,
        "options": [
            (known[key], key in chosen, place) for place, key in enumerate([*chosen, *others], 1)
        ],
    }
    return render_part(request, "leads/lists/columns.html", "leads/lists/_columns.html", context)


def _place(request: HttpRequest, key: str) -> int:
    text = request.POST.get(f"place-{key}", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 999


@allow(MEMBER)
@require_safe
def views(request: HttpRequest, record: str) -> HttpResponse:
    """The views of one list: name, for whom, lock, order."""
    return _views_page(request, record)


@allow(MEMBER)
@read_or_post
def view_new(request: HttpRequest, record: str) -> HttpResponse:
    """Keep the list as it is looked at, under a name of one's own."""
    shape = shape_of(record)
    data = request.POST if request.method == "POST" else None
    look = look_at(request, record)
    form = ViewForm(data, may_lock=False)
    if form.is_bound:
        made = form.saved(
            lambda **values: saved.save_view(
                by=actor(request), record=record, query=look.query,
                columns=[column.key for column in look.columns], sort=_kept_sort(look), **values,
            )
        )  # fmt: skip
        if made:
            toasts.say(request, _("Saved: {view}.").format(view=made))
            return _go(request, f"{reverse(shape.url_name)}?view={made.public_id}")
    context = {
        "form": form, "look": look, "shape": shape, "title": _("Save this view"),
        "words": in_words(record, look.query) if not form.is_bound or look.query else [],
        "action": reverse("leads:view_new", args=[record]), "submit": _("Save"),
    }  # fmt: skip
    return _form(request, context, form.status)


@allow(MEMBER)
@read_or_post
def view_keep(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Write what stands on top of a view into the view itself."""
    view = _changeable(request, public_id)
    data = request.POST if request.method == "POST" else None
    look = look_at(request, view.record)
    if data is not None:
        saved.change_view(
            view, by=actor(request), query=look.query, sort=_kept_sort(look),
            columns=[column.key for column in look.columns],
        )  # fmt: skip
        toasts.say(request, _("Saved: {view}.").format(view=view))
        return _go(request, f"{reverse(look.shape.url_name)}?view={view.public_id}")
    context = {
        "look": look, "shape": look.shape, "view": view, "title": _("Save the changes"),
        "words": in_words(view.record, look.query),
        "action": reverse("leads:view_keep", args=[view.public_id]), "submit": _("Save"),
    }  # fmt: skip
    return _form(request, context)


@allow(MEMBER)
@read_or_post
def view_edit(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Rename, share, lock."""
    view = _changeable(request, public_id)
    by = actor(request)
    data = request.POST if request.method == "POST" else None
    form = ViewForm(data, may_lock=saved.is_keeper(by), view=view)
    if form.is_bound and form.saved(lambda **v: saved.change_view(view, by=by, **v)):
        return _go(request, reverse("leads:views", args=[view.record]))
    context = {
        "form": form, "title": _("Change the view"), "words": in_words(view.record, view.query),
        "action": reverse("leads:view_edit", args=[view.public_id]), "submit": _("Save"),
        "look": None, "shape": shape_of(view.record),
    }  # fmt: skip
    return _form(request, context, form.status)


@allow(MEMBER)
@require_POST
def view_move(request: HttpRequest, public_id: Any) -> HttpResponse:
    """One place to the left, or with `down` to the right."""
    view = _seen(request, public_id)
    saved.move_view(view, by=actor(request), up="down" not in request.POST)
    return _views_page(request, view.record)


@allow(MEMBER)
@require_POST
def view_delete(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Take the view away."""
    view = _seen(request, public_id)
    saved.delete_view(view, by=actor(request))
    return _views_page(request, view.record)


def _changeable(request: HttpRequest, public_id: UUID) -> SavedView:
    """A view that this person may change."""
    view = _seen(request, public_id)
    if not saved.may_change(view, actor(request)):
        raise PermissionDenied(_("This view is locked, or somebody else’s."))
    return view


def _seen(request: HttpRequest, public_id: UUID) -> SavedView:
    """A view that this person sees: somebody else's private one is not there."""
    mine = SavedView.objects.filter(public_id=public_id).first()
    rows = saved.views_for(mine.record if mine else "", actor(request))
    return get_object_or_404(rows, public_id=public_id)


def _kept_sort(look: Look) -> str:
    """The sort as a view keeps it: by the key of a column."""
    column = look.shape.own.get(look.sort.removeprefix("-"))
    return look.sort if column and column.order else ""


def _views_page(request: HttpRequest, record: str) -> HttpResponse:
    shape = shape_of(record)
    by = actor(request)
    rows = [
        (view, saved.may_change(view, by), in_words(record, view.query))
        for view in saved.views_for(record, by)
    ]
    context = {
        "shape": shape, "rows": rows, "ready": ready_views(record),
        "list_url": reverse(shape.url_name),
    }  # fmt: skip
    if request.method == "POST" and not wants_part(request):
        return HttpResponseRedirect(reverse("leads:views", args=[record]))
    return render_part(request, "leads/lists/views.html", "leads/lists/_views.html", context)


def _form(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render_part(
        request, "leads/lists/view_form.html", "leads/lists/_view_form.html", context, status=status
    )


def _go(request: HttpRequest, url: str) -> HttpResponse:
    """Lead on, in a dialog as on a page."""
    if not wants_part(request):
        return HttpResponseRedirect(url)
    response = HttpResponse()
    response.headers["HX-Redirect"] = url
    return response
