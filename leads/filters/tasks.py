"""What the list of tasks can be narrowed to."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alignment.people.models import User
from leads.choices import TaskKind
from leads.filters.fields import CodesFilter, RowFilter
from leads.models import Company, Contact, Lead, Task

OPEN, DONE, CANCELLED = "open", "done", "cancelled"
STATES = (
    (OPEN, pgettext_lazy("task", "To do")),
    (DONE, pgettext_lazy("task", "Done")),
    (CANCELLED, pgettext_lazy("task", "Given up")),
)


class TaskFilter(django_filters.FilterSet):
    owner = RowFilter(queryset=User.objects.all(), label=_("Who"))
    lead = RowFilter(queryset=Lead.objects.all(), label=_("Lead"))
    contact = RowFilter(queryset=Contact.objects.all(), label=_("Contact"))
    company = RowFilter(queryset=Company.objects.all(), label=_("Company"))
    kind = CodesFilter(choices=TaskKind, label=_("Kind"))
    state = django_filters.ChoiceFilter(choices=STATES, method="by_state", label=_("State"))
    due_from = django_filters.DateFilter(
        field_name="due_on", lookup_expr="gte", label=_("Due from")
    )
    due_to = django_filters.DateFilter(field_name="due_on", lookup_expr="lte", label=_("Due until"))

    class Meta:
        model = Task
        fields: list[str] = []

    def by_state(self, tasks: QuerySet[Task], name: str, value: Any) -> QuerySet[Task]:
        """Open, done, or given up without being done."""
        if value == DONE:
            return tasks.filter(done_at__isnull=False)
        given_up = tasks.filter(done_at__isnull=True, cancelled_at__isnull=False)
        return (
            given_up
            if value == CANCELLED
            else tasks.filter(pk__in=Task.objects.open().values("pk"))
        )
