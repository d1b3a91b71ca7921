"""Keys: hashed, scoped, expiring, revocable."""

from datetime import timedelta

from django.utils import timezone

from alignment.people.models import ApiKey
from tests import factories

ME = "/api/v1/me/"


def test_a_key_acts_as_its_owner(api, sam):
    assert api(sam).get(ME).json()["email"] == sam.email


def test_the_other_spelling_works(api, sam):
    secret = factories.api_key(sam)
    assert api().get(ME, HTTP_AUTHORIZATION=f"Api-Key {secret}").status_code == 200


def test_the_secret_is_not_kept(sam):
    secret = factories.api_key(sam)
    row = ApiKey.objects.filter(user=sam).values().get()
    assert secret.startswith("tdm_")
    assert len(row["digest"]) == 64
    assert secret not in str(row)
    assert secret[13:] not in str(row)


def test_nobody_is_told_to_authenticate(api, db):
    response = api().get(ME)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert response.json()["code"] == "not_authenticated"


def test_a_wrong_key_is_refused(api, sam):
    secret = factories.api_key(sam)
    for wrong in (secret[:-1] + "A" * (secret[-1] != "A"), secret[:-1], "tdm_", "", "é" * 56):
        assert api().get(ME, HTTP_AUTHORIZATION=f"Bearer {wrong}").status_code == 401, wrong


def test_an_expired_key_is_refused(api, sam):
    secret = factories.api_key(sam, expires_at=timezone.now() - timedelta(seconds=1))
    assert api().get(ME, HTTP_AUTHORIZATION=f"Bearer {secret}").status_code == 401


def test_a_revoked_key_is_refused(api, page, sam):
    client = api(sam)
    key = ApiKey.objects.get(user=sam)
    assert page(sam).post(f"/keys/{key.public_id}/revoke/").status_code == 302
    assert client.get(ME).status_code == 401


def test_the_key_of_a_closed_account_is_refused(api, sam):
    client = api(sam)
    sam.is_active = False
    sam.save(update_fields=["is_active"])
    assert client.get(ME).status_code == 401


def test_somebody_elses_key_cannot_be_revoked(page, sam, maya):
    factories.api_key(sam)
    key = ApiKey.objects.get(user=sam)
    assert page(maya).post(f"/keys/{key.public_id}/revoke/").status_code == 404
    key.refresh_from_db()
    assert key.revoked_at is None


def test_a_strangers_key_opens_nothing(api, stranger):
    assert api(stranger).get(ME).status_code == 403


def test_use_is_noted_once_in_five_minutes(api, sam, django_assert_num_queries):
    client = api(sam)
    client.get(ME)
    assert ApiKey.objects.get(user=sam).last_used_at
    with django_assert_num_queries(1):
        client.get(ME)


def test_the_page_shows_a_new_key_once(page, sam):
    client = page(sam)
    made = client.post("/keys/", {"name": "ERP", "scope": "read", "days": "30"})
    key = ApiKey.objects.get(user=sam)
    assert f"{key.prefix}_" in made.content.decode()
    assert f"{key.prefix}_" not in client.get("/keys/").content.decode()
    assert key.expires_at < timezone.now() + timedelta(days=31)


def test_the_twenty_first_key_is_refused(page, sam):
    for _i in range(20):
        factories.api_key(sam)
    response = page(sam).post("/keys/", {"name": "One more", "scope": "read", "days": "0"})
    assert ApiKey.objects.filter(user=sam).count() == 20
    assert b"revoke one first" in response.content


def test_too_many_calls_have_to_wait(api, sam, settings):
    rates = {"DEFAULT_THROTTLE_RATES": {"caller": "3/min"}}
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, **rates}
    client = api(sam)
    answers = [client.get(ME) for _i in range(5)]
    assert {answer.status_code for answer in answers} == {200, 429}
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert api(sam).get(ME).status_code == 200, "another key has its own count"
