"""A visitor's answer: who is known is joined, who is new is logged, machines get nowhere."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alignment.journal.models import Event
from alignment.journal.telling import tell
from alignment.web.errors import Incomplete, NotAllowed
from leads import consents, transitions, webforms
from leads.forms.public import SIGNER, TRAP
from leads.models import Campaign, Contact, CustomField, FormAnswer, Lead, Member, Touch
from leads.rules import keeping
from tests import factories

pytestmark = pytest.mark.django_db
ASKED = [
    {"key": "last_name", "label": "Votre nom", "required": True},
    {"key": "email", "label": "", "required": True},
    {"key": "phone", "label": "", "required": False},
    {"key": "company", "label": "", "required": False},
    {"key": "need", "label": "", "required": False},
]
ANSWER = {
    "last_name": "Élodie Lefèvre", "email": "Elodie@Lefevre.example", "company": "Lefèvre & Fils",
    "need": "Découpe <b>laser</b>",
}  # fmt: skip


@pytest.fixture
def make(maya):
    def made(**fields):
        values = {"name": "Devis", "title": "Un devis ?", "fields": ASKED, "marketer": maya}
        return webforms.save_form(None, by=maya, **{**values, **fields})

    return made


def address(row):
    return reverse("leads:public_form", args=[row.public_id])


def send(row, waited=10, **values):
    """Post as a visitor who had the page open for some seconds."""
    with time_machine.travel(timezone.now() - timedelta(seconds=waited), tick=False):
        mark = SIGNER.sign(str(row.public_id))
    return Client(enforce_csrf_checks=True).post(
        address(row), {"started": mark, **ANSWER, **values}
    )


def test_a_new_person_becomes_a_lead_with_its_origin(make, maya):
    fair = Campaign.objects.create(name="Sirha", channel="event", utm_campaign="sirha-27")
    row = make(campaign=Campaign.objects.create(name="Site", channel="website"))
    response = send(
        row, utm_campaign="SIRHA-27", utm_source="linkedin", first_utm_source="google",
        page="https://www.example.fr/devis",
    )  # fmt: skip
    assert response.status_code == 302 and response.url.endswith("/thanks/")
    lead = Lead.objects.get()
    assert (lead.contact.email, lead.company.name) == ("elodie@lefevre.example", "Lefèvre & Fils")
    assert (lead.source, lead.campaign, lead.marketer, lead.need) == (
        "website", fair, maya, "Découpe <b>laser</b>",
    )  # fmt: skip
    touch = Touch.objects.get()
    assert (touch.kind, touch.campaign) == ("price", fair)
    assert (touch.utm["utm_source"], touch.first_utm) == ("linkedin", {"utm_source": "google"})
    answer = FormAnswer.objects.get()
    assert (answer.lead, answer.is_new_lead) == (lead, True)
    assert Member.objects.get().state == "answered"
    assert Event.objects.get(verb="form.answered").facts["tell"] == [maya.pk]
    assert lead.contact.last_prospect_contact_at is not None


def test_who_is_known_is_joined_and_nothing_typed_is_overwritten(make, maya):
    known = factories.contact(
        factories.company(), email="elodie@lefevre.example", last_name="Lefevre-Martin", phone=""
    )
    lead = factories.lead(maya, contact=known, company=known.company, need="")
    send(make(), phone="04 91 00 00 00")
    assert Lead.objects.count() == Contact.objects.count() == 1
    known.refresh_from_db()
    lead.refresh_from_db()
    assert (known.last_name, known.phone) == ("Lefevre-Martin", "+33491000000")
    assert lead.need == "Découpe <b>laser</b>"
    assert lead.touches.filter(kind="price").count() == 1


def test_a_number_finds_who_has_no_other_mail_and_never_a_colleague(make):
    factories.contact(factories.company(), email="autre@lefevre.example", phone="+33491000000")
    send(make(), phone="04 91 00 00 00")
    assert Contact.objects.count() == 2
    bare = factories.contact(factories.company(), email="", phone="+33491000001")
    send(make(name="Deux"), phone="04 91 00 00 01", email="neuf@lefevre.example")
    bare.refresh_from_db()
    assert bare.email == "neuf@lefevre.example"


def test_a_closed_cycle_is_reopened_by_what_the_prospect_did(make, maya, sam):
    known = factories.contact(factories.company(), email="elodie@lefevre.example")
    old = factories.lead(maya, contact=known, company=known.company)
    transitions.disqualify(old, by=maya, reason="no_need", answer="Rien")
    send(make())
    fresh = Lead.objects.exclude(pk=old.pk).get()
    assert (fresh.reopened_from, fresh.cycle, fresh.is_open) == (old, 2, True)
    assert FormAnswer.objects.get().is_new_lead


def test_who_objected_stays_closed_until_agreeing_again(make, maya):
    known = factories.contact(factories.company(), email="elodie@lefevre.example")
    old = factories.lead(maya, contact=known, company=known.company)
    consents.record_consent(known, channel="", state="withdrawn", via="Téléphone", by=maya)
    row = make(consent="J'accepte de recevoir vos e-mails.")
    send(row)
    assert Lead.objects.get() == old and FormAnswer.objects.get().lead is None
    assert Touch.objects.filter(contact=known, lead=None).count() == 1
    send(row, need="Autre chose", consent="on")
    assert Lead.objects.count() == 2


def test_consent_is_kept_with_the_words_shown(make):
    row = make(consent="J'accepte.", notice="Vos données servent à vous répondre.")
    send(row)
    contact = Contact.objects.get()
    assert contact.informed_on == timezone.localdate()
    assert not contact.consents.filter(state="given").exists()
    send(row, email="deux@lefevre.example", consent="on")
    given = Contact.objects.latest("pk").consents.get(state="given")
    assert (given.channel, given.wording, given.via) == ("email", "J'accepte.", "Devis")


def test_sent_twice_in_a_row_it_is_one(make):
    row = make()
    for _each in range(2):
        assert send(row).status_code == 302
    assert Lead.objects.count() == FormAnswer.objects.count() == Touch.objects.count() == 1
    send(row, need="Encore autre chose")
    assert (Lead.objects.count(), FormAnswer.objects.count()) == (1, 2)


def test_machines_get_thanks_and_leave_nothing(make):
    row = make()
    assert send(row, **{TRAP: "https://spam.example"}).url.endswith("/thanks/")
    for response in (send(row, waited=0), send(row, started="x"), send(row, waited=90000)):
        assert response.status_code == 400
        assert response.context["form"].non_field_errors()
    assert not FormAnswer.objects.exists() and not Lead.objects.exists()


def test_one_address_may_not_send_for_ever(make):
    row = make()
    statuses = {send(row, need=f"Besoin {n}").status_code for n in range(20)}
    assert statuses == {302}
    assert send(row).status_code == 429
    assert FormAnswer.objects.count() == 20


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "pas une adresse"}, "email"),
        ({"phone": "12"}, "phone"),
        ({"last_name": "x" * 81}, "last_name"),
        ({"need": "x" * 501}, "need"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_is_kept(make, wrong, field):
    response = send(make(), **wrong)
    assert response.status_code == 400
    assert response.context["form"].errors[field]
    assert "Élodie" in response.content.decode() or field == "last_name"
    assert not Lead.objects.exists()


def test_html_is_harmless_everywhere(make, page, maya):
    row = make(title="<script>alert(1)</script>", intro="<img src=x>")
    assert "<script>alert" not in Client().get(address(row)).content.decode()
    send(row, last_name="<script>alert(2)</script>")
    lead = Lead.objects.get()
    for path in (row.get_absolute_url(), lead.get_absolute_url()):
        shown = page(maya).get(path).content.decode()
        assert "<script>alert" not in shown and "<img src=x" not in shown


def test_only_the_form_s_own_sites_may_frame_it(make):
    shut, framed = make(), make(name="Site", embed_on="https://www.example.fr\nhttp://a.fr:8080")
    response = Client().get(address(shut))
    assert response.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    response = Client().get(address(framed))
    assert "X-Frame-Options" not in response.headers
    policy = response.headers["Content-Security-Policy"]
    assert "frame-ancestors https://www.example.fr http://a.fr:8080" in policy
    assert "script-src 'self'" in policy and "unsafe" not in policy


def test_the_thanks_may_be_a_page_of_the_site(make):
    row = make(redirect_to="https://www.example.fr/merci")
    assert send(row).url == "https://www.example.fr/merci"
    policy = Client().get(address(row)).headers["Content-Security-Policy"]
    assert "form-action 'self' https://www.example.fr;" in policy + ";"


def test_a_closed_form_takes_nothing(make):
    row = make(is_active=False)
    assert Client().get(address(row)).status_code == 410
    assert send(row).status_code == 410
    assert not FormAnswer.objects.exists()


def test_a_field_of_the_company_s_own_can_be_asked(make):
    CustomField.objects.create(
        record="lead", key="machines", label="Machines", kind="number", options=[]
    )
    row = make(fields=[*ASKED, {"key": "lead.machines", "label": "", "required": True}])
    assert send(row).status_code == 400
    assert send(row, lead__machines="3").status_code == 302
    assert Lead.objects.get().extra == {"machines": 3}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"fields": [{"key": "company", "required": True}]}, "fields"),
        ({"fields": [*ASKED, ASKED[0]]}, "fields"),
        ({"fields": [*ASKED, {"key": "password"}]}, "fields"),
        ({"fields": "email"}, "fields"),
        ({"embed_on": "https://a.fr/page"}, "embed_on"),
        ({"embed_on": "*"}, "embed_on"),
        ({"redirect_to": "javascript:alert(1)"}, "redirect_to"),
        ({"name": ""}, "name"),
    ],
)
def test_a_form_that_cannot_work_is_refused(make, wrong, field):
    with pytest.raises(Incomplete) as refused:
        make(**wrong)
    assert field in refused.value.fields


def test_marketing_builds_forms_and_sales_reads_the_answers(make, sam, maya, page):
    with pytest.raises(NotAllowed):
        webforms.save_form(None, by=sam, name="X", title="X")
    row = make()
    send(row)
    assert "Votre nom" in page(sam).get(row.get_absolute_url()).content.decode()
    new = reverse("leads:form_new")
    assert page(sam).get(new).status_code == 403
    data = {
        "name": "Livre blanc", "title": "Le guide", "legal_basis": "consent", "source": "content",
        "touch_kind": "content", "is_active": "on", "ask-email": "on", "required-email": "on",
        "order-email": "2", "ask-last_name": "on", "order-last_name": "1",
        "label-last_name": "Nom",
    }  # fmt: skip
    response = page(maya).post(new, data)
    assert response.status_code == 302
    built = type(row).objects.get(name="Livre blanc")
    assert [each["key"] for each in built.fields] == ["last_name", "email"]
    shown = page(maya).post(reverse("leads:form_preview"), data).content.decode()
    assert "Le guide" in shown and "<form" not in shown
    assert page(maya).get(reverse("leads:form_edit", args=[built.public_id])).status_code == 200
    assert page(sam).get(reverse("leads:forms")).status_code == 200


def test_the_script_of_embedding_sites_may_be_loaded_from_there():
    response = Client().get(reverse("leads:embed_script"))
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["Content-Type"].startswith("text/javascript")


def test_a_lead_of_a_form_is_given_to_whom_the_rules_name(make, maya, dana, sam):
    acts = [{"act": "assign", "to": str(sam.public_id)}]
    row = keeping.save_rule(
        None, by=dana, name="Site", kind="assignment", event="lead.logged",
        query={"source": "website"}, acts=acts,
    )  # fmt: skip
    keeping.switch_rule(row, by=dana, on=True)
    send(make())
    lead = Lead.objects.get()
    assert lead.owner == maya
    tell(Event.objects.get(verb="lead.logged").pk)
    lead.refresh_from_db()
    assert (lead.owner, lead.marketer) == (sam, maya)
