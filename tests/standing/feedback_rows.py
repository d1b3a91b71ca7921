"""Feedback, messages, contents and actions that addresses name, made for people of the world."""

from datetime import timedelta
from typing import Any

from alignment.library.models import Content
from alignment.rituals import services as rituals
from alignment.rituals.models import Action
from alignment.vision.choices import MessageKind
from alignment.vision.models import Message
from alignment.web.business_days import today
from leads.models import Touch
from sla import answers, feedback, weekly
from sla.models import Contest, Feedback, WeeklyNote
from tests import factories

Named = dict[str, Any]


def named(row: Any) -> Named:
    return {"public_id": row.public_id}


def the_message(world: Named) -> Message:
    wanted = {"kind": MessageKind.PROMISE, "text": "Mise en service en 10 jours"}
    return Message.objects.get_or_create(**wanted, defaults={"answer": "41 sur 44"})[0]


def the_content(world: Named) -> Content:
    return Content.objects.get_or_create(title="Cas client")[0]


def a_message(world: Named) -> Named:
    return named(the_message(world))


def a_content(world: Named) -> Named:
    return named(the_content(world))


def asked(world: Named) -> Feedback:
    """Sam said no to a lead of Maya and is asked about its file."""
    lead = factories.rejected(by=world["sales"])
    return Feedback.objects.filter(lead=lead).latest("pk")


def a_card(world: Named) -> Named:
    a_message(world), a_content(world)
    return {**named(asked(world)), "kind": "reply"}


def said(world: Named) -> Feedback:
    """Everything that can be said, so that pages show it."""
    objection = Message.objects.get_or_create(kind=MessageKind.OBJECTION, text="Trop cher")[0]
    row = asked(world)
    feedback.give(
        row,
        by=world["sales"],
        missing=["budget"],
        effects={the_message(world).public_id: "hit"},
        contents=[the_content(world).public_id],
        objections=[objection.public_id],
        competitor="Laserix",
        content_missing="Cas agroalimentaire",
        sentence="Le besoin est réel",
    )
    Touch.objects.create(lead=row.lead, kind="content", detail="Guide laser")
    return row


def some_feedback(world: Named) -> Named:
    """Said and answered in every way, with an action done and one to do."""
    row = said(world)
    answers.reply(row, by=world["marketing"], text="Merci, c’est corrigé")
    soon = today() + timedelta(days=5)
    given = {"by": world["marketing"], "owner": world["marketing"], "due_on": soon}
    answers.mend(row, title="Revoir le formulaire", **given)
    done = answers.mend(row, title="Filtrer la taille", **given)
    assert done.action
    rituals.finish(done.action, by=world["marketing"], changed="La taille est demandée")
    return {**named(said(world)), "kind": "reply"}


def a_lead_spoken_of(world: Named) -> Named:
    return named(said(world).lead)


def an_action(world: Named) -> Named:
    """Maya's to do."""
    some_feedback(world)
    return named(Action.objects.open().latest("pk"))


def a_done_action(world: Named) -> Named:
    some_feedback(world)
    return named(Action.objects.done().latest("pk"))


def a_contest(world: Named) -> Named:
    row = asked(world)
    answers.contest(row, by=world["marketing"], argument="Dans la cible", evidence=["icp_met"])
    return named(Contest.objects.get(handover=row.handover))


def to_contest(world: Named) -> str:
    return str(asked(world).public_id)


def a_note(world: Named) -> Named:
    """Sam's of this week."""
    said(world)
    note = WeeklyNote.objects.get_or_create(user=world["sales"], week=weekly.monday_of(today()))
    return named(note[0])
