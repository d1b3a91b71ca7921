"""Shared words: a definition is proposed, approved by both owners, or refused with a reason."""

import pytest
from django.utils import timezone
from django.utils.html import escape

from alignment.people.choices import TeamKind
from alignment.vision import glossary, signing, words
from alignment.vision.builtin_terms import load
from alignment.vision.choices import VersionStatus
from alignment.vision.models import Term, TermVersion
from alignment.vision.templatetags.terms import with_term
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from tests import factories

TEXTS = {"definition_fr": "Vaut un appel.", "definition_en": "Worth a call."}


@pytest.fixture
def mql(db, maya, sam):
    load(Term.objects, TermVersion.objects, timezone.now())
    Term.objects.filter(code="mql").update(marketing_owner=maya, sales_owner=sam)
    return Term.objects.get(code="mql")


def test_both_owners_approve_before_it_counts(mql, maya, sam):
    proposed = glossary.propose(mql, by=maya, note="Plus court", **TEXTS)
    assert (proposed.status, proposed.missing_sides) == (VersionStatus.PROPOSED, ["sales"])
    assert words.words().get("mql").number == 1
    signing.sign(proposed, by=sam, side="sales", digest=proposed.digest)
    assert (words.words().get("mql").number, proposed.number) == (2, 2)


def test_somebody_else_approves_only_where_the_owner_left(mql, maya, sam):
    boss = factories.person("Mona", TeamKind.SALES, is_manager=True)
    proposed = glossary.propose(mql, by=maya, **TEXTS)
    with pytest.raises(NotAllowed):
        signing.sign(proposed, by=boss, side="sales")
    sam.is_active = False
    sam.save()
    proposed = TermVersion.objects.get(pk=proposed.pk)
    signing.sign(proposed, by=boss, side="sales")
    assert proposed.status == VersionStatus.ACTIVE


def test_a_refusal_says_why_and_gives_it_back(mql, maya, sam):
    proposed = glossary.propose(mql, by=maya, **TEXTS)
    with pytest.raises(Incomplete):
        glossary.refuse(proposed, by=sam, reason=" ")
    glossary.refuse(proposed, by=sam, reason="Trop vague")
    assert (proposed.status, proposed.refusal) == (VersionStatus.DRAFT, "Trop vague")
    again = glossary.propose(mql, by=maya, **TEXTS)
    assert (again.pk, again.refusal) == (proposed.pk, "")


def test_one_proposal_at_a_time_and_only_of_a_change(mql, maya, sam):
    now = mql.versions.get()
    same = {"definition_fr": now.definition_fr, "definition_en": now.definition_en}
    with pytest.raises(Incomplete):
        glossary.propose(mql, by=maya, **same)
    glossary.propose(mql, by=maya, **TEXTS)
    with pytest.raises(Conflict):
        glossary.propose(mql, by=sam, **TEXTS)


def test_a_rule_is_the_address_of_a_list_and_nothing_else(mql, maya):
    with pytest.raises(Incomplete) as refusal:
        glossary.propose(mql, by=maya, rule="/leads/?nonsense=1", **TEXTS)
    assert "rule" in refusal.value.fields
    proposed = glossary.propose(mql, by=maya, rule="/leads/?stage=mql", **TEXTS)
    assert proposed.rule == {"stage": "mql"}


def test_the_page_shows_the_change_and_takes_the_answer(client, mql, maya, sam):
    client.force_login(maya)
    assert client.post("/words/mql/propose/", {**TEXTS, "note": "Court"}).status_code == 302
    client.force_login(sam)
    page = client.get("/words/mql/").content.decode()
    assert "<del>" in page and "<ins>" in page
    proposed = glossary.waiting(mql)
    sent = {"answer": "approve", "side": "sales", "digest": proposed.digest}
    assert client.post("/words/mql/answer/", sent).status_code == 302
    assert "v2" in client.get("/words/mql/").content.decode()
    assert client.get("/words/").status_code == 200


def test_words_stand_as_in_a_dictionary(db):
    for code, word in (("z", "zone"), ("e", "échange"), ("f", "fiche")):
        Term.objects.create(code=f"order-{code}", group="act", word_fr=word, word_en=word)
    (listed,) = (
        terms for label, terms in words.grouped() if any(t.code == "order-e" for t in terms)
    )
    ours = [term.word_en for term in listed if term.code.startswith("order-")]
    assert ours == ["échange", "fiche", "zone"]


def test_a_word_met_on_a_page_says_what_it_means(mql):
    words.forget()
    shown = with_term("Taux de MQL & co")
    meaning = words.words().get("mql").definition
    assert shown == (
        f'Taux de <a class="term" href="/words/mql/" title="{escape(meaning)}">MQL</a> &amp; co'
    )
    assert with_term("rien de tel") == "rien de tel"
    assert "<b>" not in with_term("<b>MQL</b>")


def test_a_word_is_not_found_inside_another(mql):
    words.forget()
    assert words.known().first_in("XMQLs") is None
    start, end, word = words.known().first_in("Un lead qualifié marketing, donc")
    assert (word.code, start, end) == ("mql", 3, 26)


def test_pages_read_the_words_once_a_minute(mql, django_assert_num_queries):
    words.forget()
    with django_assert_num_queries(1):
        assert with_term("MQL") == with_term("MQL")


