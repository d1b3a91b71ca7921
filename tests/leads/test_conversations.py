"""What colleagues say to each other on a lead and in their room."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alignment.journal.models import Event
from alignment.notifications.models import Notification
from alignment.notifications.sentences import sentence_of
from alignment.notifications.services import notify_of
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads import conversations, transitions
from leads.mentions import Names, members, mentions_in
from leads.models import Post
from leads.selectors.conversations import PAGE, thread_of
from leads.selectors.timeline import story_of
from leads.templatetags.post_words import words_of
from tests import factories

pytestmark = pytest.mark.django_db


def told(verb: str = "post.written") -> list[int]:
    return Event.objects.filter(verb=verb).latest("pk").facts["tell"]


def test_a_message_tells_whom_it_names_and_who_has_the_lead(sam, maya, dana):
    lead = factories.handed_over(to=sam, by=maya)
    row = conversations.post(lead, by=maya, text="@Dana, tu peux regarder ?")
    assert list(row.mentions.all()) == [dana]
    assert told() == sorted([sam.pk, dana.pk])


def test_who_talked_before_is_told_of_the_answer(sam, maya, manager):
    lead = factories.handed_over(to=sam, by=maya)
    conversations.post(lead, by=manager, text="Je l'ai eu hier.")
    conversations.post(lead, by=sam, text="Merci !")
    assert told() == sorted([maya.pk, manager.pk])


def test_in_the_room_only_those_named_are_called(sam, maya, dana):
    conversations.post(None, by=sam, text="Bonjour à tous")
    conversations.post(None, by=maya, text="@Sam bonjour")
    assert told() == [sam.pk]


def test_the_journal_keeps_no_word_of_it(sam, maya):
    lead = factories.handed_over(to=sam, by=maya)
    conversations.post(lead, by=maya, text="Claire part en congé")
    conversations.post(None, by=maya, text="Claire part en congé")
    for event in Event.objects.filter(verb="post.written"):
        assert "Claire part" not in str(event.facts) + event.target_label


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@sam et @Maya.", ["Sam", "Maya"]),
        ("(@Sam)", ["Sam"]),
        ('@"Jean-Loup d\'Alès" oui', ["Jean-Loup d'Alès"]),
        ("@jean-loup, oui", ["Jean-Loup d'Alès"]),
        ("@Jean-Loup d’Ales oui", ["Jean-Loup d'Alès"]),
        ("@« Sam » oui", ["Sam"]),
        ("sam@example.com", []),
        ("@Samuel", []),
        ("@Léa", []),
        ('@"Léa Blanc"', ["Léa Blanc"]),
        ("@Léa Noir demain", ["Léa Noir"]),
        ("https://x.example/@Sam", []),
    ],
)
def test_a_name_is_understood_when_it_is_one_persons(sam, maya, text, names):
    others = (("Jean-Loup", "d'Alès"), ("Léa", "Blanc"), ("Léa", "Noir"))
    for number, (first, last) in enumerate(others):
        factories.person(first, last_name=last, email=f"p{number}@x.example")
    assert [m.user.full_name for m in mentions_in(text, members())] == names


def test_people_who_left_or_have_no_team_are_not_named(sam, stranger):
    type(sam).objects.filter(pk=sam.pk).update(is_active=False)
    assert list(mentions_in("@Sam @Stranger", members())) == []


def test_the_list_offers_words_that_name_one_person(sam):
    for last in ("Blanc", "Noir"):
        factories.person("Léa", last_name=last, email=f"{last.lower()}@x.example")
    twins = [factories.person("Tom", last_name="Gris", email=f"{n}@x.example") for n in "ab"]
    handles = {one.user.pk: one.handle for one in Names(members()).suggestions()}
    assert handles[sam.pk] == "@Sam"
    assert {handles[twin.pk] for twin in twins} == {'@"a@x.example"', '@"b@x.example"'}
    for key, handle in handles.items():
        assert [m.user.pk for m in mentions_in(f"{handle} oui", members())] == [key]


@pytest.mark.parametrize("text", ["", "  \r\n ", "x" * 2001])
def test_nothing_and_too_much_are_refused(sam, text):
    with pytest.raises(Incomplete):
        conversations.post(None, by=sam, text=text)
    assert not Post.objects.exists()


def test_a_stranger_says_nothing(stranger):
    with pytest.raises(NotAllowed):
        conversations.post(None, by=stranger, text="Bonjour")


def test_an_edit_tells_only_those_it_names_first(sam, maya, dana):
    row = conversations.post(None, by=sam, text="@Maya ?")
    conversations.edit(row, by=sam, text="@Maya @Dana ?")
    assert told("post.edited") == [dana.pk]
    row.refresh_from_db()
    assert row.edited_at and row.mentions.count() == 2


def test_a_message_is_its_authors_for_15_minutes(sam, maya, time_machine_at):
    row = conversations.post(None, by=sam, text="Bonjour")
    with pytest.raises(NotAllowed):
        conversations.edit(row, by=maya, text="Autre")
    time_machine_at(timezone.now() + timedelta(minutes=16))
    for change in (lambda: conversations.edit(row, by=sam, text="Autre"),
                   lambda: conversations.withdraw(row, by=sam)):  # fmt: skip
        with pytest.raises(Conflict):
            change()


def test_withdrawing_leaves_a_trace_and_takes_the_news_back(sam, maya):
    lead = factories.handed_over(to=sam, by=maya)
    row = conversations.post(lead, by=sam, text="@Maya oups")
    notify_of(Event.objects.latest("pk"))
    assert Notification.objects.filter(recipient=maya, event__verb="post.written").exists()
    conversations.withdraw(row, by=sam)
    notify_of(Event.objects.latest("pk"))
    row.refresh_from_db()
    assert row.text == "" and row.withdrawn_at and not row.mentions.exists()
    assert not Notification.objects.filter(recipient=maya, event__verb="post.written").exists()
    with pytest.raises(Conflict):
        conversations.withdraw(row, by=sam)


def test_each_reads_the_news_in_their_own_words(sam, maya, dana):
    lead = factories.handed_over(to=sam, by=maya)
    conversations.post(lead, by=maya, text="@Dana ?")
    event = Event.objects.latest("pk")
    assert sentence_of(event, dana.pk).startswith("Maya mentions you: ")
    assert sentence_of(event, sam.pk).startswith("Maya wrote a message: ")
    assert event.target_url == lead.get_absolute_url()


def test_talking_is_no_step_of_the_lead(sam, maya):
    lead = factories.handed_over(to=sam, by=maya)
    before = [entry.text for entry in story_of(lead).entries]
    accepted = transitions.accept(lead, by=sam)
    conversations.post(lead, by=maya, text="Bravo")
    assert [entry.text for entry in story_of(lead).entries] == ["Sam accepted", *before]
    with pytest.raises(Conflict, match="Sam was here first"):
        transitions.accept(lead, by=sam)
    transitions.undo(accepted, by=sam)
    assert Post.objects.count() == 1


def test_a_merge_carries_the_messages_and_an_undo_brings_them_back(sam, maya):
    lead, kept = factories.mql(maya), factories.mql(maya)
    row = conversations.post(lead, by=maya, text="Doublon ?")
    transitions.merge(lead, by=maya, into=kept)
    row.refresh_from_db()
    assert row.lead == kept
    with pytest.raises(Conflict):
        conversations.post(lead, by=maya, text="Encore là ?")
    transitions.undo(lead, by=maya)
    row.refresh_from_db()
    assert row.lead == lead


def test_an_erasure_blanks_the_messages_of_the_person(admin, maya):
    lead = factories.mql(maya)
    row = conversations.post(lead, by=maya, text="Claire est d'accord")
    transitions.erase(lead, by=admin)
    row.refresh_from_db()
    assert row.text == ""
    with pytest.raises(Conflict):
        conversations.edit(row, by=maya, text="Claire")
    with pytest.raises(Conflict):
        conversations.post(lead, by=maya, text="Claire")


def test_links_are_made_of_web_addresses_only(sam):
    text = "Voir (https://a.example/x?y=1&z=2). javascript:alert(1) <b>@Sam</b>"
    html = words_of(conversations.post(None, by=sam, text=text))
    assert html == (
        'Voir (<a href="https://a.example/x?y=1&amp;z=2" rel="noopener noreferrer nofollow" '
        'target="_blank">https://a.example/x?y=1&amp;z=2</a>). javascript:alert(1) '
        '&lt;b&gt;<b class="mention">@Sam</b>&lt;/b&gt;'
    )


def test_a_thread_is_read_page_by_page_newest_at_the_bottom(sam):
    for number in range(PAGE + 5):
        conversations.post(None, by=sam, text=str(number))
    first = thread_of(None, reader=sam)
    assert [line.post.text for line in first.lines] == [str(n) for n in range(5, PAGE + 5)]
    rest = thread_of(None, reader=sam, cursor=first.earlier)
    assert [line.post.text for line in rest.lines] == ["0", "1", "2", "3", "4"]
    assert rest.later and not rest.earlier
