"""The filters of leads: what is said of them, of their company and of their person."""

from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.people.models import Team, User
from alignment.vision.choices import Grade
from alignment.web.business_days import day_bounds, today
from leads import reference
from leads.choices import (
    CLOSED_STAGES,
    OPEN_STAGES,
    ContactRole,
    LegalBasis,
    Record,
    Source,
    Stage,
    Tier,
)
from leads.engagement import Advice, recommend
from leads.filters.fields import (
    NOBODY,
    CodesFilter,
    ContainsFilter,
    FromFilter,
    HoldsFilter,
    PeriodFilter,
    RowFilter,
    RowsFilter,
    SearchFilter,
    UntilFilter,
    WordsFilter,
    YesNoFilter,
    folded_words,
)
from leads.filters.shaped import ShapedFilterSet
from leads.models import Campaign, Company, Contact, Import, Lead
from leads.reasons import Reason

# Up to so many hits a search is answered by their keys.
RARE = 500
ENDS = {"open": OPEN_STAGES, "ended": CLOSED_STAGES - {Stage.MERGED}}
SOURCES = [*Source.choices, (NOBODY, _("Nobody said"))]
LEVELS = [(level, str(level)) for level in (1, 2, 3, 4)]


def _blank(name: str) -> Q:
    return Q(**{name: ""})


def _null(name: str) -> Q:
    return Q(**{f"{name}__isnull": True})


# What may be asked to be empty, or filled in.
COLUMNS = (
    ("company", _("Company"), _null("company")),
    ("contact", _("Contact"), _null("contact")),
    ("email", _("E-mail"), _null("contact") | _blank("contact__email")),
    (
        "phone",
        _("Phone"),
        _null("contact") | (_blank("contact__phone") & _blank("contact__mobile")),
    ),
    ("job_title", _("Job title"), _null("contact") | _blank("contact__job_title")),
    ("role", _("Role"), _null("contact") | _blank("contact__role")),
    ("siren", _("SIREN"), _null("company") | _blank("company__siren")),
    ("industry", _("Industry"), _null("company") | _blank("company__naf_code")),
    ("workforce", _("Workforce band"), _null("company") | _blank("company__workforce_band")),
    ("owner", _("Owner"), _null("owner")),
    ("marketer", _("Marketing owner"), _null("marketer")),
    ("campaign", _("Campaign"), _null("campaign")),
    ("source", _("Source"), _blank("source")),
    ("grade", _("Fit"), _blank("fit_grade")),
    ("need", _("Stated need"), _blank("need")),
    ("offer", _("Offer in mind"), _blank("offer")),
    ("timing", _("Timing"), _blank("timing")),
    ("budget", _("Budget"), _blank("budget")),
    ("note", _("Note"), _blank("note")),
    ("grade", _("Fit"), _blank("fit_grade")),
    ("tier", _("Priority"), _blank("tier")),
    ("next_action", _("Next action"), _null("next_action_on")),
    ("due", _("Deadline"), _null("due_at")),
    ("wake_up", _("Wake-up day"), _null("wake_up_on")),
    ("mql", _("MQL date"), _null("mql_at")),
    ("handed_over", _("Hand-over date"), _null("handed_over_at")),
    ("informed", _("Information of the person"), _null("informed_on")),
)


class LeadSearchFilter(SearchFilter):
    """Rare words are looked up first: walking the order of a list for them would read it all.

    Common ones are met soon on that walk, and are not gathered.
    """

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        if not value or not folded_words(value):
            return qs
        found = self.holding(Lead.objects.order_by(), value, "holds")
        keys = list(found.values_list("pk", flat=True)[: RARE + 1])
        return qs.filter(pk__in=keys) if len(keys) <= RARE else super().filter(qs, value)


