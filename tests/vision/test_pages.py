"""The ideal customer in the browser: members read, both teams draft, managers publish."""

import pytest
from django.urls import reverse

from alignment.journal.models import Event
from alignment.vision import selectors, services, signing
from alignment.vision.models import Criterion
from tests.vision.criteria import INDUSTRY, REGION

CRITERION = {"label": "Zone", "kind": "weighted", "operator": "in", "weight": "2"}


@pytest.fixture
def first(db):
    return services.write_version([INDUSTRY, REGION], by=None, note="Première")


@pytest.fixture
def draft(first, maya):
    return services.start_draft(by=maya)


def new_url(fact):
    return f"{reverse('vision:icp_criterion_new')}?fact={fact}"


def test_the_page_says_the_criteria_in_plain_sentences(first, page, sam):
    html = page(sam).get(reverse("vision:icp")).content.decode()
    assert "Industrie manufacturière" in html
    assert "Auvergne-Rhône-Alpes" in html
    assert "naf_section" not in html


def test_without_a_version_the_page_says_what_to_do(db, page, sam):
    response = page(sam).get(reverse("vision:icp"))
    assert response.status_code == 200
    assert reverse("vision:icp_draft") in response.content.decode()


def test_a_stranger_finds_nothing_and_a_visitor_logs_in(first, page, stranger):
    assert page(stranger).get(reverse("vision:icp")).status_code == 404
    assert page().get(reverse("vision:icp")).status_code == 302


def test_a_published_version_keeps_its_page(first, page, sam):
    assert page(sam).get(first.get_absolute_url()).status_code == 200
    assert page(sam).get(reverse("vision:icp_version", args=[99])).status_code == 404


def test_a_draft_has_no_public_page_but_its_own(draft, page, sam):
    assert page(sam).get(reverse("vision:icp_version", args=[2])).status_code == 404
    assert page(sam).get(reverse("vision:icp_edit")).status_code == 200


def test_a_draft_is_started_by_post_alone(first, page, sam):
    url = reverse("vision:icp_draft")
    assert page(sam).get(url).status_code == 405
    assert selectors.draft_version() is None
    assert page(sam).post(url).status_code == 302
    assert selectors.draft_version().number == 2


def test_the_page_of_a_draft_leads_back_when_there_is_none(first, page, sam):
    assert page(sam).get(reverse("vision:icp_edit")).url == reverse("vision:icp")


@pytest.mark.parametrize(
    ("fact", "posted", "values"),
    [
        ("region", {"picked": ["84", "53"]}, ["84", "53"]),
        ("departement", {"picked": ["2A"]}, ["2A"]),
        ("seniority", {"picked": ["decider"]}, ["decider"]),
        ("job_title", {"operator": "contains", "words": "achats\r\n\r\n gérant \nachats"},
         ["achats", "gérant"]),
        ("budget", {"operator": "between", "low": "5000"}, [5000.0, None]),
        ("need", {"operator": "known"}, []),
    ],
)  # fmt: skip
def test_a_criterion_is_added_with_values_that_fit_its_fact(
    draft, page, maya, fact, posted, values
):
    response = page(maya).post(new_url(fact), CRITERION | posted)
    assert response.status_code == 302
    added = draft.criteria.get(label="Zone")
    assert (added.fact, added.values, added.weight, added.position) == (fact, values, 2, 3)


@pytest.mark.parametrize(
    ("fact", "posted"),
    [
        ("region", {}),
        ("region", {"picked": ["99"]}),
        ("region", {"picked": ["84"], "operator": "between"}),
        ("region", {"picked": ["84"], "weight": "6"}),
        ("region", {"picked": ["84"], "weight": "0"}),
        ("region", {"picked": ["84"], "kind": "magic"}),
        ("region", {"picked": ["84"], "label": ""}),
        ("job_title", {"operator": "contains", "words": "  \n "}),
        ("budget", {"operator": "between"}),
        ("budget", {"operator": "between", "low": "10", "high": "5"}),
    ],
)
def test_a_criterion_that_makes_no_sense_is_refused(draft, page, maya, fact, posted):
    response = page(maya).post(new_url(fact), CRITERION | posted)
    assert response.status_code == 400
    assert "field-error" in response.content.decode()
    assert draft.criteria.count() == 2


