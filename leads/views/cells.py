"""One cell of a list, changed where it stands: same service and rules as the form."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from alignment.people.actor import actor
from alignment.web.errors import Refused
from alignment.web.policies import OPERATOR, allow
from leads.conditions import rows_of
from leads.lists.editing import Editable, editable
from leads.lists.rows import drawn
from leads.lists.shapes import Shape
from leads.views.shaping import shape_of


class CellForm(forms.Form):
    """The one field of a cell, under the name « value »."""

    def __init__(self, edit: Editable, row: Any, data: Any = None) -> None:
        super().__init__(data, auto_id=f"cell-{row.public_id}-%s")
        field = edit.field()
        field.label, field.initial = str(edit.label), edit.now(row)
        if isinstance(field, forms.ModelChoiceField) and field.initial is not None:
            field.initial = field.initial.public_id
        self.fields["value"] = field


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def cell(request: HttpRequest, record: str, public_id: Any, key: str) -> HttpResponse:
    """The field of one cell (GET), or its new value (POST); a refusal keeps what was typed."""
    shape = shape_of(record)
    edit = editable(record, key)
    if edit is None:
        raise Http404
    row = get_object_or_404(rows_of(record), public_id=public_id)
    form = CellForm(edit, row, request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound:
        status = 400
        if form.is_valid():
            try:
                edit.write(row, actor(request), form.cleaned_data["value"])
                return _row(request, shape, row)
            except Refused as refused:
                status = refused.status
                form.add_error("value", _why(refused, edit))
    context = {"form": form, "key": key, "edit": edit, "columns": _columns(request)}
    return render(request, "leads/lists/_cell.html", context, status=status)


def _why(refused: Refused, edit: Editable) -> str:
    """The sentence about this field, or every sentence there is."""
    mine = refused.fields.get(edit.name)
    if mine:
        return str(mine)
    return " ".join(str(text) for text in refused.fields.values()) or str(refused)


def _columns(request: HttpRequest) -> str:
    given = request.POST if request.method == "POST" else request.GET
    return given.get("columns", "")[:2000]


def _row(request: HttpRequest, shape: Shape, row: Any) -> HttpResponse:
    """The whole row as it is now: a value changes others, like the grade."""
    columns = shape.chosen(_columns(request).split(","))
    rows = list(shape.rows(columns).filter(pk=row.pk))
    if shape.enrich:
        shape.enrich(rows)
    response = HttpResponse(drawn(shape.record, rows, columns, may_act=True))
    response.headers["HX-Retarget"] = "closest tr"
    response.headers["HX-Reswap"] = "outerHTML"
    return response
