"""People, teams and oneself over REST."""


def test_me_says_who_calls(api, maya):
    body = api(maya).get("/api/v1/me/").json()
    assert body["id"] == str(maya.public_id)
    assert body["team"]["kind"] == "marketing"


def test_no_answer_holds_secrets(api, sam, admin):
    for path in ("/api/v1/people/", f"/api/v1/people/{admin.public_id}/", "/api/v1/me/"):
        text = api(sam).get(path).content.decode()
        assert "password" not in text
        assert "digest" not in text


def test_people_are_filtered_like_on_the_page(api, sam, maya, dana):
    client = api(sam)
    found = client.get("/api/v1/people/?search=may").json()["results"]
    assert [row["email"] for row in found] == [maya.email]
    found = client.get("/api/v1/people/?kind=direction").json()["results"]
    assert [row["email"] for row in found] == [dana.email]


def test_an_unknown_kind_is_named(api, sam):
    response = api(sam).get("/api/v1/people/?kind=kitchen")
    assert response.status_code == 400
    assert "kind" in response.json()["errors"]


def test_the_list_costs_two_queries(api, sam, maya, dana, django_assert_num_queries):
    client = api(sam)
    client.get("/api/v1/me/")
    with django_assert_num_queries(2):
        client.get("/api/v1/people/")