def test_an_empty_form_is_refused_too(draft, page, maya):
    assert page(maya).post(new_url("region"), {}).status_code == 400


def test_an_unknown_fact_is_not_found(draft, page, maya):
    assert page(maya).get(new_url("shoe_size")).status_code == 404


@pytest.mark.parametrize("fact", ["region", "departement", "job_title", "budget", "seniority"])
def test_the_form_of_each_fact_opens(draft, page, maya, fact):
    assert page(maya).get(new_url(fact)).status_code == 200


def test_a_criterion_is_changed_with_its_values_ticked(draft, page, maya):
    criterion = draft.criteria.get(label="Région")
    url = reverse("vision:icp_criterion", args=[criterion.pk])
    assert 'value="84"' in page(maya).get(url).content.decode()
    page(maya).post(url, CRITERION | {"label": "Région", "picked": ["53"], "kind": "negative"})
    criterion.refresh_from_db()
    assert (criterion.values, criterion.kind, criterion.position) == (["53"], "negative", 2)


def test_a_criterion_of_a_published_version_cannot_be_reached(first, draft, page, maya):
    published = first.criteria.first()
    for name in ("vision:icp_criterion", "vision:icp_criterion_remove"):
        assert page(maya).post(reverse(name, args=[published.pk]), CRITERION).status_code == 404
    assert Criterion.objects.filter(pk=published.pk).exists()


def test_a_criterion_is_removed(draft, page, maya):
    criterion = draft.criteria.first()
    page(maya).post(reverse("vision:icp_criterion_remove", args=[criterion.pk]))
    assert draft.criteria.count() == 1


