"""How costs, audiences, web forms and their answers are searched."""

import django_filters
from django.utils.translation import gettext_lazy as _

from leads.choices import CostKind, MemberState
from leads.filters.fields import CodesFilter, RowFilter
from leads.models import Campaign, Contact, Cost, FormAnswer, Lead, Member, WebForm


class CostFilter(django_filters.FilterSet):
    campaign = RowFilter(queryset=Campaign.objects.all(), label=_("Campaign"))
    kind = CodesFilter(choices=CostKind, label=_("Kind"))

    class Meta:
        model = Cost
        fields: list[str] = []


class MemberFilter(django_filters.FilterSet):
    campaign = RowFilter(queryset=Campaign.objects.all(), label=_("Campaign"))
    contact = RowFilter(queryset=Contact.objects.all(), label=_("Contact"))
    state = CodesFilter(choices=MemberState, label=_("State"))

    class Meta:
        model = Member
        fields: list[str] = []


class WebFormFilter(django_filters.FilterSet):
    campaign = RowFilter(queryset=Campaign.objects.all(), label=_("Campaign"))
    is_active = django_filters.BooleanFilter(label=_("Open to answers"))

    class Meta:
        model = WebForm
        fields: list[str] = []


class FormAnswerFilter(django_filters.FilterSet):
    form = RowFilter(queryset=WebForm.objects.all(), label=_("Form"))
    lead = RowFilter(queryset=Lead.objects.all(), label=_("Lead"))

    class Meta:
        model = FormAnswer
        fields: list[str] = []
