"""Words of the pipeline: stages and their named sets, verdicts, kinds (reasons: reasons.py)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(models.TextChoices):
    NEW = "new", pgettext_lazy("stage", "New")
    NURTURING = "nurturing", _("Nurturing")
    MQL = "mql", _("MQL")
    PREQUAL = "prequal", _("Pre-qualification")
    HANDED_OVER = "handed_over", _("Handed over")
    RETURNED = "returned", _("Returned")
    ACCEPTED = "accepted", _("Accepted (SAL)")
    SQL = "sql", _("SQL")
    OPPORTUNITY = "opportunity", _("Opportunity")
    REJECTED = "rejected", _("Rejected")
    CONTESTED = "contested", _("Contested")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")
    DISQUALIFIED = "disqualified", _("Disqualified")
    RECYCLED = "recycled", _("Recycled")
    MERGED = "merged", _("Merged")
    ERASED = "erased", _("Erased")


CLOSED_STAGES = frozenset(
    {Stage.WON, Stage.LOST, Stage.DISQUALIFIED, Stage.RECYCLED, Stage.MERGED, Stage.ERASED}
)
OPEN_STAGES = frozenset(Stage) - CLOSED_STAGES
# Before the hand-over: marketing's own ground, where a skip forward may start.
UPSTREAM_STAGES = frozenset({Stage.NEW, Stage.NURTURING, Stage.MQL, Stage.PREQUAL})
# Who has to act. Prequal goes by its owner; contested by the arbiter.
MARKETING_STAGES = frozenset(
    {Stage.NEW, Stage.NURTURING, Stage.MQL, Stage.RETURNED, Stage.REJECTED}
)
SALES_STAGES = frozenset({Stage.HANDED_OVER, Stage.ACCEPTED, Stage.SQL, Stage.OPPORTUNITY})

# The high-water mark: how far a cycle ever came.
MILESTONES = (
    Stage.NEW,
    Stage.MQL,
    Stage.HANDED_OVER,
    Stage.ACCEPTED,
    Stage.SQL,
    Stage.OPPORTUNITY,
    Stage.WON,
)


class Tier(models.TextChoices):
    P1 = "P1", _("P1 · hot")
    P2 = "P2", _("P2 · standard")
    P3 = "P3", _("P3 · lukewarm")


class Verdict(models.TextChoices):
    """What sales said of one hand-over; `returned` time stays pending."""

    PENDING = "pending", _("Pending")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")
    OVERTURNED = "overturned", _("Overturned")
    EXPIRED = "expired", _("Expired")
    VOID = "void", _("Not counted")


class Source(models.TextChoices):
    """Known sources; an import may bring others. Empty means nobody said."""

    WEBSITE = "website", _("Website form")
    DEMO_REQUEST = "demo_request", _("Demo or quote request")
    EVENT = "event", _("Trade fair or event")
    WEBINAR = "webinar", _("Webinar")
    CONTENT = "content", _("Content download")
    EMAIL = "email", _("E-mail campaign")
    SOCIAL = "social", _("Social network")
    PAID_SEARCH = "paid_search", _("Paid search")
    ORGANIC_SEARCH = "organic_search", _("Organic search")
    DISPLAY = "display", _("Display advertising")
    DIRECT_TRAFFIC = "direct_traffic", _("Direct traffic")
    INBOUND_CALL = "inbound_call", _("Inbound call")
    OUTBOUND = "outbound", _("Sales prospecting")
    REFERRAL = "referral", _("Recommendation")
    PARTNER = "partner", _("Partner")
    CUSTOMER = "customer", _("Existing customer")
    OTHER = "other", _("Other")
    UNKNOWN = "unknown", _("Unknown")


class Origin(models.TextChoices):
    """Who started it; frozen when the opportunity is created."""

    MARKETING = "marketing", _("Marketing")
    SALES = "sales", _("Sales")
    PARTNER = "partner", _("Partner")
    CUSTOMER = "customer", _("Customer")
    UNKNOWN = "unknown", _("Unknown")


ORIGIN_OF_SOURCE = {
    Source.OUTBOUND: Origin.SALES,
    Source.INBOUND_CALL: Origin.SALES,
    Source.PARTNER: Origin.PARTNER,
    Source.REFERRAL: Origin.CUSTOMER,
    Source.CUSTOMER: Origin.CUSTOMER,
    Source.OTHER: Origin.UNKNOWN,
    Source.UNKNOWN: Origin.UNKNOWN,
    "": Origin.UNKNOWN,
}


def origin_of(source: str) -> str:
    """Who a source speaks for; a source nobody listed came through a marketing channel."""
    return ORIGIN_OF_SOURCE.get(source, Origin.MARKETING)


class LegalBasis(models.TextChoices):
    LEGITIMATE_INTEREST = "legitimate_interest", _("Legitimate interest")
    CONSENT = "consent", _("Consent")
    CONTRACT = "contract", _("Contract")


class ContactRole(models.TextChoices):
    DECIDER = "decider", _("Decision maker")
    BUYER = "buyer", _("Buyer")
    PRESCRIBER = "prescriber", _("Prescriber")
    USER = "user", _("User")


class ActivityKind(models.TextChoices):
    CALL = "call", _("Call")
    EMAIL = "email", _("E-mail")
    MEETING = "meeting", _("Meeting")
    MESSAGE = "message", _("Message")
    NOTE = "note", _("Note")


class ActivityOutcome(models.TextChoices):
    REACHED = "reached", _("Spoke together")
    NO_ANSWER = "no_answer", _("No answer")
    SENT = "sent", _("Sent")


class TouchKind(models.TextChoices):
    DEMO_REQUEST = "demo_request", _("Demo request")
    PRICE = "price", _("Price or contact request")
    EVENT = "event", _("Came to an event")
    CONTENT = "content", _("Asked for content")
    CLICK = "click", _("Click")
    VISIT = "visit", _("Identified visit")
    # By the link of a colleague: interest, but nothing that marketing brought about.
    OPENED = "opened", _("Opened a content we sent")
    CAPTURE = "capture", _("First recorded")
    UNSUBSCRIBE = "unsubscribe", _("Unsubscribed")


class DealStep(models.TextChoices):
    DISCOVERY = "discovery", _("Discovery")
    PROPOSAL = "proposal", _("Proposal")
    NEGOTIATION = "negotiation", _("Negotiation")


class DealStatus(models.TextChoices):
    OPEN = "open", _("Open")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")
    CANCELLED = "cancelled", _("Cancelled")


class Recurrence(models.TextChoices):
    ONE_OFF = "one_off", _("One-off")
    MONTHLY = "monthly", _("Per month")
    YEARLY = "yearly", _("Per year")


class PrequalOutcome(models.TextChoices):
    CONFIRMED = "confirmed", _("Interest confirmed")
    NURTURE = "nurture", _("Not now: keep nurturing")
    DISQUALIFY = "disqualify", _("Not a lead")


class Ruling(models.TextChoices):
    OVERTURN = "overturn", _("The lead goes back to sales")
    UPHOLD = "uphold", _("The rejection stands")


class MissingItem(models.TextChoices):
    """The checklist of the hand-over; the first six make the minimal file."""

    COMPANY = "company", _("Company and SIREN")
    INDUSTRY = "industry", _("Industry")
    WORKFORCE = "workforce", _("Workforce band")
    PERSON = "person", _("Name and job title")
    REACH = "reach", _("Direct phone or e-mail")
    NEED = "need", _("Stated need or trigger")
    OFFER = "offer", _("Offer in mind")
    TIMING = "timing", _("Timing")
    BUDGET = "budget", _("Budget or order of magnitude")
    CONTENTS = "contents", _("Contents seen and source")
    CURRENT_SOLUTION = "current_solution", _("Current solution")
    INSTRUCTION = "instruction", _("Instruction (do not call before …)")


MINIMAL_FILE = (
    MissingItem.COMPANY,
    MissingItem.INDUSTRY,
    MissingItem.WORKFORCE,
    MissingItem.PERSON,
    MissingItem.REACH,
    MissingItem.NEED,
)


class ImportStatus(models.TextChoices):
    """A file that waits for its columns to be confirmed is a draft; nothing of it is written."""

    DRAFT = "draft", pgettext_lazy("import", "Draft")
    WAITING = "waiting", pgettext_lazy("import", "Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", pgettext_lazy("import", "Cancelled")
    FAILED = "failed", pgettext_lazy("import", "Failed")
    REVERTED = "reverted", _("Reverted")


class ImportMode(models.TextChoices):
    CREATE = "create", _("Create only")
    UPDATE = "update", _("Update only")
    BOTH = "both", _("Create and update")


class RunStatus(models.TextChoices):
    """How far a piece of background work is."""

    WAITING = "waiting", pgettext_lazy("run", "Waiting")
    RUNNING = "running", pgettext_lazy("run", "Running")
    DONE = "done", pgettext_lazy("run", "Done")
    CANCELLED = "cancelled", pgettext_lazy("run", "Cancelled")
    FAILED = "failed", pgettext_lazy("run", "Failed")


class TaskKind(models.TextChoices):
    CALL = "call", _("Call")
    EMAIL = "email", _("E-mail")
    MEETING = "meeting", _("Meeting")
    TODO = "todo", pgettext_lazy("task", "To do")


class Record(models.TextChoices):
    """The kinds of records that people list, view, shape and match."""

    LEAD = "lead", _("Lead")
    COMPANY = "company", _("Company")
    CONTACT = "contact", _("Contact")
    OPPORTUNITY = "opportunity", _("Opportunity")


class FieldKind(models.TextChoices):
    TEXT = "text", pgettext_lazy("field", "Text")
    NUMBER = "number", pgettext_lazy("field", "Number")
    DATE = "date", pgettext_lazy("field", "Date")
    CHOICE = "choice", pgettext_lazy("field", "Choice")
    YES_NO = "yes_no", pgettext_lazy("field", "Yes or no")


class Sharing(models.TextChoices):
    PRIVATE = "private", pgettext_lazy("view", "For me")
    SHARED = "shared", pgettext_lazy("view", "For both teams")


class PairState(models.TextChoices):
    OPEN = "open", pgettext_lazy("pair", "To look at")
    DIFFERENT = "different", pgettext_lazy("pair", "Not the same")
    MERGED = "merged", pgettext_lazy("pair", "Merged")


class MemberState(models.TextChoices):
    """Where a person of a campaign's audience stands."""

    PLANNED = "planned", pgettext_lazy("audience", "Planned")
    REACHED = "reached", pgettext_lazy("audience", "Reached")
    ANSWERED = "answered", pgettext_lazy("audience", "Answered")
    DECLINED = "declined", pgettext_lazy("audience", "Declined")


