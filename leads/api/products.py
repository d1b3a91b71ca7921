"""The price list over REST."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from alignment.people.actor import actor
from alignment.people.models import User
from leads.api.serializers import RowSerializer
from leads.api.views import RecordViewSet
from leads.filters import ProductFilter
from leads.models import Product
from leads.products import require_keeper, save_product


class ProductSerializer(RowSerializer):
    class Meta:
        model = Product
        fields = ["id", "name", "price", "recurrence", "is_active", "created_at"]
        read_only_fields = ["created_at"]


class ProductViewSet(RecordViewSet):
    """What is sold; managers and direction write it."""

    queryset = Product.objects.all()
    serializer_class = ProductSerializer
    filterset_class = ProductFilter
    ordering = "name"
    ordering_fields = ("name", "price", "created_at")

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add a product to the price list."""
        require_keeper(actor(request))
        return super().create(request, *args, **kwargs)

    def save(self, row: Product | None, by: User, **fields: Any) -> Product:
        return save_product(row, by=by, **fields)
