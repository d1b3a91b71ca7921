"""Marketing's answers: a reply, a contest with evidence, a rest with another rep, an action."""

from datetime import timedelta

import pytest

from alignment.journal.models import Event
from alignment.rituals import services as rituals
from alignment.web.business_days import today
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads import transitions
from leads.choices import Stage
from leads.models import Post
from sla import answers
from sla.choices import AnswerKind
from sla.models import Clock, Contest, FeedbackAnswer
from tests import factories
from tests.sla import feedback_rows

pytestmark = pytest.mark.django_db


def test_a_reply_is_a_message_on_the_lead_and_stops_the_clock(sam, maya):
    said = feedback_rows.of_rejection(by=sam)
    answer = answers.reply(said, by=maya, text="Merci, corrigé dans la campagne Sirha")
    assert answer.post == Post.objects.get(lead=said.lead)
    clock = Clock.objects.get(lead=said.lead, promise="answer_refusals")
    assert clock.stopped_at == answer.at


def test_sales_does_not_answer_its_own_feedback(sam):
    said = feedback_rows.of_rejection(by=sam)
    with pytest.raises(NotAllowed):
        answers.reply(said, by=sam, text="Merci")
    assert not Post.objects.exists()


def test_a_contest_keeps_evidence_and_the_reason_of_sales(sam, maya):
    said = feedback_rows.of_rejection(by=sam)
    answers.contest(said, by=maya, argument="Dans la cible", evidence=["asked_price", "icp_met"])
    contest = Contest.objects.get(lead=said.lead)
    assert contest.evidence == ["icp_met", "asked_price"]
    assert (contest.reason, contest.opened_by) == ("out_of_icp", maya)
    assert said.lead.stage == Stage.CONTESTED


def test_a_contest_without_right_leaves_nothing(sam, maya):
    said = feedback_rows.of_rejection(by=sam)
    with pytest.raises(Incomplete):
        answers.contest(said, by=maya, argument="Si", evidence=["gossip"])
    with pytest.raises(Incomplete):
        answers.contest(said, by=maya, argument="")
    with pytest.raises(NotAllowed):
        answers.contest(said, by=sam, argument="Si")
    assert not Contest.objects.exists() and not FeedbackAnswer.objects.exists()


def test_a_contest_from_anywhere_is_followed_to_its_ruling(sam, maya, dana):
    lead = factories.rejected(by=sam)
    transitions.contest(lead, by=maya, argument="Dans la cible")
    transitions.rule(lead, by=dana, ruling="overturn", why="Le besoin est écrit")
    contest = Contest.objects.get(lead=lead)
    assert (contest.ruling, contest.ruled_by) == ("overturn", dana)
    transitions.undo(lead, by=dana)
    contest.refresh_from_db()
    assert (contest.ruling, contest.ruled_by, contest.ruled_at) == ("", None, None)


def test_an_undone_contest_is_withdrawn_and_answers_nothing(sam, maya):
    said = feedback_rows.of_rejection(by=sam)
    answers.contest(said, by=maya, argument="Dans la cible")
    transitions.undo(said.lead, by=maya)
    assert Contest.objects.get().withdrawn_at
    assert not FeedbackAnswer.objects.exists()
    assert Clock.objects.get(promise="answer_refusals").stopped_at is None
    answers.contest(said, by=maya, argument="Encore")
    assert Contest.objects.get().withdrawn_at is None


def test_recycling_wakes_later_and_suggests_another_rep(sam, maya):
    said = feedback_rows.of_rejection(by=sam)
    nora, day = factories.person("Nora"), today() + timedelta(days=90)
    with pytest.raises(Incomplete):
        answers.recycle(said, by=maya, wake_up_on=day, next_owner=sam)
    answer = answers.recycle(said, by=maya, wake_up_on=day, track="Tiède", next_owner=nora)
    assert answer.next_owner == nora
    assert (said.lead.stage, said.lead.wake_up_on) == (Stage.RECYCLED, day)


def test_what_was_accepted_cannot_be_contested(sam, maya):
    said = feedback_rows.of_acceptance(by=sam)
    with pytest.raises(Conflict):
        answers.contest(said, by=maya, argument="Non")


def test_an_action_cites_the_feedback_and_says_what_it_changed(sam, maya):
    said = feedback_rows.of_rejection(by=sam)
    answer = answers.mend(
        said, by=maya, title="Filtrer la taille", owner=maya, due_on=today() + timedelta(days=5)
    )
    assert answer.kind == AnswerKind.ACTION and answer.action.owner == maya
    with pytest.raises(NotAllowed):
        rituals.finish(answer.action, by=sam, changed="Rien")
    with pytest.raises(Incomplete):
        rituals.finish(answer.action, by=maya, changed=" ")
    rituals.finish(answer.action, by=maya, changed="Le formulaire demande l’effectif")
    with pytest.raises(Conflict):
        rituals.finish(answer.action, by=maya, changed="Encore")
    assert Event.objects.filter(verb="feedback.answered").get().facts["tell"] == [sam.pk]
