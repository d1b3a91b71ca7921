"""What happened, as a sentence in the reader's language."""

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alignment.journal.models import Event

SENTENCES = {
    "lead.prequalification_started": gettext_lazy("{who} asks you to call {lead}."),
    "lead.prequalification_ended": gettext_lazy("{who} called {lead}."),
    "lead.handed_over": gettext_lazy("{who} handed over {lead} to you."),
    "lead.resubmitted": gettext_lazy("{who} completed {lead}: it is yours to decide again."),
    "lead.accepted": gettext_lazy("{who} accepted {lead}."),
    "lead.returned": gettext_lazy("{who} needs more information on {lead}."),
    "lead.rejected": gettext_lazy("{who} rejected {lead}."),
    "lead.contested": gettext_lazy("{who} contests the rejection of {lead}: please rule."),
    "lead.ruled": gettext_lazy("{who} ruled on {lead}."),
    "lead.expired": gettext_lazy("Nobody answered in time on {lead}: it was recycled."),
    "lead.reassigned": gettext_lazy("{who} reassigned {lead}."),
    "lead.taken": gettext_lazy("{who} took over {lead}, which was late."),
    "lead.won": gettext_lazy("{who} won {lead}."),
    "lead.lost": gettext_lazy("{who} lost {lead}."),
    "promise.warned": gettext_lazy("Soon due: {lead}."),
    "promise.breached": gettext_lazy("Late: {lead}."),
    "promise.offered": gettext_lazy("Late for long: {lead}. Anybody of the team may take it."),
    "promise.stuck": gettext_lazy("Nobody could take {lead}: please decide who does."),
    "promise.digest": gettext_lazy("What has been late for a week."),
    "promise.volume": gettext_lazy("The month is behind its promised volume."),
    "post.written": gettext_lazy("{who} wrote a message: {lead}."),
    "post.edited": gettext_lazy("{who} changed a message: {lead}."),
    "agreement.proposed": gettext_lazy("{who} proposes {lead} of the contract: read it and sign."),
    "agreement.signed": gettext_lazy("{who} signed {lead} of the contract."),
    "agreement.activated": gettext_lazy("{lead} of the contract is in force."),
    "agreement.withdrawn": gettext_lazy(
        "{who} took a signature back: {lead} of the contract is cancelled."
    ),
    "agreement.cancelled": gettext_lazy("{who} cancelled {lead} of the contract."),
    "icp.discussed": gettext_lazy("{who} says something of {lead} of the ideal customer."),
    "icp.proposed": gettext_lazy("{who} proposes {lead} of the ideal customer: read it and sign."),
    "icp.signed": gettext_lazy("{who} signed {lead} of the ideal customer."),
    "icp.withdrawn": gettext_lazy("{who} made {lead} of the ideal customer a draft again."),
    "objective.proposed": gettext_lazy("{who} proposes an objective, {lead}: read it and sign."),
    "objective.signed": gettext_lazy("{who} signed the objective {lead}."),
    "objective.withdrawn": gettext_lazy("{who} made the objective {lead} a draft again."),
    "objective.published": gettext_lazy("The objective {lead} is in force."),
    "term.proposed": gettext_lazy("{who} proposes what {lead} means: read it and answer."),
    "term.signed": gettext_lazy("{who} approved {lead}."),
    "term.withdrawn": gettext_lazy("{who} took back the proposal {lead}."),
    "term.refused": gettext_lazy("{who} said no to {lead}."),
    "term.published": gettext_lazy("{lead} is in force."),
    "house.proposed": gettext_lazy("{who} proposes {lead} of the message: read it and sign."),
    "house.signed": gettext_lazy("{who} signed {lead} of the message."),
    "house.withdrawn": gettext_lazy("{who} made {lead} of the message a draft again."),
    "house.published": gettext_lazy("{lead} of the message is in force."),
    "icp.published": gettext_lazy("{lead} of the ideal customer is in force."),
    "feedback.given": gettext_lazy("{who} gave feedback on {lead}."),
    "feedback.answered": gettext_lazy("{who} answered your feedback on {lead}."),
    "feedback.weekly": gettext_lazy("Your note of the week: {lead}."),
    "action.started": gettext_lazy("{who} asks you to do something: {lead}."),
    "action.done": gettext_lazy("{who} did what was to be done: {lead}."),
    "ritual.begun": gettext_lazy("{who} proposes that both teams meet: {lead}."),
    "meeting.planned": gettext_lazy("You are invited to a meeting of both teams: {lead}."),
    "meeting.moved": gettext_lazy("{who} moved a meeting: {lead}."),
    "meeting.cancelled": gettext_lazy("{who} called off a meeting: {lead}."),
    "meeting.ended": gettext_lazy("Minutes of the meeting: {lead}."),
    "diagnostic.opened": gettext_lazy(
        "The diagnostic is open ({lead}): fifteen statements, five minutes, anonymously."
    ),
    "pulse.opened": gettext_lazy(
        "The pulse is open ({lead}): three questions, twenty seconds, anonymously."
    ),
    "immersion.planned": gettext_lazy("{who} planned an immersion with you: {lead}."),
    "immersion.cancelled": gettext_lazy("{who} cancelled an immersion: {lead}."),
    "immersion.reported": gettext_lazy("{who} said what an immersion taught: {lead}."),
    "training.planned": gettext_lazy("{who} invites you to a training: {lead}."),
    "pair.made": gettext_lazy("{who} put you in a pair: {lead}."),
    "project.started": gettext_lazy("{who} started a joint project with you: {lead}."),
    "win.shared": gettext_lazy("A win of both teams: {lead}."),
    "win.thanked": gettext_lazy("{who} thanks your team for {lead}."),
    "relapse.nudged": gettext_lazy("A sign to look at, for you alone."),
    "rule.told": gettext_lazy("A rule points you to {lead}."),
    "rule.called": gettext_lazy("A rule ran for {lead}."),
    "rule.switched": gettext_lazy("The rule {lead} ran too often and was switched off."),
    "task.planned": gettext_lazy("{who} gives you a task: {lead}."),
    "task.assigned": gettext_lazy("{who} gives you a task: {lead}."),
    "task.due": gettext_lazy("It is time: {lead}."),
    "rights.due": gettext_lazy("A request about personal data must be answered soon: {lead}."),
    "content.opened": gettext_lazy("{lead}: the content you shared was opened."),
    "content.call_asked": gettext_lazy("{lead} asks to be called about a content."),
    "content.remade": gettext_lazy("{who} made an own version of {lead}."),
    "content.adopted": gettext_lazy("{who} adopted your version of {lead}."),
    "content.declined": gettext_lazy("{who} looked at your version of {lead}."),
    "content_request.asked": gettext_lazy("{who} asks for a content: {lead}."),
    "content_request.taken": gettext_lazy("{who} makes the content you asked for: {lead}."),
    "content_request.answered": gettext_lazy("The content you asked for is there: {lead}."),
    "content_request.declined": gettext_lazy("{who} answered your request: {lead}."),
    "import.given": gettext_lazy("{who} brought in leads for you: {lead}."),
    "form.answered": gettext_lazy("Somebody answered a web form: {lead}."),
    "channel.switched_off": gettext_lazy(
        "{lead} was switched off: it refused several messages in a row."
    ),
}
# Where others read along, nobody is "you".
FOR_ALL = {
    "lead.prequalification_started": gettext_lazy("{who} asks {whom} to call {lead}."),
    "lead.handed_over": gettext_lazy("{who} handed over {lead} to {whom}."),
    "lead.resubmitted": gettext_lazy("{who} completed {lead} for {whom}."),
    "lead.contested": gettext_lazy("{who} contests the rejection of {lead}."),
}
OTHER = gettext_lazy("{who} changed {lead}.")
TAKEN_BACK = gettext_lazy("{who} took back the last step on {lead}.")
MENTIONED = gettext_lazy("{who} mentions you: {lead}.")
WITHDRAWN = gettext_lazy("{who} withdrew a message: {lead}.")


