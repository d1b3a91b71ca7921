"""How measures are asked for, over REST."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dashboards import kpis
from dashboards.choices import Period, Segment
from dashboards.models import Measure


def _kpi_choices() -> list[tuple[str, object]]:
    return [(key, kpi.LABEL) for key, kpi in kpis.KPIS.items()]


class MeasureForm(forms.Form):
    """Checks what depends on two parameters."""

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("base") and data.get("variant"):
            self.add_error("base", _("Give either variant or base."))
        if data.get("base") and data.get("kpi") not in ("", None, "lvr"):
            self.add_error("base", _("Only lvr has a base."))
        self._check_variant(data)
        if data.get("segment_value") and not data.get("segment"):
            self.add_error("segment", _("Required with segment_value."))
        first, last = data.get("from"), data.get("to")
        if first and last and first > last:
            self.add_error("to", _("The range ends before it begins."))
        return data

    def _check_variant(self, data: dict) -> None:
        variant, kpi = data.get("variant"), kpis.KPIS.get(data.get("kpi") or "")
        if variant and kpi and variant not in kpi.VARIANTS:
            known = ", ".join(kpi.VARIANTS)
            self.add_error("variant", _("One of: {variants}.").format(variants=known))
        elif variant and not any(variant in each.VARIANTS for each in kpis.KPIS.values()):
            self.add_error("variant", _("No KPI has this variant."))


def _default_variants() -> Q:
    wanted = Q(pk__in=[])
    for key, kpi in kpis.KPIS.items():
        wanted |= Q(kpi=key, variant=kpi.default())
    return wanted


class MeasureFilter(django_filters.FilterSet):
    """Without `variant` the default of each KPI, without `segment` the whole company."""

    kpi = django_filters.ChoiceFilter(choices=_kpi_choices, label=_("KPI"))
    variant = django_filters.CharFilter(max_length=40, label=_("Variant"))
    base = django_filters.ChoiceFilter(
        choices=list(kpis.KPIS["lvr"].VARIANTS.items()),
        method="keep",
        label=_("Base of the growth: the same as variant, for lvr"),
    )
    period = django_filters.ChoiceFilter(choices=Period, label=_("Period"))
    segment = django_filters.ChoiceFilter(
        choices=[choice for choice in Segment.choices if choice[0]], label=_("Segment")
    )
    segment_value = django_filters.CharFilter(max_length=60, label=_("One value of the segment"))

    class Meta:
        model = Measure
        form = MeasureForm
        fields: list[str] = []

    def keep(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        data = self.form.cleaned_data
        queryset = super().filter_queryset(queryset)
        if data.get("base"):
            queryset = queryset.filter(kpi="lvr", variant=data["base"])
        elif not data.get("variant"):
            queryset = queryset.filter(_default_variants())
        if not data.get("segment"):
            queryset = queryset.filter(segment=Segment.WHOLE)
        elif "segment_value" in self.data and not data.get("segment_value"):
            # Asked for by name: those of whom nobody said it.
            queryset = queryset.filter(segment_value="")
        return queryset


MeasureFilter.base_filters["from"] = django_filters.DateFilter(
    field_name="start", lookup_expr="gte", label=_("Periods that start on this day or later")
)
MeasureFilter.base_filters["to"] = django_filters.DateFilter(
    field_name="start", lookup_expr="lte", label=_("Periods that start on this day or earlier")
)


class RowsForm(forms.Form):
    """Names one stored figure and one of its parts."""

    kpi = forms.ChoiceField(choices=_kpi_choices)
    variant = forms.CharField(max_length=40, required=False)
    period = forms.ChoiceField(choices=Period)
    start = forms.DateField()
    segment = forms.ChoiceField(choices=Segment, required=False)
    segment_value = forms.CharField(max_length=60, required=False)
    part = forms.CharField(max_length=20, required=False)

    def clean(self) -> dict:
        data = super().clean() or {}
        kpi = kpis.KPIS.get(data.get("kpi", ""))
        if kpi is None:
            return data
        data["variant"] = data.get("variant") or kpi.default()
        data["part"] = data.get("part") or kpi.PARTS[0]
        if data["variant"] not in kpi.VARIANTS:
            known = ", ".join(kpi.VARIANTS)
            self.add_error("variant", _("One of: {variants}.").format(variants=known))
        if data["part"] not in kpi.PARTS:
            known = ", ".join(kpi.PARTS)
            self.add_error("part", _("One of: {parts}.").format(parts=known))
        if data.get("segment_value") and not data.get("segment"):
            self.add_error("segment", _("Required with segment_value."))
        return data
