"""Who gets what answer at which address: the one table of rights, checked by test_matrix.py.

A new address fails the suite until it has a row here. A row names the answer for each role and
method; methods that a row leaves out must refuse everybody. `data` is the body of POST, PUT and
PATCH, or what makes it of the people: {} unless said, for most forms a refusal by itself (400).

`OBJECTS` makes the row of the database that an address names: the longest beginning of the
address's name wins. They are also made for an address without arguments that has an entry.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.standing import (
    clock_rows,
    contract_rows,
    feedback_rows,
    goal_rows,
    import_rows,
    library_rows,
    list_rows,
    merge_rows,
    programme_rows,
    ritual_rows,
    rows,
    rule_rows,
)

ROLES = ("anonymous", "stranger", "sales", "marketing", "manager", "direction", "admin")
MEMBERS = ROLES[2:]
Answers = dict[str, int]
World = rows.World
Body = dict[str, Any]


@dataclass(frozen=True)
class Row:
    get: Answers
    post: Answers = field(default_factory=dict)
    put: Answers = field(default_factory=dict)
    patch: Answers = field(default_factory=dict)
    delete: Answers = field(default_factory=dict)
    data: Body | Callable[[World], Body] = field(default_factory=dict)
    query: str | Callable[[], str] = ""

    @property
    def asked(self) -> str:
        return self.query() if callable(self.query) else self.query

    def body(self, world: World) -> Body:
        return self.data(world) if callable(self.data) else self.data


def page(status: int = 200, only: tuple[str, ...] = MEMBERS) -> Answers:
    """A page of members: visitors go to the login, strangers see nothing, others are told no."""
    refused = dict.fromkeys(MEMBERS, 403)
    return {"anonymous": 302, "stranger": 404, **refused, **dict.fromkeys(only, status)}


def personal(status: int = 200) -> Answers:
    """A page of anybody who is logged in."""
    return {"anonymous": 302, **dict.fromkeys(ROLES[1:], status)}


def public(status: int = 200) -> Answers:
    """A page of everybody."""
    return dict.fromkeys(ROLES, status)


def api(status: int = 200, only: tuple[str, ...] = MEMBERS) -> Answers:
    """An endpoint of members: 401 without a key, 403 without a team or the right."""
    refused = dict.fromkeys(MEMBERS, 403)
    return {"anonymous": 401, "stranger": 403, **refused, **dict.fromkeys(only, status)}


ADMIN = ("admin",)
MARKETING = ("marketing", "direction", "admin")  # the administrator is in the marketing team
SALES = ("sales", "manager", "direction")
MANAGERS = ("manager", "direction")
WRITERS = ("marketing", "manager", "direction", "admin")
DIRECTION = ("direction",)
READ_ONLY_PAGE = {"get": page(), "post": page(405)}
READ_ONLY_API = {
    "get": api(),
    "post": api(405),
    "put": api(405),
    "patch": api(405),
    "delete": api(405),
}
SHUT_API = {name: api(405) for name in ("get", "post", "put", "patch", "delete")}


def button(only: tuple[str, ...] = MEMBERS) -> dict[str, Answers]:
    """A page that is only sent to, and leads elsewhere."""
    return {"get": page(405, only=only), "post": page(302, only=only)}


def records() -> dict[str, Answers]:
    """A list over REST where members create; nothing in the body is a refusal."""
    return {**READ_ONLY_API, "post": api(400)}


def record(only: tuple[str, ...] = MEMBERS) -> dict[str, Answers]:
    """One row over REST that members change; an empty change is none."""
    return {**READ_ONLY_API, "patch": api(only=only)}


def action(only: tuple[str, ...], status: int = 200, **body: Any) -> Row:
    """An action of the pipeline over REST; a value that is called makes itself of the people."""

    def data(world: World) -> Body:
        return {name: value(world) if callable(value) else value for name, value in body.items()}

    return Row(**{**SHUT_API, "post": api(status, only=only)}, data=data)


def tomorrow(world: World) -> str:
    return (timezone.now() + timedelta(days=1)).isoformat()


def seller(world: World) -> str:
    return str(world["sales"].public_id)


THANKS = {"team": "marketing", "text": "Merci pour le salon"}

MATRIX: dict[str, Row] = {
    # The house
    "home": Row(get=page(302), post=page(405)),
    "healthz": Row(get=public(), post=public(405)),
    "readyz": Row(get=public(), post=public(405)),
    "set_theme": Row(get=public(405), post=public(302), data={"theme": "dark"}),
    "set_language": Row(get=public(405), post=public(302), data={"language": "en"}),
    "schema": Row(**READ_ONLY_API),
    "api_docs": Row(**READ_ONLY_PAGE),
    "api_not_found": Row(get=public(404), post=public(404)),
    # People
    "people:login": Row(get={**public(302), "anonymous": 200}, post=public(400)),
    "people:logout": Row(get=public(405), post=public(302)),
    "people:profile": Row(get=personal(), post=personal(400)),
    "people:password": Row(get=personal(), post=personal(400)),
    "people:keys": Row(get=page(), post=page(400)),
    "people:key_revoke": Row(get=page(405), post=page(404)),
    "people:list": Row(**READ_ONLY_PAGE),
    "people:person_new": Row(get=page(only=ADMIN), post=page(400, only=ADMIN)),
    "people:person": Row(get=page(only=ADMIN), post=page(400, only=ADMIN)),
    "people:person_password": Row(get=page(405, only=ADMIN), post=page(200, only=ADMIN)),
    "people:team_new": Row(get=page(only=ADMIN), post=page(400, only=ADMIN)),
    "people:team": Row(get=page(only=ADMIN), post=page(400, only=ADMIN)),
    # The programme
    "programme:home": Row(**READ_ONLY_PAGE),
    "programme:immersion_new": Row(get=page(), post=page(400)),
    "programme:immersion_join": Row(get=page(405), post=page(400)),
    "programme:report": Row(get=page(only=("marketing",)), post=page(400, only=("marketing",))),
    "programme:immersion_cancel": Row(
        get=page(405), post=page(302, only=("sales", "marketing", "manager", "direction"))
    ),
    "programme:training_new": Row(get=page(), post=page(400)),
    "programme:training": Row(get=page(only=SALES), post=page(400, only=SALES)),
    "programme:pair_new": Row(get=page(), post=page(400)),
    "programme:pair": Row(
        get=page(), post=page(400, only=("sales", "marketing", "manager", "direction"))
    ),
    "programme:project_new": Row(get=page(), post=page(400)),
    "programme:project": Row(get=page(), post=page(400)),
    "programme:milestone": Row(**button()),
    "dashboards:wins": Row(**READ_ONLY_PAGE),
    "dashboards:win_post": Row(**button()),
    "dashboards:win_thank": Row(
        get=page(405), post=page(302, only=("sales", "manager", "direction")), data=THANKS
    ),
    "dashboards:benefits": Row(**READ_ONLY_PAGE),
    "dashboards:quarter_hour": Row(get=page(only=DIRECTION), post=page(405, only=DIRECTION)),
    "programme-api:round-list": Row(**READ_ONLY_API),
    "programme-api:round-detail": Row(**READ_ONLY_API),
    "programme-api:immersion-list": Row(**records()),
    "programme-api:immersion-detail": Row(**READ_ONLY_API),
    "programme-api:immersion-report": action(("marketing",), 400),
    "programme-api:immersion-cancel": action(("sales", "marketing", "manager", "direction")),
    "programme-api:training-list": Row(**records()),
    "programme-api:training-detail": Row(**READ_ONLY_API),
    "programme-api:training-held": action(SALES, 400),
    "programme-api:pair-list": Row(**records()),
    "programme-api:pair-detail": Row(**READ_ONLY_API),
    "programme-api:pair-next": action(("sales", "marketing", "manager", "direction"), 400),
    "programme-api:project-list": Row(**records()),
    "programme-api:project-detail": Row(**READ_ONLY_API),
    "programme-api:project-milestone": action(MEMBERS, 400),
    "programme-api:project-end": action(("sales", "marketing", "manager", "direction"), 400),
    "programme:diagnostic": Row(**READ_ONLY_PAGE),
    "programme:pulse": Row(**READ_ONLY_PAGE),
    "programme:open_diagnostic": Row(**button(MANAGERS)),
    "programme:open_pulse": Row(**button(MANAGERS)),
    "programme:answer": Row(get=page(), post=page(400)),
    "programme:close": Row(**button(MANAGERS)),
    # The contract
    "sla:late": Row(**READ_ONLY_PAGE),
    "sla:chip": Row(**READ_ONLY_PAGE),
    # The team that promised says why, and any manager.
    "sla:explain": Row(
        get=page(405),
        post=page(302, only=("sales", "manager", "direction")),
        data={"cause": "absent"},
    ),
    # Whose lead it is, and any manager of the side that promised.
    "sla:postpone": Row(
        get=page(200, only=("sales", "manager", "direction")),
        post=page(400, only=("sales", "manager", "direction")),
    ),
    "sla-api:clock-list": Row(**READ_ONLY_API),
    "sla-api:clock-detail": Row(**READ_ONLY_API),
    "sla-api:breach-list": Row(**READ_ONLY_API),
    "sla-api:breach-detail": Row(**READ_ONLY_API),
    "sla-api:breach-postpone": action(
        ("sales", "manager", "direction"), until=tomorrow, why="Jury"
    ),
    "sla-api:breach-explain": action(("sales", "manager", "direction"), cause="absent"),
    "sla:contract": Row(**READ_ONLY_PAGE),
    "sla:rows": Row(**READ_ONLY_PAGE),
    "sla:replay": Row(**READ_ONLY_PAGE, query="?line=first_attempt.P2&delay=4+h"),
    "sla:agreement": Row(**READ_ONLY_PAGE),
    "sla:again": Row(**button()),
    "sla:sign": Row(
        get=page(405, only=MANAGERS), post=page(302, only=("manager",)), data={"side": "sales"}
    ),
    "sla:withdraw": Row(
        get=page(405, only=MANAGERS), post=page(302, only=("manager",)), data={"side": "sales"}
    ),
    "sla:cancel": Row(**button(only=MANAGERS)),
    "sla:start": Row(**button()),
    "sla:draft": Row(get=page(), post=page(302)),
    "sla:propose": Row(**button(only=MANAGERS)),
    "sla:discard": Row(**button()),
    "sla:take_volume": Row(**button(), data={"number": "37"}),
    "sla:promise": Row(get=page(), post=page(400)),
    "sla:remove": Row(**button()),
    # Feedback: Sam's to give (or his manager's), marketing's to answer
    "sla:feedback": Row(**READ_ONLY_PAGE, query="?answer=all"),
    "sla:feedback_mine": Row(**READ_ONLY_PAGE),
    "sla:feedback_now": Row(**READ_ONLY_PAGE),
    "sla:insight": Row(**READ_ONLY_PAGE, query="?days=365&by=segment"),
    "sla:week": Row(get={**page(404), "sales": 200}, post=page(405)),
    "sla:feedback_of_lead": Row(**READ_ONLY_PAGE),
    "sla:known": Row(**READ_ONLY_PAGE),
    "sla:feedback_card": Row(
        get=page(only=SALES), post=page(302, only=SALES), data={"file": "complete"}
    ),
    "sla:feedback_later": Row(get=page(405), post=page(302, only=SALES)),
    "sla:feedback_answer": Row(get=page(only=MARKETING), post=page(400, only=MARKETING)),
    "sla-api:feedback-list": Row(**READ_ONLY_API),
    "sla-api:feedback-detail": Row(**READ_ONLY_API),
    "sla-api:feedback-give": action(SALES, sentence="Le besoin est réel"),
    "sla-api:feedback-postpone": action(SALES),
    "sla-api:feedback-reply": action(MARKETING, 201, text="Merci"),
    "sla-api:feedback-contest": action(MARKETING, 201, argument="Dans la cible"),
    "sla-api:feedback-recycle": action(MARKETING, 201, wake_up_on=rows.soon),
    "sla-api:feedback-mend": action(
        MARKETING, 201, title="Filtrer", owner=seller, due_on=rows.soon
    ),
    "sla-api:contest-list": Row(
        get=api(),
        post=api(400, only=MARKETING),
        **{name: api(405) for name in ("put", "patch", "delete")},
    ),
    "sla-api:contest-detail": Row(**READ_ONLY_API),
    "sla-api:action-list": Row(**READ_ONLY_API),
    "sla-api:action-detail": Row(**READ_ONLY_API),
    "sla-api:action-finish": action(("marketing", "direction"), changed="La taille est demandée"),
    "rituals:agenda": Row(**READ_ONLY_PAGE),
    "rituals:home": Row(**READ_ONLY_PAGE),
    "rituals:begin": Row(get=page(), post=page(400)),
    "rituals:pause": Row(**button()),
    "rituals:meeting": Row(**READ_ONLY_PAGE),
    "rituals:invitation": Row(**READ_ONLY_PAGE),
    "rituals:move": Row(get=page(), post=page(400)),
    "rituals:cancel": Row(get=page(), post=page(400)),
    "rituals:start": Row(**button()),
    "rituals:show": Row(**READ_ONLY_PAGE),
    "rituals:decide": Row(get=page(405), post=page(400)),
    "rituals:end": Row(get=page(405), post=page(400)),
    "rituals-api:ritual-list": Row(**records()),
    "rituals-api:ritual-detail": Row(**READ_ONLY_API),
    "rituals-api:ritual-pause": action(MEMBERS),
    "rituals-api:ritual-resume": action(MEMBERS),
    "rituals-api:meeting-list": Row(**READ_ONLY_API),
    "rituals-api:meeting-detail": Row(**READ_ONLY_API),
    "rituals-api:meeting-move": action(MEMBERS, 400),
    "rituals-api:meeting-cancel": action(MEMBERS, 400),
    "rituals-api:meeting-start": action(MEMBERS),
    "rituals-api:meeting-decide": action(MEMBERS, 400),
    "rituals-api:meeting-end": action(MEMBERS, 400),
    "rituals:actions": Row(**READ_ONLY_PAGE, query="?show=open"),
    "rituals:action_done": Row(
        get=page(), post=page(302, only=("marketing", "direction")), data={"changed": "La taille"}
    ),
    "rituals:action_again": Row(get=page(405), post=page(302, only=("marketing", "direction"))),
    "vision:messages": Row(**READ_ONLY_PAGE),
    "vision:message_new": Row(get=page(only=WRITERS), post=page(400, only=WRITERS)),
    "vision:message": Row(get=page(only=WRITERS), post=page(400, only=WRITERS)),
    "library:contents": Row(**READ_ONLY_PAGE),
    "library:content_new": Row(get=page(only=WRITERS), post=page(400, only=WRITERS)),
    "library:content": Row(**READ_ONLY_PAGE),
    "library:content_edit": Row(get=page(only=WRITERS), post=page(400, only=WRITERS)),
    "library:version_new": Row(get=page(only=WRITERS), post=page(400, only=WRITERS)),
    "library:content_archive": Row(**button(WRITERS)),
    "library:content_restore": Row(**button(WRITERS)),
    "library:content_review": Row(get=page(405, only=WRITERS), post=page(400, only=WRITERS)),
    "library:version_file": Row(**READ_ONLY_PAGE),
    "library:requests": Row(**READ_ONLY_PAGE),
    "library:request_new": Row(get=page(), post=page(400)),
    "library:request_take": Row(**button(WRITERS)),
    "library:request_end": Row(get=page(only=WRITERS), post=page(400, only=WRITERS)),
    "library:remake_new": Row(get=page(), post=page(400)),
    "library:remake_adopt": Row(**button(WRITERS)),
    "library:remake_decline": Row(get=page(405, only=WRITERS), post=page(400, only=WRITERS)),
    "library:remake_file": Row(**READ_ONLY_PAGE),
    "library-api:content-list": Row(**{**READ_ONLY_API, "post": api(400, only=WRITERS)}),
    "library-api:content-detail": Row(**record(WRITERS)),
    "library-api:content-versions": action(WRITERS, 400),
    "library-api:content-archive": action(WRITERS),
    "library-api:content-restore": action(WRITERS),
    "library-api:content-review": action(WRITERS, 400),
    "library-api:own-version-list": Row(**records()),
    "library-api:own-version-detail": Row(**READ_ONLY_API),
    "library-api:own-version-adopt": action(WRITERS),
    "library-api:own-version-decline": action(WRITERS, 400),
    "library-api:content-request-list": Row(**records()),
    "library-api:content-request-detail": Row(**READ_ONLY_API),
    "library-api:content-request-take": action(WRITERS),
    "library-api:content-request-answer": action(WRITERS, 400),
    "leads:shared": Row(get=public(), post=public(400)),
    "leads:shares": Row(**READ_ONLY_PAGE),
    "leads:share_new": Row(get=page(), post=page(400)),
    "leads:share_revoke": Row(get=page(405), post=page(302, only=SALES)),
    "leads:content_use": Row(**READ_ONLY_PAGE),
    "leads-api:share-list": Row(**records()),
    "leads-api:share-detail": Row(**READ_ONLY_API),
    "leads-api:share-close": action(SALES),
    # The contract over REST
    "sla-api:commitments": Row(**READ_ONLY_API),
    "sla-api:replay": Row(**READ_ONLY_API, query="?promise=first_attempt&tier=P2&minutes=240"),
    "sla-api:required_volume": Row(**READ_ONLY_API, query="?revenue=100000"),
    "sla-api:agreement-list": Row(**{**READ_ONLY_API, "post": api(201)}),
    "sla-api:agreement-detail": Row(**record()),
    "sla-api:agreement-save-line": action(MEMBERS, promise="volume", number=50),
    "sla-api:agreement-remove-line": action(MEMBERS, promise="volume"),
    "sla-api:agreement-propose": action(MANAGERS),
    "sla-api:agreement-sign": action(("manager",), side="sales"),
    "sla-api:agreement-withdraw": action(("manager",), side="sales"),
    "sla-api:agreement-cancel": action(MEMBERS, 204),
    # The calendar
    "sla:calendar": Row(**READ_ONLY_PAGE),
    "sla:set_week": Row(get=page(405, only=MANAGERS), post=page(400, only=MANAGERS)),
    "sla:close": Row(get=page(405, only=MANAGERS), post=page(400, only=MANAGERS)),
    "sla:reopen": Row(**button(only=MANAGERS)),
    "sla-api:calendar": Row(
        get=api(),
        put=api(400, only=MANAGERS),
        **{name: api(405, only=MANAGERS) for name in ("post", "patch", "delete")},
    ),
    "sla-api:closure-list": Row(
        get=api(),
        post=api(400, only=MANAGERS),
        **{name: api(405, only=MANAGERS) for name in ("put", "patch", "delete")},
    ),
    "sla-api:closure-detail": Row(
        get=api(),
        delete=api(204, only=MANAGERS),
        **{name: api(405, only=MANAGERS) for name in ("post", "put", "patch")},
    ),
    # Days away: Sam's, of which his manager and direction may write too
    "people:absences": Row(get=page(), post=page(400, only=SALES)),
    "people:stand_in": Row(get=page(405), post=page(302, only=SALES)),
    "people:absence_remove": Row(get=page(405), post=page(302, only=SALES)),
    "people-api:absence-list": Row(**records()),
    "people-api:absence-detail": Row(**{**READ_ONLY_API, "delete": api(204, only=SALES)}),
    # People over REST
    "people-api:me": Row(**READ_ONLY_API),
    "people-api:person-list": Row(**READ_ONLY_API),
    "people-api:person-detail": Row(**READ_ONLY_API),
    "people-api:team-list": Row(**READ_ONLY_API),
    "people-api:team-detail": Row(**READ_ONLY_API),
    # The ideal customer
    "vision:houses": Row(**READ_ONLY_PAGE),
    "vision:house_begin": Row(**button(only=WRITERS)),
    "vision:segment_new": Row(get=page(only=WRITERS), post=page(400, only=WRITERS)),
    "vision:house": Row(**READ_ONLY_PAGE),
    "vision:house_edit": Row(get=page(only=WRITERS), post=page(400, only=WRITERS)),
    "vision:house_discard": Row(**button(only=WRITERS)),
    "vision:house_propose": Row(**button(only=MANAGERS), data={"note": "Délai"}),
    "vision:house_sign": Row(
        get=page(405, only=MANAGERS), post=page(302, only=("manager",)), data={"side": "sales"}
    ),
    "vision:house_withdraw": Row(**button(only=MANAGERS)),
    "leads:message": Row(**READ_ONLY_PAGE),
    "vision-api:segment-list": Row(**records()),
    "vision-api:segment-detail": Row(**record(only=WRITERS)),
    "vision-api:segment-retire": action(WRITERS),
    "vision:segment": Row(get=page(only=WRITERS), post=page(400, only=WRITERS)),
    "vision:segment_retire": Row(get=page(405, only=WRITERS), post=page(302, only=WRITERS)),
    "dashboards:segments": Row(**READ_ONLY_PAGE),
    "dashboards:segment_rows": Row(**READ_ONLY_PAGE, query="?part=decided"),
    "dashboards-api:segment-results": Row(**READ_ONLY_API),
    "vision-api:message-house-list": Row(**records()),
    "vision-api:message-house-detail": Row(**READ_ONLY_API),
    "vision-api:message-house-propose": action(MANAGERS, note="Délai"),
    "vision-api:message-house-sign": action(("manager",), side="sales"),
    "vision-api:message-house-withdraw": action(MANAGERS),
    "vision:words": Row(**READ_ONLY_PAGE),
    "vision:term_new": Row(get=page(), post=page(400)),
    "vision:term_owner": Row(
        get=page(405, only=MANAGERS),
        post=page(302, only=MANAGERS),
        data={"side": "sales", "owner": ""},
    ),
    "vision-api:word-list": Row(**records()),
    "vision-api:word-owner": action(MANAGERS, side="sales", owner=""),
    "vision-api:word-detail": Row(**READ_ONLY_API),
    "vision-api:definition-list": Row(**records()),
    "vision-api:definition-detail": Row(**READ_ONLY_API),
    "vision-api:definition-sign": action(("manager",), side="sales"),
    "vision-api:definition-refuse": action(("manager",), reason="Trop vague"),
    "vision-api:definition-withdraw": action((*MANAGERS, "marketing")),
    "vision:term": Row(**READ_ONLY_PAGE),
    "vision:term_propose": Row(get=page(), post=page(400)),
    "vision:term_answer": Row(get=page(405), post=page(409)),
    "vision:icp": Row(**READ_ONLY_PAGE),
    "vision:icp_version": Row(**READ_ONLY_PAGE),
    "vision:icp_edit": Row(**READ_ONLY_PAGE),
    "vision:icp_draft": Row(**button()),
    "vision:icp_discard": Row(**button()),
    "vision:icp_publish": Row(**button(only=MANAGERS), data={"note": "Taille"}),
    "vision:icp_sign": Row(
        get=page(405, only=MANAGERS), post=page(302, only=("manager",)), data={"side": "sales"}
    ),
    "vision:icp_withdraw": Row(**button(only=MANAGERS)),
    "vision:icp_remark": Row(**button(), data={"text": "Trop large"}),
    "vision:icp_criterion_new": Row(get=page(), post=page(400), query="?fact=region"),
    "vision:icp_criterion": Row(get=page(), post=page(400)),
    "vision:icp_criterion_remove": Row(**button()),
    "dashboards-api:evidence-list": Row(**READ_ONLY_API),
    "dashboards-api:evidence-detail": Row(**READ_ONLY_API),
    "dashboards-api:evidence-rows": Row(**READ_ONLY_API),
    "dashboards-api:suggestion-list": Row(**READ_ONLY_API),
    "dashboards-api:suggestion-detail": Row(**READ_ONLY_API),
    "dashboards-api:suggestion-draft": action(MEMBERS),
    "dashboards-api:calibration": Row(**READ_ONLY_API),
    "dashboards-api:learned-score": Row(**READ_ONLY_API),
    "dashboards-api:lead-odds": Row(**READ_ONLY_API),
    "dashboards:learned": Row(**READ_ONLY_PAGE),
    "dashboards:lead_odds": Row(**READ_ONLY_PAGE),
    "dashboards:buys": Row(**READ_ONLY_PAGE),
    "dashboards:weights": Row(**READ_ONLY_PAGE),
    "dashboards:weight_draft": Row(**button()),
    "dashboards:calibration": Row(**READ_ONLY_PAGE),
    "dashboards:evidence": Row(**READ_ONLY_PAGE),
    "vision-api:icp-list": Row(**READ_ONLY_API),
    "vision-api:icp-current": Row(**READ_ONLY_API),
    "vision-api:icp-detail": Row(**READ_ONLY_API),
    "vision-api:icp-propose": action(MANAGERS, note="Taille"),
    "vision-api:icp-sign": action(("manager",), side="sales"),
    "vision-api:icp-withdraw": action(MANAGERS),
    # Duplicates and merges
    "leads:pairs": Row(**READ_ONLY_PAGE, query="?record=contact"),
    "leads:pair_decide": Row(**button()),
    "leads:merge": Row(get=page(), post=page(400)),
    "leads:merge_undo": Row(**button()),
    "leads-api:pair-list": Row(**READ_ONLY_API),
    "leads-api:pair-detail": Row(**READ_ONLY_API),
    "leads-api:pair-different": action(MEMBERS),
    "leads-api:pair-again": action(MEMBERS),
    "leads-api:merge-list": Row(**records()),
    "leads-api:merge-detail": Row(**READ_ONLY_API),
    "leads-api:merge-undo": action(MEMBERS),
    # History of fields: the last change of a company's town
    "leads:history": Row(**READ_ONLY_PAGE),
    "leads:history_restore": Row(get=page(405), post=page(302), data=merge_rows.a_change),
    # Finding
    "leads:search": Row(**READ_ONLY_PAGE, query="?q=martin"),
    "leads-api:registry": Row(**READ_ONLY_API),
    "leads-api:retention": Row(
        **{**READ_ONLY_API, "post": {**api(403), **dict.fromkeys(("direction", "admin"), 400)}}
    ),
    "leads-api:rights-request-list": Row(**records()),
    "leads-api:rights-request-detail": Row(**READ_ONLY_API),
    "leads-api:rights-request-extend": action(("direction", "admin"), why="Beaucoup de fichiers"),
    "leads-api:rights-request-close": action(("direction", "admin"), outcome="Envoyé"),
    "leads-api:contact-consents": Row(**{**READ_ONLY_API, "post": api(400)}),
    "leads-api:contact-held": Row(**{**READ_ONLY_API, "get": api(only=("direction", "admin"))}),
    "leads-api:contact-ask-permission": action(MEMBERS, 204),
    "leads-api:search": Row(**READ_ONLY_API, query="?q=martin"),
    # Daily work
    "leads:queue": Row(**READ_ONLY_PAGE),
    "leads:board": Row(**READ_ONLY_PAGE),
    "leads:matrix": Row(**READ_ONLY_PAGE),
    "leads-api:matrix": Row(**READ_ONLY_API),
    # Tasks: Sam's, which managers may change too
    "leads:my_day": Row(**READ_ONLY_PAGE),
    "leads:calendar": Row(get=page(), post=page()),
    "leads:calendar_revoke": Row(**button()),
    "leads:calendar_feed": Row(get=public(), post=public(405)),
    "leads:task_new": Row(get=page(), post=page(400)),
    "leads:task_new_lead": Row(get=page(), post=page(400)),
    "leads:task_new_contact": Row(get=page(), post=page(400)),
    "leads:task_new_company": Row(get=page(), post=page(400)),
    "leads:task_read": Row(get=page(405), post=page(), data={"line": "Rappeler demain"}),
    "leads:task": Row(get=page(), post=page(400, only=SALES)),
    "leads:task_done": Row(get=page(405), post=page(302, only=SALES)),
    "leads:task_again": Row(get=page(405), post=page(302, only=SALES)),
    "leads:task_give_up": Row(get=page(405), post=page(302, only=SALES)),
    "leads:task_later": Row(get=page(405), post=page(302, only=SALES), data={"to": "week"}),
    "leads:next_done": Row(get=page(405), post=page(302, only=SALES)),
    "leads:new": Row(get=page(), post=page(400)),
    "leads:read": Row(get=page(405), post=page(), data={"text": "Claire Martin, Acme"}),
    "leads:act": Row(get=page(only=SALES), post=page(302, only=SALES)),  # « Accept »
    "leads:undo": Row(get=page(405), post=page(302, only=("sales",))),
    "leads:drop": Row(get=page(405), post=page(302, only=SALES), data={"column": "accepted"}),
    "leads:list": Row(**READ_ONLY_PAGE),
    # Lists: a view that Sam shares, a run that he asked for
    "leads:filters": Row(**READ_ONLY_PAGE),
    "leads:columns": Row(get=page(), post=page(302)),
    "leads:views": Row(**READ_ONLY_PAGE),
    "leads:view_new": Row(get=page(), post=page(400)),
    "leads:view_keep": Row(get=page(only=SALES), post=page(302, only=SALES)),
    "leads:view_edit": Row(get=page(only=SALES), post=page(400, only=SALES)),
    "leads:view_move": Row(get=page(405), post=page(302, only=SALES)),
    "leads:view_delete": Row(get=page(405), post=page(302, only=SALES)),
    "leads:cell": Row(get=page(), post=page()),
    "leads:bulk": Row(get=page(), post=page()),
    "leads:export": Row(get=page(), post=page(400)),
    "leads:runs": Row(**READ_ONLY_PAGE),
    "leads:run": Row(get={**page(404), **dict.fromkeys(SALES, 200)}, post=page(405)),
    "leads:run_cancel": Row(get=page(405), post={**page(404), **dict.fromkeys(SALES, 302)}),
    "leads:run_undo": Row(
        get=page(405), post={**page(404), "sales": 302, "manager": 403, "direction": 403}
    ),
    "leads:run_file": Row(get=page(404), post=page(405)),
    "leads-api:view-list": Row(**records()),
    "leads-api:view-detail": Row(**{**record(only=SALES), "delete": api(204, only=SALES)}),
    "leads-api:run-list": Row(**records()),
    "leads-api:run-detail": Row(
        **{**READ_ONLY_API, "get": {**api(404), **dict.fromkeys(SALES, 200)}}
    ),
    "leads-api:run-export": Row(**{**SHUT_API, "post": api(400)}),
    "leads-api:run-cancel": Row(**{**SHUT_API, "post": {**api(404), **dict.fromkeys(SALES, 200)}}),
    "leads-api:run-undo": Row(
        **{**SHUT_API, "post": {**api(404), "sales": 201, "manager": 403, "direction": 403}}
    ),
    "leads-api:run-failures": Row(
        **{**READ_ONLY_API, "get": {**api(404), **dict.fromkeys(SALES, 200)}}
    ),
    "leads-api:run-file": Row(**{**READ_ONLY_API, "get": api(404)}),
    "leads:lead": Row(**READ_ONLY_PAGE),
    "leads:lead_edit": Row(get=page(), post=page(302)),
    "leads:log_activity": Row(get=page(), post=page(400)),
    "leads:log_contact": Row(get=page(), post=page(400)),
    "leads:log_company": Row(get=page(), post=page(400)),
    "leads:activity_undo": Row(get=page(405), post={**page(403), "sales": 302}),
    "leads:party_new": Row(get=page(), post=page(400)),
    "leads:party_change": Row(**button(), data={"role": "decider"}),
    "leads:party_remove": Row(**button()),
    "leads:correct": Row(get=page(only=MANAGERS), post=page(400, only=MANAGERS)),
    "leads:companies": Row(**READ_ONLY_PAGE),
    "leads:company_new": Row(get=page(), post=page(400)),
    "leads:company": Row(**READ_ONLY_PAGE),
    "leads:company_registry": Row(get=page(), post=page()),
    "leads:registry": Row(**READ_ONLY_PAGE),
    "leads:consent": Row(get=page(), post=page(400)),
    "leads:person_export": Row(get=page(only=("direction", "admin"))),
    "leads:ask_permission": Row(get=page(405), post=page(302)),
    "leads:privacy": Row(**READ_ONLY_PAGE),
    "leads:rights_request_new": Row(get=page(), post=page(400)),
    "leads:rights_request": Row(
        get=page(),
        post=page(403, only=("sales", "marketing", "manager"))
        | dict.fromkeys(("direction", "admin"), 400),
    ),
    "leads:privacy_retention": Row(**READ_ONLY_PAGE),
    "leads:purge": Row(
        get=page(405, only=("direction", "admin")), post=page(302, only=("direction", "admin"))
    ),
    "leads:privacy_register": Row(**READ_ONLY_PAGE),
    "leads:privacy_sheet": Row(
        get=page(only=("direction", "admin")), post=page(302, only=("direction", "admin"))
    ),
    "leads:stop": Row(get=public(404), post=public(404)),
    "leads:company_edit": Row(get=page(), post=page(400)),
    "leads:contacts": Row(**READ_ONLY_PAGE),
    "leads:contact_new": Row(get=page(), post=page(400)),
    "leads:contact": Row(**READ_ONLY_PAGE),
    "leads:contact_edit": Row(get=page(), post=page(400)),
    "leads:opportunities": Row(**READ_ONLY_PAGE),
    "leads:opportunity_drop": Row(
        get=page(405, only=SALES), post=page(302, only=SALES), data={"column": "negotiation"}
    ),
    "leads:opportunity_edit": Row(get=page(only=SALES), post=page(400, only=SALES)),
    "leads:campaigns": Row(**READ_ONLY_PAGE),
    "leads:campaign_new": Row(get=page(only=MARKETING), post=page(400, only=MARKETING)),
    "leads:campaign": Row(**READ_ONLY_PAGE),
    "leads:campaign_edit": Row(get=page(only=MARKETING), post=page(400, only=MARKETING)),
    # What marketing runs; visitors open and send a form without a login
    "leads:embed_script": Row(get=public(), post=public(405)),
    "leads:public_form": Row(get=public(), post=public(400)),
    "leads:public_form_thanks": Row(get=public(), post=public(405)),
    "leads:forms": Row(**READ_ONLY_PAGE),
    "leads:form": Row(**READ_ONLY_PAGE),
    "leads:form_new": Row(get=page(only=MARKETING), post=page(400, only=MARKETING)),
    "leads:form_edit": Row(get=page(only=MARKETING), post=page(400, only=MARKETING)),
    "leads:form_preview": Row(get=page(405, only=MARKETING), post=page(200, only=MARKETING)),
    "leads:shared_costs": Row(get=page(), post=page(400, only=MARKETING)),
    "leads:campaign_costs": Row(get=page(), post=page(400, only=MARKETING)),
    "leads:cost_remove": Row(**button(only=MARKETING)),
    "leads:audience": Row(get=page(), post=page(302)),
    "leads:answer_log": Row(get=page(), post=page(400)),
    "leads:member_state": Row(**button(), data={"state": "reached"}),
    "leads:imports": Row(**READ_ONLY_PAGE),
    # Imports: a draft of Sam's, except where one is done
    "leads:import_new": Row(get=page(), post=page(400)),
    "leads:import": Row(**READ_ONLY_PAGE),
    "leads:import_columns": Row(get=page(), post=page(400)),
    "leads:import_reading": Row(get=page(405), post=page(302), data={"header_row": "1"}),
    "leads:import_choices": Row(get=page(), post=page(400)),
    "leads:import_check": Row(**READ_ONLY_PAGE),
    "leads:import_start": Row(get=page(405), post=page(302)),
    "leads:import_faults": Row(**READ_ONLY_PAGE),
    "leads:import_do": Row(get=page(405), post=page(302)),  # « Forget »
    # Fields of one's own
    "leads:fields": Row(**READ_ONLY_PAGE),
    "leads:field_new": Row(get=page(only=MANAGERS), post=page(400, only=MANAGERS)),
    "leads:field_edit": Row(get=page(only=MANAGERS), post=page(400, only=MANAGERS)),
    "leads:field_move": Row(**button(only=MANAGERS)),
    "leads:field_archive": Row(**button(only=MANAGERS)),
    # Rules
    "leads:rules": Row(**READ_ONLY_PAGE),
    "leads:firings": Row(**READ_ONLY_PAGE),
    "leads:rule": Row(**READ_ONLY_PAGE),
    "leads:rule_new": Row(get=page(only=MANAGERS), post=page(400, only=MANAGERS)),
    "leads:rule_edit": Row(get=page(only=MANAGERS), post=page(400, only=MANAGERS)),
    "leads:rule_switch": Row(**button(only=MANAGERS)),
    "leads:rule_move": Row(**button(only=MANAGERS)),
    "leads:rule_delete": Row(**button(only=MANAGERS)),
    "leads-api:rule-list": Row(**{**READ_ONLY_API, "post": api(400, only=MANAGERS)}),
    "leads-api:rule-detail": Row(**{**record(only=MANAGERS), "delete": api(204, only=MANAGERS)}),
    "leads-api:rule-switch": action(MANAGERS, on=True),
    "leads-api:rule-move": action(MANAGERS, up=True),
    "leads-api:rule-rehearse": action(MANAGERS, **rule_rows.TRIED),
    "leads-api:firing-list": Row(**READ_ONLY_API),
    "leads:products": Row(**READ_ONLY_PAGE),
    "leads:product_new": Row(get=page(only=MANAGERS), post=page(400, only=MANAGERS)),
    "leads:product_edit": Row(get=page(only=MANAGERS), post=page(400, only=MANAGERS)),
    "leads:deal_lines": Row(get=page(only=SALES), post=page(302, only=SALES)),
    "leads-api:product-list": Row(**{**READ_ONLY_API, "post": api(400, only=MANAGERS)}),
    "leads-api:product-detail": Row(**record(only=MANAGERS)),
    "leads-api:opportunity-lines": Row(**{**READ_ONLY_API, "post": api(400, only=SALES)}),
    "leads-api:field-list": Row(**{**READ_ONLY_API, "post": api(400, only=MANAGERS)}),
    "leads-api:field-detail": Row(**record(only=MANAGERS)),
    "leads-api:field-archive": action(MANAGERS),
    "leads-api:field-restore": action(MANAGERS),
    # Talking: a message is Sam's to change
    "leads:conversation": Row(get=page(), post=page(400)),
    "leads:room": Row(get=page(), post=page(400)),
    "leads:post_edit": Row(get={**page(403), "sales": 200}, post={**page(403), "sales": 400}),
    "leads:post_withdraw": Row(get=page(405), post={**page(403), "sales": 302}),
    "leads-api:post-list": Row(**records()),
    "leads-api:post-detail": Row(**{**READ_ONLY_API, "patch": {**api(403), "sales": 400}}),
    "leads-api:post-withdraw": Row(**{**SHUT_API, "post": {**api(403), "sales": 200}}),
    # News: Sam's alone
    "notifications:inbox": Row(**READ_ONLY_PAGE),
    "notifications:read_all": Row(**button()),
    "notifications:read": Row(get=page(405), post={**page(404), "sales": 302}),
    "notifications-api:notification-list": Row(**READ_ONLY_API),
    "notifications-api:notification-read-all": Row(**{**SHUT_API, "post": api()}),
    "notifications-api:notification-detail": Row(
        **{**READ_ONLY_API, "get": {**api(404), "sales": 200}}
    ),
    "notifications-api:notification-read": Row(**{**SHUT_API, "post": {**api(404), "sales": 200}}),
    "notifications:unread": Row(**READ_ONLY_PAGE),
    "notifications:preferences": Row(get=page(), post=page(302)),
    "notifications-api:preference-list": Row(**records()),
    # A link is for Sam; of visitors nobody is asked who they are
    "notifications:link": Row(
        get={**public(403), "anonymous": 200, "sales": 200},
        post={**public(403), "anonymous": 400, "sales": 400},
    ),
    # Channels: of those who manage
    "notifications:channels": Row(get=page(only=MANAGERS), post=page(400, only=MANAGERS)),
    "notifications:channel": Row(get=page(only=MANAGERS), post=page(302, only=MANAGERS)),
    "notifications:channel_test": Row(**button(only=MANAGERS)),
    "notifications:channel_switch": Row(**button(only=MANAGERS)),
    "notifications:channel_remove": Row(**button(only=MANAGERS)),
    "notifications:deliveries": Row(get=page(only=MANAGERS), post=page(405, only=MANAGERS)),
    "notifications:delivery": Row(get=page(only=MANAGERS), post=page(405, only=MANAGERS)),
    "notifications:delivery_replay": Row(**button(only=MANAGERS)),
    "notifications-api:channel-list": Row(
        get=api(only=MANAGERS),
        post=api(400, only=MANAGERS),
        **{name: api(405, only=MANAGERS) for name in ("put", "patch", "delete")},
    ),
    "notifications-api:channel-detail": Row(
        get=api(only=MANAGERS),
        patch=api(only=MANAGERS),
        delete=api(204, only=MANAGERS),
        **{name: api(405, only=MANAGERS) for name in ("put", "post")},
    ),
    **{
        f"notifications-api:channel-{name}": Row(
            post=api(only=MANAGERS),
            **{method: api(405, only=MANAGERS) for method in ("get", "put", "patch", "delete")},
        )
        for name in ("switch-on", "switch-off", "test")
    },
    **{
        f"notifications-api:delivery-{name}": Row(
            get=api(only=MANAGERS),
            **{method: api(405, only=MANAGERS) for method in ("post", "put", "patch", "delete")},
        )
        for name in ("list", "detail")
    },
    "notifications-api:delivery-replay": Row(
        post=api(only=MANAGERS),
        **{method: api(405, only=MANAGERS) for method in ("get", "put", "patch", "delete")},
    ),
    # There is a mail server in the tests: nothing is kept
    "notifications:mails": Row(get=page(404, only=ADMIN), post=page(404, only=ADMIN)),
    "notifications:mail": Row(get=page(404, only=ADMIN), post=page(404, only=ADMIN)),
    "notifications:mail_html": Row(get=page(404, only=ADMIN), post=page(404, only=ADMIN)),
    # Figures
    "dashboards:dashboard": Row(**READ_ONLY_PAGE),
    "dashboards:contribution": Row(**READ_ONLY_PAGE),
    "dashboards:contribution_propose": Row(
        **button(only=MANAGERS), data={"reading": "source", "model": "linear"}
    ),
    "dashboards:contribution_sign": Row(
        get=page(405, only=MANAGERS), post=page(302, only=("manager",)), data={"side": "sales"}
    ),
    "dashboards:rows": Row(**READ_ONLY_PAGE),
    # The buyer's path
    "dashboards:journey": Row(**READ_ONLY_PAGE),
    "dashboards:path_begin": Row(**button()),
    "dashboards:stage_new": Row(get=page(), post=page(400)),
    "dashboards:stage": Row(get=page(), post=page(400)),
    "dashboards:stage_move": Row(**button(), data={"to": "end"}),
    "dashboards:stage_remove": Row(**button()),
    "dashboards-api:win-list": Row(**READ_ONLY_API),
    "dashboards-api:win-detail": Row(**READ_ONLY_API),
    "dashboards-api:win-share": action(MEMBERS),
    "dashboards-api:win-thank": action(("sales", "manager", "direction"), **THANKS),
    "dashboards-api:journey-list": Row(**records()),
    "dashboards-api:journey-detail": Row(**SHUT_API | {"patch": api()}),
    "dashboards-api:journey-remove": action(MEMBERS, 204),
    # Shared goals
    "dashboards:goals": Row(**READ_ONLY_PAGE),
    "dashboards:goals_now": Row(**READ_ONLY_PAGE),
    "dashboards:goal": Row(**READ_ONLY_PAGE),
    "dashboards:goal_rows": Row(**READ_ONLY_PAGE),
    "dashboards:goal_new": Row(get=page(), post=page(400)),
    "dashboards:goal_edit": Row(get=page(), post=page(400)),
    "dashboards:goal_change": Row(**button()),
    "dashboards:goal_discard": Row(**button()),
    "dashboards:goal_propose": Row(**button(only=MANAGERS)),
    "dashboards:goal_sign": Row(
        get=page(405, only=MANAGERS), post=page(302, only=("manager",)), data={"side": "sales"}
    ),
    "dashboards:goal_withdraw": Row(**button(only=MANAGERS)),
    "dashboards:goal_stop": Row(**button(only=MANAGERS)),
    "dashboards:goal_volume": Row(**button(), data={"number": "40"}),
    "dashboards-api:objective-list": Row(**records()),
    "dashboards-api:objective-detail": Row(**record()),
    "dashboards-api:objective-change": action(MEMBERS),
    "dashboards-api:objective-discard": action(MEMBERS, 204),
    "dashboards-api:objective-propose": action(MANAGERS, note="Plus haut"),
    "dashboards-api:objective-sign": action(("manager",), side="sales"),
    "dashboards-api:objective-withdraw": action(MANAGERS),
    "dashboards-api:objective-stop": action(MANAGERS, note="Trop haut"),
    "dashboards-api:objective-progress": Row(**READ_ONLY_API),
    "dashboards-api:measure-list": Row(**READ_ONLY_API),
    "dashboards-api:measure-rows": Row(**READ_ONLY_API, query=rows.a_figure),
    "dashboards:forecast": Row(**READ_ONLY_PAGE),
    "dashboards-api:forecast": Row(**READ_ONLY_API),
    "dashboards-api:contribution": Row(**READ_ONLY_API, query="?period=month&start=2026-01-01"),
    "dashboards-api:contribution-deals": Row(
        **READ_ONLY_API, query="?period=month&start=2026-01-01"
    ),
    "dashboards-api:reading": Row(
        get=api(),
        post=api(400, only=MANAGERS),
        **{name: api(405) for name in ("put", "patch", "delete")},
    ),
    "dashboards-api:reading-sign": action(("manager",), side="sales"),
    "dashboards-api:kpis": Row(**READ_ONLY_API),
    # Records over REST
    "leads-api:company-list": Row(**records()),
    "leads-api:company-detail": Row(**record()),
    "leads-api:company-history": Row(**READ_ONLY_API),
    "leads-api:contact-history": Row(**READ_ONLY_API),
    "leads-api:lead-history": Row(**READ_ONLY_API),
    "leads-api:company-restore-value": action(MEMBERS, event=merge_rows.the_change, field="city"),
    "leads-api:contact-restore-value": action(
        MEMBERS, event=merge_rows.the_change, field="job_title"
    ),
    "leads-api:lead-restore-value": action(MEMBERS, event=merge_rows.the_change, field="need"),
    "leads-api:contact-list": Row(**records()),
    "leads-api:contact-detail": Row(**record()),
    "leads-api:import-list": Row(**records()),
    "leads-api:import-detail": Row(**{**record(), "delete": api(204)}),
    "leads-api:import-known-fields": Row(**READ_ONLY_API),
    "leads-api:import-preview": Row(**READ_ONLY_API),
    "leads-api:import-people": Row(**READ_ONLY_API),
    "leads-api:import-start": Row(**{**SHUT_API, "post": api()}),
    "leads-api:import-cancel": Row(**{**SHUT_API, "post": api(only=SALES)}),
    "leads-api:import-resume": Row(**{**SHUT_API, "post": api(only=SALES)}),
    "leads-api:import-revert": Row(**{**SHUT_API, "post": api(only=SALES)}),
    "leads-api:import-faults": Row(**READ_ONLY_API),
    "leads-api:campaign-list": Row(**records()),
    "leads-api:campaign-detail": Row(**record(only=MARKETING)),
    "leads-api:cost-list": Row(**records()),
    "leads-api:cost-detail": Row(**{**record(only=MARKETING), "delete": api(204, only=MARKETING)}),
    "leads-api:member-list": Row(**records()),
    "leads-api:member-detail": Row(**{**READ_ONLY_API, "delete": api(204)}),
    "leads-api:member-state": action(MEMBERS, state="reached"),
    "leads-api:member-answer": Row(**{**SHUT_API, "post": api(400)}),
    "leads-api:form-list": Row(**records()),
    "leads-api:form-detail": Row(**record(only=MARKETING)),
    "leads-api:form-answer-list": Row(**READ_ONLY_API),
    "leads-api:lead-list": Row(**records()),
    "leads-api:lead-detail": Row(**record()),
    "leads-api:handover-list": Row(**READ_ONLY_API),
    "leads-api:handover-detail": Row(**READ_ONLY_API),
    "leads-api:opportunity-list": Row(**READ_ONLY_API),
    "leads-api:opportunity-detail": Row(**record(only=SALES)),
    "leads-api:activity-list": Row(**records()),
    "leads-api:task-list": Row(**records()),
    "leads-api:task-detail": Row(**record(only=SALES)),
    "leads-api:task-done": action(SALES),
    "leads-api:task-give-up": action(SALES),
    "leads-api:task-reopen": action(SALES),
    "leads-api:lead-people": Row(**READ_ONLY_API),
    "leads-api:lead-put-person": action(MEMBERS, 201, contact=rows.another_contact),
    "leads-api:lead-remove-person": action(MEMBERS, 204, contact=rows.the_party),
    "leads-api:activity-detail": Row(**READ_ONLY_API),
    # The pipeline over REST: the lead stands where the action starts and Sam or Maya holds it
    "leads-api:lead-qualify": action(MARKETING),
    "leads-api:lead-nurture": action(MARKETING, why="Trop tôt"),
    "leads-api:lead-disqualify": action(MARKETING, reason="no_need", answer="Rien"),
    "leads-api:lead-prequalify": action(MEMBERS, owner=seller, due_on=rows.soon),
    "leads-api:lead-conclude": action(
        SALES, outcome="confirmed", need="Laser", role="decider", timing="Janvier"
    ),
    "leads-api:lead-hand-over": action(MEMBERS, assignee=seller, tier="P1"),
    "leads-api:lead-accept": action(SALES),
    "leads-api:lead-return": action(SALES, missing=["need"], question="Lequel ?"),
    "leads-api:lead-reject": action(SALES, reason="out_of_icp", answer="Taille"),
    "leads-api:lead-resubmit": action(MARKETING, answer="Complété"),
    "leads-api:lead-contest": action(MARKETING, argument="Il a le budget"),
    "leads-api:lead-rule": action(DIRECTION, ruling="uphold", why="Trop petit"),
    "leads-api:lead-recycle": action(
        SALES, reason="bad_timing", answer="Mars", wake_up_on=rows.soon
    ),
    "leads-api:lead-qualify-sql": action(
        SALES, role="decider", next_action="Devis", next_action_on=rows.soon
    ),
    "leads-api:lead-open-opportunity": action(SALES, amount="900", expected_close_on=rows.soon),
    "leads-api:lead-win": action(SALES, reason="trust", signed_on=rows.today),
    "leads-api:lead-lose": action(SALES, reason="price"),
    "leads-api:lead-back-to-sql": action(SALES, why="Trop tôt"),
    "leads-api:lead-take": action(("manager",)),
    "leads-api:lead-reassign": action(MANAGERS, owner=seller, why="Vacances"),
    "leads-api:lead-reopen": action(MEMBERS, 201, trigger="Il rappelle"),
    "leads-api:lead-opt-out": action(MEMBERS, channel="Téléphone"),
    "leads-api:lead-merge": action(MEMBERS, into=rows.another_lead),
    "leads-api:lead-erase": action(("direction", "admin")),
    "leads-api:lead-undo": action(("sales",)),
    "leads-api:lead-correct": action(MANAGERS, why="Erreur de saisie"),
}

OBJECTS: dict[str, Callable[[World], Body]] = {
    "people:key_revoke": rows.a_strangers_key,
    "people:person": rows.somebody,
    "people:team": rows.some_team,
    "people-api:person": rows.somebody,
    "people:absences": rows.somebody,
    "people:stand_in": rows.somebody,
    "people:absence_remove": rows.an_absence,
    "people-api:absence": rows.an_absence,
    "dashboards:win_post": programme_rows.a_win,
    "dashboards:win_thank": programme_rows.a_win,
    "programme-api:round": programme_rows.a_round,
    "programme-api:immersion": programme_rows.an_immersion,
    "programme-api:training": programme_rows.a_training,
    "programme-api:pair": programme_rows.a_pair,
    "programme-api:project": programme_rows.a_project,
    "programme:report": programme_rows.an_immersion,
    "programme:immersion_cancel": programme_rows.an_immersion,
    "programme:training": programme_rows.a_training,
    "programme:pair": programme_rows.a_pair,
    "programme:project": programme_rows.a_project,
    "programme:milestone": programme_rows.a_step,
    "programme:answer": programme_rows.a_round,
    "programme:close": programme_rows.a_round,
    "programme:open_diagnostic": programme_rows.none_open,
    "programme:open_pulse": programme_rows.none_open,
    "sla:calendar": contract_rows.a_closure,
    "sla:reopen": contract_rows.a_closure,
    "sla-api:closure": contract_rows.a_closure,
    "people-api:team": rows.some_team,
    "vision": rows.ideal_customer,
    "vision:house": rows.a_house,
    "vision:house_discard": rows.a_house_draft,
    "vision:house_propose": rows.a_house_draft,
    "vision:house_sign": rows.a_house_proposed,
    "vision:house_withdraw": rows.a_house_proposed,
    "vision-api:segment": rows.a_segment,
    "vision:segment": rows.a_segment,
    "vision:segment_retire": rows.a_segment,
    "dashboards:segment_rows": rows.a_segment,
    "vision-api:message-house": rows.a_public_house_draft,
    "vision-api:message-house-sign": rows.a_public_house_proposed,
    "vision-api:message-house-withdraw": rows.a_public_house_proposed,
    "vision:icp_version": rows.a_version,
    "vision:term": rows.a_word,
    "vision:term_owner": rows.a_word,
    "vision-api:word-owner": rows.a_public_word,
    "vision-api:word-detail": rows.a_public_word,
    "vision-api:definition": rows.proposed_definition,
    "vision-api:definition-list": rows.a_public_word,
    "vision:icp_criterion": rows.a_criterion,
    "vision:icp_sign": rows.a_proposed_version,
    "dashboards:weight_draft": rows.a_suggestion,
    "dashboards-api:suggestion-detail": rows.a_suggestion,
    "dashboards-api:suggestion-draft": rows.a_suggestion,
    "dashboards-api:evidence-detail": rows.some_evidence,
    "dashboards-api:evidence-rows": rows.some_evidence,
    "dashboards-api:calibration": rows.some_evidence,
    "dashboards-api:learned-score": rows.learned,
    "dashboards-api:lead-odds": rows.learned,
    "dashboards:learned": rows.learned,
    "dashboards:lead_odds": rows.learned,
    "dashboards:evidence": rows.some_evidence,
    "vision:icp_withdraw": rows.a_proposed_version,
    "vision:icp_remark": rows.a_criterion,
    "vision-api:icp-propose": rows.a_public_draft,
    "vision-api:icp-sign": rows.a_public_proposed_version,
    "vision-api:icp-withdraw": rows.a_public_proposed_version,
    "vision:icp_criterion_new": rows.a_draft,
    "vision-api:icp-detail": rows.a_public_version,
    "sla:feedback": feedback_rows.some_feedback,
    "sla:feedback_card": feedback_rows.a_card,
    "sla:feedback_later": feedback_rows.a_card,
    "sla:feedback_answer": feedback_rows.a_card,
    "sla:feedback_of_lead": feedback_rows.a_lead_spoken_of,
    "sla:known": feedback_rows.a_lead_spoken_of,
    "sla:week": feedback_rows.a_note,
    "sla:insight": feedback_rows.some_feedback,
    "sla-api:feedback": feedback_rows.a_card,
    "sla-api:contest": feedback_rows.a_contest,
    "sla-api:action": feedback_rows.an_action,
    "rituals": feedback_rows.an_action,
    "rituals:action_again": feedback_rows.a_done_action,
    "rituals-api:ritual": ritual_rows.a_ritual,
    "rituals-api:meeting": ritual_rows.a_meeting,
    "rituals-api:meeting-decide": ritual_rows.a_running_meeting,
    "rituals-api:meeting-end": ritual_rows.a_running_meeting,
    "rituals:pause": ritual_rows.a_ritual,
    "rituals:meeting": ritual_rows.a_meeting,
    "rituals:invitation": ritual_rows.a_meeting,
    "rituals:move": ritual_rows.a_meeting,
    "rituals:cancel": ritual_rows.a_meeting,
    "rituals:start": ritual_rows.a_meeting,
    "rituals:show": ritual_rows.a_card,
    "rituals:decide": ritual_rows.a_card,
    "rituals:end": ritual_rows.a_running_meeting,
    "vision:message": feedback_rows.a_message,
    "library": library_rows.a_content,
    "library:version_file": library_rows.a_version,
    "library:request": library_rows.a_request,
    "library:remake": library_rows.a_remake,
    "library:remake_new": library_rows.a_content,
    "library-api:own-version": library_rows.a_remake,
    "library-api:content-request": library_rows.a_request,
    "leads:shared": library_rows.a_link,
    "leads:message": library_rows.a_lead_shown_to,
    "leads:shares": library_rows.a_lead_shown_to,
    "leads:share_new": library_rows.a_lead_shown_to,
    "leads:share_revoke": library_rows.a_share,
    "leads:content_use": library_rows.a_content,
    "leads-api:share": library_rows.a_share,
    "sla:late": clock_rows.a_breach,
    "sla:explain": clock_rows.a_breach,
    "sla:postpone": clock_rows.a_breach,
    "sla-api:clock": clock_rows.a_clock,
    "sla-api:breach": clock_rows.a_breach,
    "sla:contract": contract_rows.a_contract,
    "sla:rows": contract_rows.a_contract,
    "sla:agreement": contract_rows.a_contract,
    "sla:again": contract_rows.a_contract,
    "sla:sign": contract_rows.a_proposed_one,
    "sla:withdraw": contract_rows.one_signed_by_sales,
    "sla:cancel": contract_rows.a_proposed_one,
    "sla:draft": contract_rows.a_written_one,
    "sla:propose": contract_rows.a_written_one,
    "sla:discard": contract_rows.a_written_one,
    "sla:take_volume": contract_rows.a_written_one,
    "sla:promise": contract_rows.a_written_one,
    "sla:remove": contract_rows.a_written_one,
    "sla-api:commitments": contract_rows.a_contract,
    "sla-api:agreement": contract_rows.a_written_one,
    "sla-api:agreement-list": contract_rows.a_contract,
    "sla-api:agreement-sign": contract_rows.a_proposed_one,
    "sla-api:agreement-withdraw": contract_rows.one_signed_by_sales,
    "leads:consent": rows.a_contact,
    "leads-api:rights-request": rows.a_request,
    "leads:person_export": rows.a_contact_to_tell,
    "leads:ask_permission": rows.a_contact,
    "leads:rights_request": rows.a_request,
    "leads:privacy_sheet": rows.a_sheet,
    "leads:stop": rows.a_broken_link,
    "leads:history": merge_rows.a_changed_company,
    "leads:pair": merge_rows.a_pair,
    "leads:merge": merge_rows.to_merge,
    "leads:merge_undo": merge_rows.a_merge,
    "leads-api:pair": merge_rows.a_pair,
    "leads-api:merge": merge_rows.a_merge,
    "leads:queue": rows.pipeline,
    "leads:board": rows.pipeline,
    "leads:matrix": rows.pipeline,
    "leads:task": rows.a_task,
    "leads:task_new_lead": rows.accepted,
    "leads:task_new_contact": rows.a_contact,
    "leads:task_new_company": rows.a_company,
    "leads:next_done": rows.sql,
    "leads:calendar_feed": rows.a_calendar,
    "leads:list": rows.pipeline,
    "leads:filters": list_rows.a_list,
    "leads:columns": list_rows.a_list,
    "leads:views": list_rows.a_list,
    "leads:view_new": list_rows.a_list,
    "leads:view_": list_rows.a_view,
    "leads:cell": list_rows.a_cell,
    "leads:bulk": list_rows.a_list,
    "leads:export": list_rows.a_list,
    "leads:run": list_rows.a_run,
    "leads:run_undo": list_rows.a_done_run,
    "leads-api:view": list_rows.a_view,
    "leads-api:run": list_rows.a_run,
    "leads-api:run-undo": list_rows.a_done_run,
    "leads:lead": rows.talked_to,
    "leads:log_activity": rows.accepted,
    "leads:log_contact": rows.a_contact,
    "leads:log_company": rows.a_company,
    "leads:activity_undo": rows.an_activity,
    "leads:party_new": rows.accepted,
    "leads:party": rows.a_party,
    "leads:correct": rows.accepted,
    "leads:compan": rows.a_company,
    "leads:contact": rows.a_contact,
    "leads:opportunities": rows.pipeline,
    "leads:opportunity_drop": rows.a_deal,
    "leads:opportunity_edit": rows.a_deal,
    "dashboards:contribution_sign": rows.a_proposed_reading,
    "leads:campaign": rows.a_campaign,
    "leads:audience": rows.a_campaign,
    "leads:answer_log": rows.a_campaign,
    "leads:cost_remove": rows.a_cost,
    "leads:member_state": rows.a_member,
    "leads:form": rows.a_form,
    "leads:public_form": rows.a_form,
    "leads:imports": rows.an_import,
    "leads:import": import_rows.a_done_import,
    "leads:import_": import_rows.a_draft,
    "leads:import_faults": import_rows.a_done_import,
    "leads:import_do": import_rows.to_forget,
    "leads-api:import": import_rows.a_draft,
    "leads-api:import-cancel": import_rows.a_waiting_import,
    "leads-api:import-resume": import_rows.a_stopped_import,
    "leads-api:import-revert": import_rows.a_done_import,
    "leads:conversation": rows.a_conversation,
    "leads:room": rows.a_post,
    "leads:post": rows.a_post,
    "leads-api:post": rows.a_post,
    "notifications": rows.news,
    "notifications:link": rows.a_link,
    "notifications:channel": rows.a_channel,
    "notifications:deliver": rows.a_delivery,
    "notifications:mail": rows.a_kept_mail,
    "notifications-api:channel": rows.a_channel,
    "notifications-api:delivery": rows.a_delivery_by_itself,
    "dashboards": rows.measured,
    "dashboards:journey": goal_rows.a_path,
    "dashboards-api:journey": goal_rows.a_step,
    "dashboards-api:win": programme_rows.a_win,
    "dashboards:path_begin": goal_rows.no_path,
    "dashboards:stage_new": goal_rows.a_path,
    "dashboards:stage": goal_rows.a_step,
    "dashboards:goal": goal_rows.a_goal,
    "dashboards:goals": goal_rows.a_goal,
    "dashboards:goal_new": rows.measured,
    "dashboards:goal_edit": goal_rows.a_draft,
    "dashboards:goal_discard": goal_rows.a_draft,
    "dashboards:goal_propose": goal_rows.a_draft,
    "dashboards:goal_sign": goal_rows.a_proposed_one,
    "dashboards:goal_withdraw": goal_rows.a_proposed_one,
    "dashboards:goal_volume": goal_rows.a_goal_and_no_contract,
    "dashboards-api:objective": goal_rows.a_goal,
    "dashboards-api:objective-detail": goal_rows.a_draft,
    "dashboards-api:objective-discard": goal_rows.a_draft,
    "dashboards-api:objective-propose": goal_rows.a_draft,
    "dashboards-api:objective-sign": goal_rows.a_proposed_one,
    "dashboards-api:objective-withdraw": goal_rows.a_proposed_one,
    "leads:act": rows.to_accept,
    "leads:drop": rows.to_accept,
    "leads:undo": rows.accepted,
    "leads:product": rows.a_product,
    "leads-api:product": rows.a_product,
    "leads:deal_lines": rows.a_deal,
    "leads:rule": rule_rows.a_rule,
    "leads-api:rule": rule_rows.a_rule,
    "leads:field": rows.a_field,
    "leads-api:field": rows.a_field,
    "leads-api:company-history": merge_rows.a_company_that_changed,
    "leads-api:company-restore-value": merge_rows.a_company_that_changed,
    "leads-api:contact-history": merge_rows.a_contact_that_changed,
    "leads-api:contact-restore-value": merge_rows.a_contact_that_changed,
    "leads-api:lead-history": merge_rows.a_lead_that_changed,
    "leads-api:lead-restore-value": merge_rows.a_lead_that_changed,
    "leads-api:company": rows.a_company,
    "leads-api:contact": rows.a_contact,
    "leads-api:campaign": rows.a_campaign,
    "leads-api:cost": rows.a_cost,
    "leads-api:member": rows.a_member,
    "leads-api:form": rows.a_form,
    "dashboards-api:reading-sign": rows.a_proposed_reading,
    "leads-api:handover": rows.a_handover,
    "leads-api:opportunity": rows.a_deal,
    "leads-api:activity": rows.an_activity,
    "leads-api:lead": rows.a_lead,
    "leads-api:lead-people": rows.with_party,
    "leads-api:lead-put-person": rows.with_party,
    "leads-api:lead-remove-person": rows.with_party,
    "leads-api:task": rows.a_task,
    "leads-api:lead-prequalify": rows.mql,
    "leads-api:lead-hand-over": rows.mql,
    "leads-api:lead-conclude": rows.prequalified,
    "leads-api:lead-accept": rows.handed_over,
    "leads-api:lead-take": clock_rows.a_late_one,
    "leads-api:lead-return": rows.handed_over,
    "leads-api:lead-reject": rows.handed_over,
    "leads-api:lead-resubmit": rows.returned,
    "leads-api:lead-contest": rows.rejected,
    "leads-api:lead-rule": rows.contested,
    "leads-api:lead-recycle": rows.accepted,
    "leads-api:lead-qualify-sql": rows.talked_to,
    "leads-api:lead-open-opportunity": rows.sql,
    "leads-api:lead-win": rows.opportunity,
    "leads-api:lead-lose": rows.opportunity,
    "leads-api:lead-back-to-sql": rows.opportunity,
    "leads-api:lead-reopen": rows.lost,
    "leads-api:lead-list": rows.pipeline,
    "leads-api:lead-undo": rows.accepted,
    "leads-api:lead-correct": rows.accepted,
}


def arguments_for(name: str, world: World) -> Body:
    """The arguments of the address, pointing at rows made for it."""
    starts = [start for start in OBJECTS if name.startswith(start)]
    return OBJECTS[max(starts, key=len)](world) if starts else {}
