"""Bodies that each address accepts, where the matrix sends one that is refused."""

from datetime import timedelta
from typing import Any

import time_machine
from django.utils import timezone

from leads.forms.public import SIGNER
from tests import factories
from tests.standing import (
    feedback_rows,
    import_rows,
    library_rows,
    merge_rows,
    programme_rows,
    ritual_rows,
    rows,
    rule_rows,
)
from tests.standing.matrix import MATRIX

COMPANY = {
    "name": "Ateliers Roubaud", "siren": "732829320", "naf_code": "25.62B",
    "workforce_band": "12", "postal_code": "69001",
}  # fmt: skip
CONTACT = {
    "first_name": "Claire", "last_name": "Vasseur", "job_title": "Directrice", "role": "decider",
    "email": "claire@roubaud.example", "phone": "04 91 00 00 00",
}  # fmt: skip
PERSON = {
    "first_name": "Nina", "last_name": "Petit", "email": "nina@example.com", "language": "fr",
    "job_title": "", "is_active": "on",
}  # fmt: skip
CRITERION = {
    "label": "Région",
    "kind": "weighted",
    "operator": "in",
    "picked": ["84"],
    "weight": "2",
}
GOAL = {"figure": "sqls", "target": "40", "period": "quarter", "first": "2027-02-03"}
QUICK = {
    "company": "Ateliers Roubaud", "first_name": "Claire", "last_name": "Vasseur",
    "email": "claire@roubaud.example", "source": "event", "need": "Laser",
}  # fmt: skip

PLAN = {"line": "Rappeler Claire demain 10h"}
SLACK = "https://hooks.slack.com/services/T000/B000/abcdefghWXYZ"


def an_activity(world: dict[str, Any]) -> dict[str, Any]:
    return {"lead": rows.another_lead(world), "kind": "note", "text": "Rappeler"}


def about_somebody(world: dict[str, Any]) -> dict[str, Any]:
    return {"campaign": rows.a_campaign(world), "contact": rows.a_contact(world)}


def a_membership(world: dict[str, Any]) -> dict[str, Any]:
    return {name: str(row["public_id"]) for name, row in about_somebody(world).items()}


def an_answer(world: dict[str, Any]) -> dict[str, Any]:
    return a_membership(world) | {"kind": "event", "answer": "Passée au stand"}


def said_by_somebody(world: dict[str, Any]) -> dict[str, Any]:
    """`person` is asked where several bear the name."""
    found = factories.contact(factories.company(), email="stand@roubaud.example")
    said = {"kind": "event", "answer": "Passée au stand"}
    return {"who": found.email, "person": str(found.public_id), **said}


def a_task_again(world: dict[str, Any]) -> dict[str, Any]:
    owner = str(world["sales"].public_id)
    return {"title": "Rappeler", "kind": "call", "due_on": "2030-01-07", "owner": owner}


def for_the_bin(world: dict[str, Any]) -> dict[str, Any]:
    return {"contacts": [str(rows.a_contact(world)["public_id"])]}


def some_lines(world: dict[str, Any]) -> dict[str, Any]:
    return {"lines": [{"product": str(rows.a_product(world)["public_id"]), "quantity": "2"}]}


def a_visitor(world: dict[str, Any]) -> dict[str, Any]:
    """Sent a minute after the page was opened."""
    form = str(rows.a_form(world)["public_id"])
    with time_machine.travel(timezone.now() - timedelta(minutes=1), tick=False):
        started = SIGNER.sign(form)
    asked = {"email": "claire@roubaud.example", "last_name": "Vasseur", "company": "Roubaud"}
    return {**asked, "started": started}


