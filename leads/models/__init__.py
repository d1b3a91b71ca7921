from leads.models.activities import Activity, Touch
from leads.models.campaigns import Campaign, Cost, Member
from leads.models.capture import FormAnswer, WebForm
from leads.models.companies import Company, Contact
from leads.models.cycles import Lead
from leads.models.deals import DealLine, DealRevision, Opportunity, Product
from leads.models.finding import SearchSpelling, SearchTodo, SearchWord
from leads.models.handed import HandoverFacts
from leads.models.handovers import Handover
from leads.models.imports import Import, ImportChange, ImportFault, ImportMapping
from leads.models.merging import Merge, SuspectedPair
from leads.models.parties import Party
from leads.models.posts import Post
from leads.models.privacy import (
    Consent,
    RegisterSheet,
    RegistryAnswer,
    RightsRequest,
    Suppressed,
)
from leads.models.rules import Firing, Rule
from leads.models.shaping import BulkFailure, BulkRun, CustomField, SavedView
from leads.models.sharing import Share, ShareVisit
from leads.models.tasks import CalendarFeed, Task

__all__ = [
    "Activity",
    "BulkFailure",
    "BulkRun",
    "CalendarFeed",
    "Campaign",
    "Company",
    "Consent",
    "Contact",
    "Cost",
    "CustomField",
    "DealLine",
    "DealRevision",
    "Firing",
    "FormAnswer",
    "Handover",
    "HandoverFacts",
    "Import",
    "ImportChange",
    "ImportFault",
    "ImportMapping",
    "Lead",
    "Member",
    "Merge",
    "Opportunity",
    "Party",
    "Post",
    "Product",
    "RegisterSheet",
    "RegistryAnswer",
    "RightsRequest",
    "Rule",
    "SavedView",
    "SearchSpelling",
    "SearchTodo",
    "SearchWord",
    "Share",
    "ShareVisit",
    "Suppressed",
    "SuspectedPair",
    "Task",
    "Touch",
    "WebForm",
]
