"""When a rule may run: verbs of the journal about a lead, in plain words."""

from django.utils.translation import gettext_lazy as _

MOMENTS = {
    "lead.logged": _("A lead comes in"),
    "lead.edited": _("A lead is changed"),
    "lead.qualified": _("Marketing qualifies a lead"),
    "lead.handed_over": _("A lead is handed over"),
    "lead.returned": _("A lead comes back with a question"),
    "lead.accepted": _("A lead is accepted"),
    "lead.rejected": _("A lead is rejected"),
    "lead.expired": _("Nobody answered in time"),
    "lead.reassigned": _("A lead changes owner"),
    "lead.sales_qualified": _("Sales qualifies a lead"),
    "lead.opportunity_opened": _("A deal is opened"),
    "lead.won": _("A deal is won"),
    "lead.lost": _("A deal is lost"),
    "lead.nurtured": _("A lead goes to nurturing"),
    "lead.reopened": _("A lead is reopened"),
}
