"""The suppression list: prints of addresses that must not be used again."""

import pytest

from leads import services, suppression, transitions
from leads.models import Contact, Suppressed
from tests import factories

pytestmark = pytest.mark.django_db


def test_an_address_leaves_one_print_however_it_is_typed():
    prints = {
        suppression.fingerprint("email", text)
        for text in ("claire@acme.fr", " Claire@ACME.fr ", "mailto:claire@acme.fr")
    }
    assert len(prints) == 1
    numbers = {
        suppression.fingerprint("phone", text) for text in ("06 12 34 56 78", "+33612345678")
    }
    assert len(numbers) == 1 and not numbers & prints


def test_the_print_says_nothing_and_depends_on_the_salt(settings):
    before = suppression.fingerprint("email", "claire@acme.fr")
    assert "claire" not in before and len(before) == 64
    settings.SUPPRESSION_SALT = "another"
    assert suppression.fingerprint("email", "claire@acme.fr") != before
    assert suppression.fingerprint("email", "  ") == ""


def test_what_is_suppressed_is_found_again_as_it_was_given():
    suppression.suppress("email", ["claire@acme.fr"])
    given = ["Claire@acme.fr", "paul@acme.fr", ""]
    assert suppression.suppressed_among("email", given) == {"Claire@acme.fr"}
    assert suppression.is_suppressed("email", "claire@acme.fr")
    assert not suppression.is_suppressed("phone", "claire@acme.fr")


def test_a_thousand_addresses_take_two_questions(django_assert_num_queries):
    with django_assert_num_queries(2):
        suppression.suppressed_among("email", [f"p{n}@acme.fr" for n in range(1000)])


def test_suppressing_twice_keeps_one_row():
    suppression.suppress("email", ["claire@acme.fr", "CLAIRE@acme.fr"])
    suppression.suppress("email", ["claire@acme.fr"])
    assert Suppressed.objects.count() == 1


def test_an_agreement_takes_a_refusal_off_but_never_an_erasure():
    suppression.suppress("email", ["claire@acme.fr"])
    assert suppression.release("email", ["claire@acme.fr"]) == 1
    suppression.suppress("email", ["claire@acme.fr"], reason="erased")
    assert suppression.release("email", ["claire@acme.fr"]) == 0


def test_an_address_on_the_list_comes_back_closed_by_whatever_door(maya):
    suppression.suppress("email", ["claire@acme.fr"])
    made = services.save_contact(None, by=maya, last_name="Petit", email="Claire@acme.fr")
    assert made.email_refused_at and not made.phone_refused_at
    other = factories.contact()
    services.save_contact(other, by=maya, email="claire@acme.fr")
    assert Contact.objects.get(pk=other.pk).email_refused_at
    lead = services.log_lead(by=maya, contact={"last_name": "Petit", "email": "claire@acme.fr"})
    assert lead.contact.email_refused_at


def test_an_erasure_leaves_the_prints_and_nothing_else(dana):
    lead = factories.lead(contact=factories.contact(email="claire@acme.fr", mobile="+33612345678"))
    dana.is_admin = True
    dana.save()
    transitions.erase(lead, by=dana)
    assert suppression.is_suppressed("email", "claire@acme.fr")
    assert suppression.is_suppressed("phone", "06 12 34 56 78")
    assert set(Suppressed.objects.values_list("reason", flat=True)) == {"erased"}
