"""A POST that is sent twice is done once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alignment.people.models import ApiKey, IdempotentReply, Team
from alignment.people.tasks import sweep_replies
from tests import echo, factories

pytestmark = pytest.mark.urls("tests.echo")
ECHO = "/api/v1/echo/"
NORTH = {"name": "North", "kind": "sales"}


def send(client, key="key-1", data=NORTH, path=ECHO):
    return client.post(path, data, HTTP_IDEMPOTENCY_KEY=key)


def test_a_repeated_post_is_done_once_and_answered_the_same(api, sam):
    client = api(sam)
    first, second = send(client), send(client)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert first.headers["Content-Type"] == second.headers["Content-Type"]
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert Team.objects.filter(name="North").count() == 1


def test_a_refusal_is_repeated_too(api, sam):
    client = api(sam)
    first, second = send(client, data={}), send(client, data={})
    assert first.status_code == 400
    assert first.content == second.content


def test_the_key_does_not_serve_for_another_body(api, sam):
    client = api(sam)
    send(client)
    response = send(client, data={"name": "South", "kind": "sales"})
    assert response.status_code == 422
    assert response.json()["code"] == "idempotency_key_reused"
    assert not Team.objects.filter(name="South").exists()


def test_the_key_does_not_serve_for_another_address(api, sam):
    client = api(sam)
    send(client)
    assert send(client, path=f"{ECHO}refuse/").status_code == 422


def test_the_same_key_of_somebody_else_is_another_key(api, sam, maya):
    send(api(sam))
    response = send(api(maya), data={"name": "South", "kind": "sales"})
    assert response.status_code == 201


def test_a_second_request_during_the_first_is_told_so(api, sam):
    client, answers = api(sam), []

    def knock_again():
        echo.during.clear()
        answers.append(send(client))

    echo.during.append(knock_again)
    assert send(client).status_code == 201
    assert answers[0].status_code == 409
    assert answers[0].json()["code"] == "still_running"


def test_a_key_too_long_is_refused(api, sam):
    assert send(api(sam), key="k" * 255).status_code == 201
    response = send(api(sam), key="k" * 256)
    assert response.status_code == 400
    assert response.json()["code"] == "bad_idempotency_key"


@pytest.mark.parametrize("key", ["", "é", "a\tb"])
def test_a_key_of_odd_characters_is_refused(api, sam, key):
    assert send(api(sam), key=key).status_code == 400


def test_an_error_of_ours_is_not_kept_and_may_be_tried_again(api, sam):
    client, attempts = api(sam), []

    def break_once():
        attempts.append(1)
        if len(attempts) == 1:
            raise ZeroDivisionError

    echo.during.append(break_once)
    try:
        assert send(client).status_code == 500
        assert not IdempotentReply.objects.exists()
        assert send(client).status_code == 201
    finally:
        echo.during.clear()
    assert Team.objects.filter(name="North").count() == 1


@pytest.fixture
def three_a_minute(settings, time_machine_at):
    """Three requests a minute, in the middle of one."""
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {
        "DEFAULT_THROTTLE_RATES": {"caller": "3/min"}
    }
    time_machine_at(timezone.now().replace(second=15))


def test_replays_count_as_requests(api, sam, three_a_minute, time_machine_at):
    client = api(sam)
    answers = [send(client) for _n in range(5)]
    assert [answer.status_code for answer in answers] == [201, 201, 201, 429, 429]
    refused = answers[-1]
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["code"] == "throttled"
    assert 0 < int(refused.headers["Retry-After"]) <= 45
    time_machine_at(timezone.now() + timedelta(minutes=1))
    assert send(client).headers["Idempotent-Replayed"] == "true"


def test_replays_and_first_requests_share_one_allowance(api, sam, three_a_minute):
    client = api(sam)
    answers = [send(client, key=key) for key in ("a", "a", "a", "b")]
    assert [answer.status_code for answer in answers] == [201, 201, 201, 429]
    assert not IdempotentReply.objects.filter(key="b").exists()


def test_keys_of_other_requests_count_too(api, sam, three_a_minute):
    client = api(sam)
    send(client)
    other = {"name": "South", "kind": "sales"}
    answers = [send(client, data=other).status_code for _n in range(3)]
    assert answers == [422, 422, 429]


def test_the_replays_of_a_page_count_by_person(page, maya, three_a_minute):
    client = page(maya)
    statuses = [
        client.post(
            ECHO, NORTH, content_type="application/json", HTTP_IDEMPOTENCY_KEY="k"
        ).status_code
        for _n in range(4)
    ]
    assert statuses == [201, 201, 201, 429]


def test_nobody_stores_nothing(api, db):
    assert send(api()).status_code == 401
    assert not IdempotentReply.objects.exists()


def test_a_forbidden_request_may_be_tried_again(api, sam):
    assert send(api(sam, scope="read")).status_code == 403
    assert not IdempotentReply.objects.exists()


def test_a_revoked_key_reads_no_stored_answer(api, sam):
    client = api(sam)
    send(client)
    ApiKey.objects.update(revoked_at=timezone.now())
    assert send(client).status_code == 401


def test_the_table_holds_no_secret(api, sam):
    secret = factories.api_key(sam)
    api().post(ECHO, NORTH, HTTP_IDEMPOTENCY_KEY="k", HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert secret not in str(IdempotentReply.objects.values().get())


def test_a_stored_answer_is_swept_after_a_day(api, sam, time_machine_at):
    send(api(sam))
    assert sweep_replies() == 0
    time_machine_at(timezone.now() + timedelta(hours=25))
    assert sweep_replies() == 1


def test_get_ignores_the_key(api, sam):
    api(sam).get(ECHO, HTTP_IDEMPOTENCY_KEY="key-1")
    assert not IdempotentReply.objects.exists()
