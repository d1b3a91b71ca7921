"""How contents and requests are narrowed over REST."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from alignment.library.models import Content, ContentRequest, Remake
from alignment.library.selectors import fitting
from alignment.vision.nomenclature import naf_sections


class ContentFilter(django_filters.FilterSet):
    """A content that names no moment, industry or person fits all of them."""

    moment = django_filters.CharFilter(max_length=12, method="fit", label=_("Moment"))
    section = django_filters.ChoiceFilter(
        choices=naf_sections, method="fit", label=_("Industry, as a section of the NAF")
    )
    persona = django_filters.CharFilter(max_length=12, method="fit", label=_("Person"))

    class Meta:
        model = Content
        fields = ["kind", "is_active", "language"]

    def fit(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(pk__in=fitting({f"{name}s": value}))


class RemakeFilter(django_filters.FilterSet):
    class Meta:
        model = Remake
        fields = ["state"]


class ContentRequestFilter(django_filters.FilterSet):
    open = django_filters.BooleanFilter(
        field_name="ended_at", lookup_expr="isnull", label=_("Not answered yet")
    )

    class Meta:
        model = ContentRequest
        fields = ["kind"]
