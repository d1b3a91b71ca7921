"""What a refused POST from another site is told; that all are refused, test_matrix.py proves."""

from django.test import Client


def test_the_refusal_of_a_page_says_what_to_do(page, sam):
    client = Client(enforce_csrf_checks=True)
    client.force_login(sam)
    response = client.post("/profile/", {})
    assert b"reload" in response.content


def test_the_refusal_of_the_api_is_a_problem(sam):
    client = Client(enforce_csrf_checks=True)
    client.force_login(sam)
    response = client.post("/api/v1/people/", {}, content_type="application/json")
    assert response.status_code == 403
    assert response.headers["Content-Type"] == "application/problem+json"