def sentence_of(event: Event, reader: int | None = None) -> str:
    """Who did what to what; a step that was taken back says so.

    `reader` is the key of whom it is told to: somebody mentioned reads « you ».
    """
    named = reader is not None and reader in event.facts.get("mentions", ())
    return _said(event, MENTIONED if named else SENTENCES.get(event.verb, OTHER))


def sentence_for_all(event: Event, whom: str) -> str:
    """The same for people whom it does not concern; `whom` is who it concerns, "" unknown."""
    words = FOR_ALL.get(event.verb) or SENTENCES.get(event.verb, OTHER)
    return _said(event, words, whom or _("the team"))


def _said(event: Event, words: Any, whom: str = "") -> str:
    if event.reverses_id:
        words = WITHDRAWN if event.verb.startswith("post.") else TAKEN_BACK
    return str(words).format(
        who=event.who,
        lead=event.target_label or _("an erased record"),
        whom=whom,
    )


def detail_of(event: Event) -> str:
    """What the event says besides, in the words of the app it comes from."""
    return import_string(settings.NEWS_DETAILS)(event)


def brief_of(event: Event) -> list[tuple[str, str]]:
    """What one needs to know to answer, as labels and texts, in the words of the app about it."""
    return import_string(settings.NEWS_BRIEF)(event)
