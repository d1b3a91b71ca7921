"""Who could take a lead: the reps with their load and absences, and the one to suggest."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q
from django.utils import timezone

from alignment.people.choices import TeamKind
from alignment.people.models import Absence, User
from alignment.web.business_days import local_date
from leads.choices import SALES_STAGES
from leads.models import Lead
from leads.rules.proposing import proposed


@dataclass(frozen=True)
class Rep:
    """A rep as the hand-over shows them: open leads held, and the absence of today if any."""

    user: User
    load: int
    absence: Absence | None
    is_account_owner: bool
    is_by_rule: bool = False


def reps_for(lead: Lead) -> list[Rep]:
    """Active reps, the suggested one first: account owner, the rules' choice, own team, load."""
    today = local_date(timezone.now())
    away = Prefetch(
        "absences",
        Absence.objects.filter(starts_on__lte=today, ends_on__gte=today).order_by("-ends_on"),
        to_attr="away",
    )
    users = User.objects.active().of_kind(TeamKind.SALES).with_teams().prefetch_related(away)
    loads = _loads()
    account_owner = lead.company.owner_id if lead.company else None
    by_rule = proposed(lead)
    reps = [
        Rep(
            user,
            loads.get(user.pk, 0),
            next(iter(user.away), None),
            user.pk == account_owner,
            user == by_rule,
        )
        for user in users
    ]
    return sorted(reps, key=_rank)


def _loads() -> dict[int, int]:
    held = Lead.objects.filter(Q(stage__in=SALES_STAGES), owner__isnull=False).order_by()
    return dict(held.values_list("owner").annotate(n=Count("pk")))


def _rank(rep: Rep) -> tuple[bool, bool, bool, bool, bool, int, str]:
    # Somebody who is away is not suggested, account owner or not; then comes whom a rule names,
    # then those whose own team is of sales, and managers after their reps.
    user = rep.user
    away = rep.absence is not None
    guest = user.team_kind != TeamKind.SALES
    return (
        away,
        not rep.is_account_owner,
        not rep.is_by_rule,
        guest,
        user.is_manager,
        rep.load,
        user.first_name,
    )
