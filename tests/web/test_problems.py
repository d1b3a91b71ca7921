"""Refusals of the API are problem+json that name the field and give nothing away."""

import pytest

pytestmark = pytest.mark.urls("tests.echo")


def refused(client, how):
    return client.post("/api/v1/echo/refuse/", {"how": how})


@pytest.mark.parametrize(
    ("how", "status", "code"),
    [
        ("incomplete", 400, "incomplete"),
        ("not_allowed", 403, "not_allowed"),
        ("conflict", 409, "conflict"),
        ("missing", 404, "not_found"),
        ("contradiction", 409, "conflict"),
        ("nested", 400, "invalid"),
        ("broken", 500, "error"),
    ],
)
def test_each_refusal_is_a_problem_with_its_code(api, sam, how, status, code):
    response = refused(api(sam), how)
    body = response.json()
    assert response.headers["Content-Type"] == "application/problem+json"
    assert (response.status_code, body["status"], body["code"]) == (status, status, code)
    assert set(body) == {"type", "title", "status", "detail", "code", "errors"}
    assert "secret" not in response.content.decode()


def test_the_field_is_named(api, sam):
    assert refused(api(sam), "incomplete").json()["errors"] == {"name": ["Say a name."]}


def test_nested_fields_are_named_by_their_path(api, sam):
    errors = refused(api(sam), "nested").json()["errors"]
    assert errors == {"contact.email": ["Bad."], "lines.1.amount": ["Too big."]}


def test_the_words_are_those_of_the_domain(api, sam):
    assert refused(api(sam), "conflict").json()["detail"] == "Sam was first."


@pytest.mark.parametrize(
    "body",
    [
        b'{"name": "a\\u0000b", "kind": "sales"}',
        b'{"name\\u0000": 1}',
        b'{"name": "\\ud800", "kind": "sales"}',
        b'{"name": "\xff\xfe", "kind": "sales"}',
        b'{"name": NaN}',
        b'{"name": 1e999}',
        b'{"name": ' + b"9" * 5000 + b"}",
        b"[" * 30 + b"]" * 30,
        b"[" * 100_000,
        b'{"name": ',
        b"",
        b'"text"',
        b"null",
        b"[1]",
    ],
    ids=lambda body: body[:30].decode("latin-1"),
)
def test_a_body_that_cannot_be_stored_is_a_bad_request(api, sam, body):
    for headers in ({}, {"HTTP_IDEMPOTENCY_KEY": "k"}):
        response = api(sam).post("/api/v1/echo/", body, content_type="application/json", **headers)
        assert response.status_code == 400
        assert response.headers["Content-Type"] == "application/problem+json"


LARGE = b'{"name": "' + b"a" * 3_000_000 + b'", "kind": "sales"}'


@pytest.mark.parametrize("headers", [{}, {"HTTP_IDEMPOTENCY_KEY": "k"}])
def test_a_body_too_large_is_told_so(api, page, sam, headers):
    headers = {**headers, "HTTP_ACCEPT_LANGUAGE": "en"}
    sam.language = "en"
    sam.save(update_fields=["language"])
    for client in (api(sam), page(sam)):
        response = client.post("/api/v1/echo/", LARGE, content_type="application/json", **headers)
        assert response.status_code == 413
        assert response.headers["Content-Type"] == "application/problem+json"
        body = response.json()
        assert (body["status"], body["code"]) == (413, "too_large")
        assert body["detail"] == "The body of a request may have 2 MB at most: send less at once."


def test_a_body_below_the_limit_is_read(api, sam):
    body = b'{"name": "' + b"a" * 1_900_000 + b'", "kind": "sales"}'
    response = api(sam).post("/api/v1/echo/", body, content_type="application/json")
    assert "name" in response.json()["errors"]


def test_text_outside_the_basic_plane_is_welcome(api, sam):
    response = api(sam).post("/api/v1/echo/", {"name": "Équipe 🚀", "kind": "sales"})
    assert response.status_code == 201


def test_another_media_type_is_refused_as_a_problem(api, sam):
    response = api(sam).post("/api/v1/echo/", b"<a/>", content_type="text/xml")
    assert response.status_code == 415
    assert response.headers["Content-Type"] == "application/problem+json"