class LeadFilter(ShapedFilterSet):
    record = Record.LEAD

    q = LeadSearchFilter("search")
    mine = YesNoFilter(method="of_asker", label=_("Mine"))
    stage = CodesFilter(choices=Stage, label=_("Stage"))
    state = django_filters.ChoiceFilter(
        choices=[("open", _("Open")), ("ended", _("Ended"))], method="at_end", label=_("State")
    )
    owner = RowsFilter(queryset=User.objects.active(), label=_("Owner"))
    marketer = RowsFilter(queryset=User.objects.active(), label=_("Marketing owner"))
    team = RowsFilter(queryset=Team.objects.all(), label=_("Owner’s team"))
    tier = CodesFilter(choices=Tier, label=_("Priority"))
    due = django_filters.ChoiceFilter(
        choices=[("late", _("Late")), ("today", _("Today")), ("week", _("Within 7 days"))],
        method="due_by",
        label=_("Deadline"),
    )
    next = django_filters.ChoiceFilter(
        choices=[
            ("late", _("Late")),
            ("today", _("Today")),
            ("week", _("Within 7 days")),
            ("none", _("None planned")),
        ],
        method="next_by",
        label=_("Next action"),
    )
    contacted = django_filters.ChoiceFilter(
        choices=[
            ("never", _("Never tried")),
            ("tried", _("Tried, not reached")),
            ("reached", _("Spoke together")),
        ],
        method="was_contacted",
        label=_("Contact"),
    )
    wake = django_filters.ChoiceFilter(
        choices=[("due", _("Now or before")), ("later", _("Later"))],
        method="wakes",
        label=_("Wake-up"),
    )
    idle = django_filters.NumberFilter(
        method="idle_for", min_value=0, max_value=3650, label=_("Days in its stage, at least")
    )
    source = WordsFilter(choices=SOURCES, label=_("Source"))
    campaign = RowsFilter(queryset=Campaign.objects.all(), label=_("Campaign"))
    grade = CodesFilter(field_name="fit_grade", choices=Grade, label=_("Fit"))
    engagement = CodesFilter(
        field_name="engagement_level", choices=LEVELS, label=_("Engagement (1 is high)")
    )
    advice = django_filters.ChoiceFilter(
        choices=[(each.value, each.label) for each in Advice],
        method="advised",
        label=_("Suggested"),
    )
    is_tql = YesNoFilter(label=_("Confirmed by a conversation"))
    reopened = YesNoFilter(field_name="reopened_from", null=True, label=_("Reopened"))
    reason = CodesFilter(field_name="close_reason", choices=Reason, label=_("Reason of the end"))
    need = ContainsFilter(label=_("Stated need"))
    offer = ContainsFilter(label=_("Offer in mind"))
    legal_basis = CodesFilter(choices=LegalBasis, label=_("Legal basis"))

    company = RowFilter(queryset=Company.objects.all(), label=_("Company"))
    naf = django_filters.CharFilter(
        field_name="company__naf_code",
        lookup_expr="startswith",
        max_length=6,
        label=_("NAF code begins with"),
    )
    workforce = CodesFilter(
        field_name="company__workforce_band",
        choices=reference.band_choices,
        label=_("Workforce band"),
    )
    departement = CodesFilter(
        field_name="company__departement",
        choices=reference.departements,
        label=_("Département"),
    )
    region = CodesFilter(field_name="company__region", choices=reference.regions, label=_("Region"))
    city = django_filters.CharFilter(
        field_name="company__city", lookup_expr="iexact", max_length=100, label=_("City")
    )
    is_customer = YesNoFilter(field_name="company__is_customer", label=_("Customer"))
    is_strategic = YesNoFilter(field_name="company__is_strategic", label=_("Key account"))
    contact = RowFilter(queryset=Contact.objects.all(), label=_("Contact"))
    job_title = ContainsFilter(field_name="contact__job_title", label=_("Job title"))
    role = CodesFilter(field_name="contact__role", choices=ContactRole, label=_("Role"))
    objected = YesNoFilter(
        field_name="contact__opted_out_at", null=True, label=_("Objects to being contacted")
    )

    captured = PeriodFilter(field_name="captured_on", label=_("Captured"))
    captured_from = FromFilter(field_name="captured_on", label=_("Captured from"))
    captured_to = UntilFilter(field_name="captured_on", label=_("Captured until"))
    mql = PeriodFilter(field_name="mql_on", label=_("Qualified"))
    mql_from = FromFilter(field_name="mql_on", label=_("Qualified from"))
    mql_to = UntilFilter(field_name="mql_on", label=_("Qualified until"))
    handed_over = PeriodFilter(field_name="handed_over_on", label=_("Handed over"))
    handed_over_from = FromFilter(field_name="handed_over_on", label=_("Handed over from"))
    handed_over_to = UntilFilter(field_name="handed_over_on", label=_("Handed over until"))
    accepted = PeriodFilter(field_name="accepted_on", label=_("Accepted"))
    sql = PeriodFilter(field_name="sql_on", label=_("Qualified by sales"))
    won = PeriodFilter(field_name="won_on", label=_("Won"))
    lost = PeriodFilter(field_name="lost_on", label=_("Lost"))
    closed = PeriodFilter(field_name="closed_on", label=_("Ended"))
    next_action = PeriodFilter(field_name="next_action_on", label=_("Day of the next action"))
    next_action_from = FromFilter(field_name="next_action_on", label=_("Next action from"))
    next_action_to = UntilFilter(field_name="next_action_on", label=_("Next action until"))
    wake_up = PeriodFilter(field_name="wake_up_on", label=_("Wake-up day"))
    changed = PeriodFilter(field_name="changed_at", instant=True, label=_("Changed"))

    empty = HoldsFilter(COLUMNS, filled=False, label=_("Empty"))
    filled = HoldsFilter(COLUMNS, filled=True, label=_("Filled in"))
    external_id = django_filters.CharFilter(label=_("Identifier elsewhere"), max_length=120)
    batch = RowFilter(queryset=Import.objects.all(), label=_("Import"))

    groups = (
        (
            _("Where it stands"),
            (
                "stage", "state", "owner", "mine", "team", "marketer", "tier", "due", "next",
                "contacted", "wake", "idle", "reason", "reopened",
            ),
        ),
        (
            _("Where it comes from"),
            (
                "source", "campaign", "grade", "engagement", "advice", "is_tql", "need", "offer",
                "batch",
            ),
        ),
        (
            _("Company and person"),
            (
                "workforce", "naf", "region", "departement", "city", "is_customer",
                "is_strategic", "job_title", "role", "objected", "legal_basis",
            ),
        ),
        (
            _("Dates"),
            (
                "captured", "captured_from", "captured_to", "mql", "mql_from", "mql_to",
                "handed_over", "handed_over_from", "handed_over_to", "accepted", "sql", "won",
                "lost", "closed", "next_action", "next_action_from", "next_action_to",
                "wake_up", "changed",
            ),
        ),
        (_("Empty or filled in"), ("empty", "filled")),
    )  # fmt: skip

    class Meta:
        model = Lead
        fields: list[str] = []

    def of_asker(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        """What the person who asks holds, on either side."""
        user = getattr(self.request, "user", None)
        mine = Q(owner=user) | Q(marketer=user) if user else Q(pk__in=[])
        return queryset.filter(mine) if value else queryset.exclude(mine)

    def at_end(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(stage__in=ENDS[value])

    def due_by(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        now = timezone.now()
        if value == "late":
            return queryset.filter(due_at__lt=now)
        return queryset.filter(due_at__gte=now, due_at__lt=_end_of(0 if value == "today" else 7))

    def next_by(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Open leads by the day of their next action."""
        rows, now = queryset.filter(stage__in=OPEN_STAGES), today()
        if value == "none":
            return rows.filter(next_action_on__isnull=True)
        if value == "late":
            return rows.filter(next_action_on__lt=now)
        until = now if value == "today" else now + timedelta(days=7)
        return rows.filter(next_action_on__gte=now, next_action_on__lte=until)

    def advised(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Where fit and interest suggest it; without a grade as with a B."""
        cells = [
            Q(fit_grade=grade, engagement_level=level)
            for grade in (*Grade.values, "")
            for level, _label in LEVELS
            if recommend(grade, level).advice == value
        ]
        return queryset.filter(reduce(or_, cells))

    def was_contacted(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == "reached":
            return queryset.filter(first_conversation_at__isnull=False)
        rows = queryset.filter(first_conversation_at__isnull=True)
        return rows.filter(first_attempt_at__isnull=value == "never")

    def wakes(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        now = today()
        return queryset.filter(**{"wake_up_on__lte" if value == "due" else "wake_up_on__gt": now})

    def idle_for(self, queryset: QuerySet, name: str, value: Any) -> QuerySet:
        since = timezone.now() - timedelta(days=int(value))
        return queryset.filter(stage_entered_at__lte=since)


def _end_of(ahead: int) -> datetime:
    return day_bounds(today() + timedelta(days=ahead))[1]
