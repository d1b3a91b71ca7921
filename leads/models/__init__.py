from leads.models.activities import Activity, Touch
from leads.models.campaigns import Campaign
from leads.models.companies import Company, Contact
from leads.models.cycles import Handover, Lead
from leads.models.deals import DealRevision, Opportunity
from leads.models.imports import Import, ImportChange
from leads.models.posts import Post

__all__ = [
    "Activity",
    "Campaign",
    "Company",
    "Contact",
    "DealRevision",
    "Handover",
    "Import",
    "ImportChange",
    "Lead",
    "Opportunity",
    "Post",
    "Touch",
]