def test_a_manager_proposes_with_a_reason(draft, page, manager):
    draft.criteria.filter(label="Industrie").update(weight=4)
    url = reverse("vision:icp_publish")
    assert page(manager).post(url, {}).status_code == 400
    assert page(manager).post(url, {"note": "Plus large"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.status, draft.note) == ("proposed", "Plus large")


def test_an_unchanged_draft_says_why_it_is_not_published(draft, page, manager):
    assert reverse("vision:icp_publish") not in text_of_draft(page(manager))
    response = page(manager).post(reverse("vision:icp_publish"), {"note": "Encore"})
    assert response.status_code == 400
    assert "Nothing differs from version 1" in response.content.decode()


def text_of_draft(browser):
    return browser.get(reverse("vision:icp_edit")).content.decode()


def test_an_empty_draft_says_why_it_is_not_published(draft, page, manager):
    draft.criteria.all().delete()
    response = page(manager).post(reverse("vision:icp_publish"), {"note": "Rien"})
    assert response.status_code == 400
    assert "banner-bad" in response.content.decode()


def test_others_may_draft_but_not_publish(draft, page, sam):
    response = page(sam).post(reverse("vision:icp_publish"), {"note": "Plus large"})
    assert response.status_code == 403
    assert selectors.in_force_version().number == 1
    assert (
        reverse("vision:icp_publish")
        not in page(sam).get(reverse("vision:icp_edit")).content.decode()
    )


def test_the_draft_is_thrown_away(draft, page, maya):
    page(maya).post(reverse("vision:icp_discard"))
    assert selectors.draft_version() is None


def test_a_label_with_html_is_shown_as_text(draft, page, maya):
    posted = CRITERION | {"label": "<b>gras</b>", "picked": ["84"]}
    page(maya).post(new_url("region"), posted)
    html = page(maya).get(reverse("vision:icp_edit")).content.decode()
    assert "<b>gras</b>" not in html
    assert "&lt;b&gt;gras" in html


def test_the_page_costs_a_fixed_number_of_queries(first, page, sam, django_assert_max_num_queries):
    browser = page(sam)
    with django_assert_max_num_queries(16):
        browser.get(reverse("vision:icp"))


def test_the_api_gives_the_current_version_and_every_other(draft, api, sam):
    current = api(sam).get("/api/v1/icp/current/").json()
    assert (current["number"], current["status"]) == (1, "active")
    assert current["criteria"][0]["values"] == ["C"]
    listed = api(sam).get("/api/v1/icp/").json()["results"]
    assert [(row["number"], row["status"]) for row in listed] == [(2, "draft"), (1, "active")]
    one = api(sam).get(f"/api/v1/icp/{current['id']}/").json()
    assert one == current


def test_the_api_has_no_current_version_before_the_first(db, api, sam, stranger):
    assert api(sam).get("/api/v1/icp/current/").status_code == 404
    assert api().get("/api/v1/icp/").status_code in {401, 403}
    assert api(stranger).get("/api/v1/icp/").status_code in {403, 404}


def test_the_api_does_not_write(first, api, dana):
    for method in ("post", "put", "patch", "delete"):
        assert getattr(api(dana), method)("/api/v1/icp/", {}).status_code == 405


# --- Both teams -------------------------------------------------------------------------------
@pytest.fixture
def proposed(draft, manager):
    draft.criteria.filter(label="Industrie").update(weight=4)
    return signing.propose(draft, by=manager, note="Plus large")


def test_the_page_of_a_proposed_version_says_who_must_sign(proposed, page, sam, manager):
    url = proposed.get_absolute_url()
    shown = page(sam).get(url).content.decode()
    assert shown.count("has not signed yet") == 2
    assert "Sign: Sales" not in shown
    assert "Sign: Sales" in page(manager).get(url).content.decode()


def test_a_manager_signs_what_was_shown(proposed, page, manager):
    url = reverse("vision:icp_sign", args=[2])
    refused = page(manager).post(url, {"side": "sales", "digest": "other"})
    assert (refused.status_code, "banner-bad" in refused.content.decode()) == (409, True)
    page(manager).post(url, {"side": "sales", "digest": proposed.digest})
    proposed.refresh_from_db()
    assert proposed.missing_sides == ["marketing"]


def test_the_menu_tells_a_manager_that_something_is_to_be_signed(proposed, page, manager, sam):
    assert signing.count_for(manager) == 1
    assert signing.count_for(sam) == 0
    assert "is proposed" in page(sam).get(reverse("vision:icp")).content.decode()


def test_each_line_is_discussed_and_its_author_hears_of_it(draft, page, sam, maya):
    criterion = draft.criteria.first()
    url = reverse("vision:icp_remark", args=[criterion.pk])
    page(sam).post(url, {"text": "Trop <large>"})
    assert "Trop &lt;large&gt;" in page(maya).get(reverse("vision:icp_edit")).content.decode()
    event = Event.objects.get(verb="icp.discussed")
    assert (event.facts["tell"], event.facts["about"]) == ([maya.pk], "Industrie")


def test_what_was_said_of_a_line_taken_out_stays_readable(draft, page, sam, maya):
    criterion = draft.criteria.first()
    page(sam).post(reverse("vision:icp_remark", args=[criterion.pk]), {"text": "À retirer"})
    page(maya).post(reverse("vision:icp_criterion_remove", args=[criterion.pk]))
    shown = page(maya).get(reverse("vision:icp_edit")).content.decode()
    assert "Said of lines taken out" in shown and "À retirer" in shown


def test_a_line_in_force_is_not_discussed(first, page, sam):
    url = reverse("vision:icp_remark", args=[first.criteria.first().pk])
    assert page(sam).post(url, {"text": "Non"}).status_code == 409


def test_a_version_is_proposed_and_signed_over_rest(draft, api, manager, sam):
    draft.criteria.filter(label="Industrie").update(weight=4)
    address = f"/api/v1/icp/{draft.public_id}/"
    assert api(sam).post(address + "propose/", {"note": "Non"}, format="json").status_code == 403
    told = api(manager).post(address + "propose/", {"note": "Plus"}, format="json").json()
    assert told["status"] == "proposed"
    body = {"side": "sales", "digest": told["digest"]}
    signed = api(manager).post(address + "sign/", body, format="json").json()
    assert [(s["side"], bool(s["at"])) for s in signed["signatures"]] == [
        ("marketing", False),
        ("sales", True),
    ]
    assert api(manager).post(address + "withdraw/").json()["status"] == "draft"
