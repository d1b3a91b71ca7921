"""The price list, and the products of an opportunity."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alignment.people.actor import actor
from alignment.web import toasts
from alignment.web.errors import NotAllowed, Refused
from alignment.web.htmx import render_part, wants_part
from alignment.web.policies import MANAGER, MEMBER, SELLER, allow
from leads.choices import DealStatus
from leads.deals import may_change
from leads.forms.products import LinesForm, ProductForm
from leads.models import Product
from leads.products import save_product, set_lines
from leads.selectors.deals import deals_shown
from leads.views.actions import answer, back_url


@allow(MEMBER)
@require_safe
def products(request: HttpRequest) -> HttpResponse:
    """What is sold, for how much, and on how many open opportunities it stands."""
    is_open = Q(lines__opportunity__status=DealStatus.OPEN)
    rows = Product.objects.annotate(open_deals=Count("lines__opportunity", is_open, distinct=True))
    context = {"products": rows, "may_write": MANAGER.holds(request.user)}
    return render(request, "leads/products.html", context)


@allow(MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def product_new(request: HttpRequest) -> HttpResponse:
    """Add a product to the price list."""
    return _form(request, None)


@allow(MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def product_edit(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Change a product; what stands on deals already keeps its price."""
    return _form(request, get_object_or_404(Product, public_id=public_id))


@allow(SELLER)
@require_http_methods(["GET", "HEAD", "POST"])
def deal_lines(request: HttpRequest, public_id: Any) -> HttpResponse:
    """The products of an opportunity; its amount follows them."""
    deal = get_object_or_404(deals_shown(), public_id=public_id)
    if not may_change(deal, actor(request)):
        raise PermissionDenied(_("Only its owner or a manager of sales may change it."))
    form = LinesForm(request.POST if request.method == "POST" else None, deal=deal)
    if form.is_bound and _saved(form, deal, request):
        toasts.say(request, _("Saved: {deal}.").format(deal=deal))
        if wants_part(request):
            return answer(request)
        return HttpResponseRedirect(back_url(request, deal.get_absolute_url()))
    context = {
        "form": form, "deal": deal, "in_dialog": wants_part(request),
        "next": back_url(request, deal.get_absolute_url()),
        "nothing_sold": not Product.objects.filter(is_active=True).exists(),
    }  # fmt: skip
    return render_part(
        request, "leads/deal_lines.html", "leads/_deal_lines.html", context, status=form.status
    )


def _saved(form: LinesForm, deal: Any, request: HttpRequest) -> bool:
    if not form.is_valid():
        form.status = 400
        return False
    try:
        set_lines(deal, by=actor(request), lines=form.lines())
    except NotAllowed:
        raise
    except Refused as refused:
        form.refuse(refused)
        return False
    return True


def _form(request: HttpRequest, row: Product | None) -> HttpResponse:
    name = row.name if row else ""
    form = ProductForm(request.POST if request.method == "POST" else None, product=row)
    if form.is_bound:
        saved = form.saved(lambda **values: save_product(row, by=actor(request), **values))
        if saved:
            toasts.say(request, _("Saved: {product}.").format(product=saved))
            return redirect("leads:products")
    context = {"form": form, "product": row, "name": name}
    return render(request, "leads/product_form.html", context, status=form.status)
