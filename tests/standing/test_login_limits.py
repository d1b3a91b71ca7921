"""Guessing passwords is slow; logging in is not."""

from django.utils.translation import override

from alignment.people.forms import LoginForm
from tests import factories
from tests.factories import PASSWORD


def attempt(client, email, password="wrong", **extra):
    return client.post("/login/", {"username": email, "password": password}, **extra)


def test_the_sixth_wrong_attempt_has_to_wait(page, sam):
    client = page()
    answers = [attempt(client, sam.email).status_code for _i in range(6)]
    assert answers == [400] * 5 + [429]


def test_the_answer_says_how_long(page, sam):
    for _i in range(6):
        response = attempt(page(), sam.email)
    assert response.headers["Retry-After"] == "300"


def test_the_right_password_waits_too(page, sam):
    for _i in range(5):
        attempt(page(), sam.email)
    assert attempt(page(), sam.email, PASSWORD).status_code == 429


def test_capitals_do_not_start_a_new_count(page, sam):
    for _i in range(5):
        attempt(page(), sam.email)
    assert attempt(page(), f" {sam.email.upper()}").status_code == 429


def test_another_address_is_not_locked_out(page, sam):
    for _i in range(6):
        attempt(page(), sam.email)
    answer = attempt(page(), sam.email, PASSWORD, REMOTE_ADDR="192.0.2.7")
    assert answer.status_code == 302


def test_an_invented_forwarded_address_changes_nothing(page, sam):
    for number in range(5):
        attempt(page(), sam.email, HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
    answer = attempt(page(), sam.email, HTTP_X_FORWARDED_FOR="192.0.2.99")
    assert answer.status_code == 429


def test_behind_our_proxy_the_last_address_counts(page, sam, settings):
    settings.TRUSTED_PROXIES = 1
    for number in range(5):
        attempt(page(), sam.email, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}, 192.0.2.1")
    same = attempt(page(), sam.email, HTTP_X_FORWARDED_FOR="10.9.9.9, 192.0.2.1")
    other = attempt(page(), sam.email, HTTP_X_FORWARDED_FOR="10.9.9.9, 192.0.2.2")
    assert (same.status_code, other.status_code) == (429, 400)


def test_thirty_different_people_from_one_address_are_enough(page, db):
    answers = [attempt(page(), f"nobody{number}@example.com").status_code for number in range(31)]
    assert answers == [400] * 30 + [429]


def test_right_passwords_are_not_counted(page, sam):
    for _i in range(40):
        assert attempt(page(), sam.email, PASSWORD).status_code == 302


def test_an_unknown_address_and_a_wrong_password_answer_the_same(page, sam):
    unknown = attempt(page(), "nobody@example.com").content.decode()
    wrong = attempt(page(), sam.email).content.decode()
    with override("fr"):  # a visitor's language
        message = str(LoginForm.error_messages["invalid_login"])
    assert message in unknown
    assert message in wrong


def test_a_closed_account_cannot_log_in(page, db):
    gone = factories.person("Gone", is_active=False)
    assert attempt(page(), gone.email, PASSWORD).status_code == 400


def test_closing_an_account_ends_its_session(page, sam):
    client = page(sam)
    assert client.get("/profile/").status_code == 200
    sam.is_active = False
    sam.save(update_fields=["is_active"])
    assert client.get("/profile/").status_code == 302