A_FORM = {
    "name": "Guide", "title": "Le guide", "legal_basis": "consent", "source": "content",
    "touch_kind": "content", "is_active": "on", "ask-email": "on", "required-email": "on",
}  # fmt: skip
ACCEPTED: dict[str, Any] = {
    **programme_rows.BODIES,
    **ritual_rows.BODIES,
    "people:profile": {"first_name": "Alix", "last_name": "N", "language": "en"},
    "people:password": {
        "old_password": factories.PASSWORD,
        "new_password1": "another-long-password-8",
        "new_password2": "another-long-password-8",
    },
    "people:keys": {"name": "ERP", "scope": "read", "days": "30"},
    "people:person_new": PERSON,
    "people:person": PERSON,
    "people:team_new": {"name": "Nord", "kind": "sales"},
    "people:team": {"name": "Nord", "kind": "sales"},
    "vision:segment_new": {"name": "Salon d’été", "rule": "?source=event"},
    "vision:segment": {"name": "Salon", "rule": "?source=event"},
    "vision-api:segment-detail": {"name": "Salon d’hiver"},
    "vision:house_edit": {"promise": "En dix jours", "proof_0": "41 sur 44", "text_0": "Cher"},
    "vision-api:segment-list": {"name": "Salon d’automne", "rule": {"source": ["event"]}},
    "vision-api:message-house-list": rows.SAID,
    "vision-api:definition-list": rows.a_definition,
    "vision:icp_criterion_new": CRITERION,
    "vision:icp_criterion": CRITERION,
    "leads:new": QUICK,
    "leads:task_new": PLAN,
    "leads:task": a_task_again,
    "leads:consent": {"channel": "email", "state": "refused", "via": "Au téléphone"},
    "leads:rights_request_new": {"kind": "access", "who": "Claire", "received_on": "2026-01-05"},
    "leads:rights_request": {"outcome": "Envoyé"},
    "leads:answer_log": said_by_somebody,
    "leads:public_form": a_visitor,
    "sla:postpone": lambda world: {
        "day": str(timezone.localdate() + timedelta(days=7)),
        "hour": "09:00",
        "why": "En congé",
    },
    "leads-api:contact-consents": {"channel": "email", "state": "refused"},
    "leads-api:opportunity-lines": some_lines,
    "leads-api:task-list": {"title": "Rappeler", "due_on": "2030-01-07"},
    "leads-api:member-list": a_membership,
    "leads-api:member-answer": an_answer,
    "leads-api:rights-request-list": {"kind": "access", "who": "Claire"},
    "leads-api:retention": for_the_bin,
    "leads:task_new_lead": PLAN,
    "leads:task_new_contact": PLAN,
    "leads:task_new_company": PLAN,
    "leads:view_new": {"name": "Salons 2027", "sharing": "private"},
    "leads:view_edit": {"name": "Salons 2027", "sharing": "shared"},
    "leads:cell": {"value": "Laser"},
    "leads:export": {"format": "xlsx"},
    "leads:bulk": lambda world: {
        "action": "set-offer",
        "value": "Laser",
        "id": [rows.another_lead(world)],
    },
    "leads:import_new": import_rows.a_file,
    "leads:import_columns": import_rows.COLUMNS,
    "leads:import_choices": import_rows.CHOICES,
    "leads-api:import-list": {"name": "x.csv", "text": "E-mail\nclaire@roubaud.example\n"},
    "leads-api:view-list": {"record": "lead", "name": "Salons 2027", "query": {"stage": "mql"}},
    "leads-api:view-detail": {"name": "Salons 2028"},
    "leads-api:run-list": lambda world: {
        "record": "lead",
        "action": "set-offer",
        "values": {"value": "Laser"},
        "ids": [rows.another_lead(world)],
    },
    "leads-api:run-export": {"record": "lead", "query": {"stage": "new"}},
    "leads:log_activity": {"kind": "note", "text": "Rappeler"},
    "leads:log_contact": {"kind": "note", "text": "Rappeler"},
    "leads:log_company": {"kind": "note", "text": "Rappeler"},
    "leads:party_new": {"last_name": "Vasseur", "role": "buyer"},
    "leads:correct": {"why": "Erreur de saisie"},
    "leads:company_new": {**COMPANY, "nomenclature": "naf2"},
    "leads:company_edit": {**COMPANY, "nomenclature": "naf2"},
    "leads:contact_new": {**CONTACT, "legal_basis": "legitimate_interest"},
    "leads:contact_edit": {**CONTACT, "legal_basis": "legitimate_interest"},
    "leads:opportunity_edit": {
        "name": "Laser",
        "step": "proposal",
        "amount": "900",
        "recurrence": "one_off",
        "expected_close_on": "2030-01-31",
    },
    "leads:campaign_new": {"name": "Sirha 2027", "channel": "event", "is_active": "on"},
    "leads:form_new": A_FORM,
    "leads:form_edit": A_FORM,
    "leads:shared_costs": {"kind": "salaries", "amount": "900", "starts_on": "2026-01-01"},
    "leads:campaign_costs": {"kind": "media", "amount": "900", "starts_on": "2026-01-01"},
    "leads:campaign_edit": {"name": "Sirha 2027", "channel": "event", "is_active": "on"},
    "leads:product_new": {"name": "Pliage", "price": "80", "recurrence": "one_off"},
    "leads:product_edit": {"name": "Pliage", "recurrence": "one_off"},
    "leads-api:product-list": {"name": "Pliage", "price": "80"},
    "leads-api:rule-list": rule_rows.JSON,
    "leads-api:rule-detail": {"name": "Autre nom"},
    "leads:rule_new": rule_rows.BODY,
    "leads:rule_edit": rule_rows.BODY,
    "leads:field_new": {"record": "company", "label": "Parc", "kind": "number"},
    "leads:field_edit": {"label": "Parc de machines"},
    "notifications:preferences": {"on": ["lead.won email"]},
    "notifications:link": {"reason": "out_of_icp", "answer_out_of_icp": "Taille"},
    "notifications:channels": {"address": SLACK, "name": "#ventes", "topics": ["lead.won"]},
    "notifications:channel": {"name": "ERP 2", "address": "", "topics": ["lead.won"]},
    "notifications-api:preference-list": {"topic": "lead.won", "way": "email", "is_on": True},
    "notifications-api:channel-list": {"address": SLACK, "name": "#ventes"},
    "leads:conversation": {"text": "@Maya, un doute"},
    "leads:room": {"text": "Bonjour"},
    "leads:post_edit": {"text": "Bonsoir"},
    "leads-api:post-list": lambda world: {"lead": rows.another_lead(world), "text": "Bonjour"},
    "leads-api:post-detail": {"text": "Bonsoir"},
    "sla:feedback_answer": {"text": "Merci, c’est corrigé"},
    "sla-api:contest-list": lambda world: {
        "feedback": feedback_rows.to_contest(world),
        "argument": "Dans la cible",
    },
    "vision:term_new": rows.A_WORD,
    "vision-api:word-list": rows.A_WORD,
    "vision:term_propose": {
        "definition_fr": "Un contact prêt à être appelé",
        "definition_en": "A contact ready for a call",
        "note": "Plus court",
    },
    "vision:message_new": {"kind": "promise", "text": "Un seul interlocuteur", "is_active": "on"},
    "vision:message": {"kind": "promise", "text": "Un seul interlocuteur", "is_active": "on"},
    "library:content_new": {"title": "Guide laser", "kind": "guide", "language": "fr"},
    "library:content_edit": {"title": "Guide laser", "kind": "guide", "language": "fr"},
    "library:version_new": {"address": "https://x.example/cas"},
    "library:content_review": library_rows.next_year,
    "library:request_new": {"title": "Cas agroalimentaire"},
    "library:request_end": library_rows.an_answer,
    "library:remake_new": {"address": "https://x.example/cas", "note": "Trop long"},
    "library:content_archive": {"why": "Trop vieux"},
    "library:remake_adopt": {"word": "Merci"},
    "library:remake_decline": {"word": "Merci, plus tard"},
    "library-api:content-list": {"title": "Guide laser"},
    "library-api:content-versions": {"address": "https://x.example/cas"},
    "library-api:content-review": library_rows.next_year,
    "library-api:own-version-list": library_rows.to_remake,
    "library-api:own-version-decline": {"word": "Merci, plus tard"},
    "library-api:content-request-list": {"title": "Cas agroalimentaire"},
    "library-api:content-request-answer": {"word": "Pas cette année"},
    "leads:shared": {"act": "call"},
    "leads:share_new": library_rows.to_share_on_a_lead,
    "leads-api:share-list": library_rows.to_share,
    "sla:start": {"promise": ["volume", "decision"]},
    "people:stand_in": {"deputy": "", "holiday_zone": "57"},
    "people:absences": {"starts_on": "2030-01-07", "ends_on": "2030-01-11"},
    "people-api:absence-list": lambda world: {
        "person": str(world["admin"].public_id),
        "starts_on": "2030-01-07",
        "ends_on": "2030-01-11",
    },
    "sla:set_week": {"starts_0_0": "09:00", "ends_0_0": "12:00"},
    "sla:close": {"name": "Pont", "starts_on": "2030-01-07", "ends_on": "2030-01-11"},
    "sla-api:calendar": {"slots": [{"weekday": 0, "starts": "09:00", "ends": "12:00"}]},
    "sla-api:closure-list": {"name": "Pont", "starts_on": "2030-01-07", "ends_on": "2030-01-11"},
    "sla:promise": {"number": "50"},
    "sla:draft": {"note": "Salon de novembre", "goal_opportunities": "12"},
    "sla-api:agreement-detail": {"note": "Salon de novembre"},
    "leads-api:field-list": {"record": "company", "label": "Parc", "kind": "number"},
    "leads-api:company-list": COMPANY,
    "leads-api:contact-list": CONTACT,
    "leads-api:cost-list": {"kind": "media", "amount": "900", "starts_on": "2026-01-01"},
    "leads-api:form-list": {
        "name": "Guide",
        "title": "Le guide",
        "source": "content",
        "touch_kind": "content",
        "fields": [{"key": "email", "required": True}],
    },
    "dashboards-api:journey-list": {"name": "On en parle"},
    "dashboards-api:journey-detail": {"question": "Et après ?"},
    "dashboards:stage_new": {"name": "On en parle", "actor": "both"},
    "dashboards:stage": {"name": "On en parle", "actor": "both"},
    "dashboards:goal_new": GOAL,
    "dashboards:goal_edit": GOAL,
    "dashboards-api:objective-list": GOAL,
    "dashboards-api:objective-detail": {"target": "50"},
    "dashboards-api:reading": {"reading": "source", "model": "linear"},
    "leads-api:campaign-list": {"name": "Sirha 2027", "channel": "event", "budget": "900"},
    "leads-api:lead-list": {"company": COMPANY, "contact": CONTACT, "source": "event"},
    "leads-api:activity-list": an_activity,
    "leads-api:merge-list": merge_rows.two_ids,
    "leads:merge": merge_rows.another,
}


def accepted_body(name: str, world: dict[str, Any]) -> dict[str, Any]:
    """A body for which the address does what it is asked."""
    body = ACCEPTED.get(name)
    if body is None:
        return MATRIX[name].body(world)
    return body(world) if callable(body) else dict(body)