def test_the_lead_page_explains_its_milestones(client, mql, maya):
    words.forget()
    client.force_login(maya)
    shown = client.get(factories.lead(maya).get_absolute_url()).content.decode()
    assert '<a class="term" href="/words/mql/"' in shown


def test_other_software_reads_the_words_and_proposes_a_definition(mql, api, maya, sam):
    proposing, approving = api(maya), api(sam)
    word = proposing.get("/api/v1/words/", {"code": "mql"}).json()["results"][0]
    assert word["definition"]["number"] == 1
    asked = {"word": word["id"], "note": "Plus court", "rule": None, **TEXTS}
    proposed = proposing.post("/api/v1/definitions/", asked, format="json").json()
    assert (proposed["status"], proposed["number"]) == ("proposed", 2)
    address = f"/api/v1/definitions/{proposed['id']}/"

    assert approving.post(f"{address}refuse/", {"reason": " "}, format="json").status_code == 400
    refused = approving.post(f"{address}refuse/", {"reason": "Trop vague"}, format="json").json()
    assert (refused["status"], refused["refusal"]) == ("draft", "Trop vague")

    again = proposing.post("/api/v1/definitions/", asked, format="json").json()
    assert again["id"] == proposed["id"]
    stale = approving.post(f"{address}sign/", {"side": "sales", "digest": "0" * 64}, format="json")
    assert stale.status_code == 409
    said = {"side": "sales", "digest": again["digest"]}
    assert approving.post(f"{address}sign/", said, format="json").json()["status"] == "active"
    now = proposing.get(f"/api/v1/words/{word['id']}/").json()["definition"]
    assert (now["number"], now["definition_fr"]) == (2, TEXTS["definition_fr"])


A_WORD = {"word_fr": "Relance", "word_en": "Reminder", "group": "act", **TEXTS}


def test_a_word_is_proposed_in_the_browser_and_counts_once_both_teams_approve(page, maya, sam):
    browser = page(maya)
    assert "/words/new/" in browser.get("/words/").content.decode()
    missing = browser.post("/words/new/", {**A_WORD, "word_fr": ""})
    assert missing.status_code == 400 and "Reminder" in missing.content.decode()
    answer = browser.post("/words/new/", A_WORD)
    term = Term.objects.get(code="reminder")
    assert (answer.status_code, answer.url) == (302, term.get_absolute_url())
    assert (term.marketing_owner, term.sales_owner) == (maya, None)
    assert words.words().get("reminder") is None
    boss = factories.person("Mona", TeamKind.SALES, is_manager=True)
    pending = glossary.waiting(term)
    said = {"answer": "approve", "side": "sales", "digest": pending.digest}
    assert page(sam).post(f"{term.get_absolute_url()}answer/", said).status_code == 403
    page(boss).post(f"{term.get_absolute_url()}answer/", said)
    assert words.words().get("reminder").number == 1


@pytest.mark.parametrize("word_en", ["Reminder", "reminder ", "New"])
def test_a_word_that_is_there_or_none_is_refused_and_nothing_typed_is_lost(page, maya, word_en):
    page(maya).post("/words/new/", A_WORD)
    again = page(maya).post("/words/new/", {**A_WORD, "word_en": word_en, "word_fr": "Été"})
    assert again.status_code == 400 and "Été" in again.content.decode()
    assert Term.objects.filter(code__in=["reminder", "new"]).count() == 1


def test_managers_say_who_answers_for_a_word_in_their_team(page, mql, maya, sam, dana):
    boss = factories.person("Mona", TeamKind.SALES, is_manager=True)
    tom = factories.person("Tom", TeamKind.SALES)
    address = f"{mql.get_absolute_url()}owner/"
    shown = page(boss).get(mql.get_absolute_url()).content.decode()
    assert str(tom.public_id) in shown and str(maya.public_id) not in shown
    assert str(tom.public_id) not in page(sam).get(mql.get_absolute_url()).content.decode()

    def post(by, side, owner):
        said = {"side": side, "owner": getattr(owner, "public_id", owner)}
        status = page(by).post(address, said).status_code
        mql.refresh_from_db()
        return status, mql.marketing_owner, mql.sales_owner

    assert post(boss, "sales", tom) == (302, maya, tom)
    assert post(boss, "marketing", "") == (403, maya, tom)
    assert post(boss, "sales", maya) == (400, maya, tom)
    assert post(boss, "sales", "not-an-id") == (400, maya, tom)
    assert post(boss, "nobody", "") == (400, maya, tom)
    assert post(sam, "sales", "") == (403, maya, tom)
    assert post(dana, "marketing", "") == (302, None, tom)


def test_other_software_adds_a_word_and_names_its_owner(api, maya, sam, dana):
    made = api(maya).post("/api/v1/words/", A_WORD, format="json")
    word = made.json()
    assert (made.status_code, word["code"], word["definition"]) == (201, "reminder", None)
    assert (word["marketing_owner"], word["sales_owner"]) == ("Maya", None)
    address = f"/api/v1/words/{word['id']}/owner/"
    said = {"side": "sales", "owner": str(sam.public_id)}
    assert api(sam).post(address, said, format="json").status_code == 403
    assert api(dana).post(address, said, format="json").json()["sales_owner"] == "Sam"
    assert api(maya).post("/api/v1/words/", A_WORD, format="json").status_code == 400