class CostKind(models.TextChoices):
    MEDIA = "media", pgettext_lazy("cost", "Advertising and stands")
    CONTENT = "content", pgettext_lazy("cost", "Content and creation")
    TOOL = "tool", pgettext_lazy("cost", "Tools and providers")
    TRAVEL = "travel", pgettext_lazy("cost", "Travel and hospitality")
    OTHER = "other", pgettext_lazy("cost", "Other")
    SALARIES = "salaries", pgettext_lazy("cost", "Marketing salaries")
    SALES = "sales", pgettext_lazy("cost", "Sales (salaries included)")


# What no single campaign can answer for.
OF_NO_CAMPAIGN = (CostKind.SALARIES, CostKind.SALES)


class Channel(models.TextChoices):
    """The ways to reach a person that the person may refuse, one by one."""

    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    POST = "post", pgettext_lazy("channel", "Post")


class ConsentState(models.TextChoices):
    GIVEN = "given", pgettext_lazy("consent", "Given")
    REFUSED = "refused", pgettext_lazy("consent", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("consent", "Withdrawn")
    INFORMED = "informed", pgettext_lazy("consent", "Informed")


class RightKind(models.TextChoices):
    """What a person may ask under the RGPD (articles 15 to 21)."""

    ACCESS = "access", pgettext_lazy("right", "Access")
    RECTIFICATION = "rectification", pgettext_lazy("right", "Correction")
    ERASURE = "erasure", pgettext_lazy("right", "Erasure")
    OPPOSITION = "opposition", pgettext_lazy("right", "Objection")
    PORTABILITY = "portability", pgettext_lazy("right", "Portability")


class Category(models.TextChoices):
    """Size class of a company, as Sirene publishes it."""

    PME = "PME", _("PME (small or medium)")
    ETI = "ETI", _("ETI (mid-size)")
    GE = "GE", _("GE (large)")


class RuleKind(models.TextChoices):
    ASSIGNMENT = "assignment", pgettext_lazy("rule", "Assignment")
    AUTOMATION = "automation", pgettext_lazy("rule", "Automation")


class FiringState(models.TextChoices):
    DONE = "done", pgettext_lazy("firing", "Done")
    REFUSED = "refused", pgettext_lazy("firing", "Refused")
    STOPPED = "stopped", pgettext_lazy("firing", "Stopped: it would have run in circles")


class ShareChannel(models.TextChoices):
    """How the link of a content reached a prospect."""

    COPIED = "copied", _("Link copied")
    SENT = "sent", _("Sent by e-mail")


class VisitKind(models.TextChoices):
    """What a person did on the page of a link; looking at it is nothing."""

    OPENED = "opened", pgettext_lazy("visit", "Opened")
    CALL = "call", pgettext_lazy("visit", "Asked to be called")
