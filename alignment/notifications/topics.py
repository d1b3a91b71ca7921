"""What may be told, in groups that people choose from: verbs of the journal under one name."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alignment.notifications.choices import Way


@dataclass(frozen=True)
class Topic:
    """`verbs` ending in "." stand for every verb that begins so."""

    code: str
    label: Promise | str
    verbs: tuple[str, ...]
    by_email: bool = False
    for_channels: bool = True

    def default(self, way: str) -> bool:
        """Whether somebody who said nothing hears of it in this way."""
        return self.by_email if way == Way.EMAIL else True


# What happens to a text that both teams sign.
CO_SIGNED = ("proposed", "signed", "withdrawn", "published")
TOPICS = (
    Topic(
        "lead.handed_over",
        _("A lead is handed over or completed"),
        ("lead.handed_over", "lead.resubmitted"),
        by_email=True,
    ),
    Topic("lead.returned", _("A lead comes back with a question"), ("lead.returned",), True),
    Topic("lead.accepted", _("A lead is accepted"), ("lead.accepted",)),
    Topic("lead.rejected", _("A lead is rejected"), ("lead.rejected",), by_email=True),
    Topic(
        "lead.contested",
        _("A rejection is contested or ruled on"),
        ("lead.contested", "lead.ruled"),
    ),
    Topic("lead.expired", _("Nobody answered in time"), ("lead.expired",)),
    Topic("lead.reassigned", _("A lead changes owner"), ("lead.reassigned", "lead.taken")),
    Topic(
        "lead.prequalification",
        _("A pre-qualification call is asked for or made"),
        ("lead.prequalification_started", "lead.prequalification_ended"),
    ),
    Topic("lead.won", _("A deal is won"), ("lead.won",)),
    Topic("lead.lost", _("A deal is lost"), ("lead.lost",)),
    Topic(
        "promise",
        _("A promise of the contract is close to late, or late"),
        (
            "promise.warned",
            "promise.breached",
            "promise.offered",
            "promise.stuck",
            "promise.digest",
            "promise.volume",
        ),
    ),
    Topic("agreement", _("The contract is proposed, signed or changed"), ("agreement.",)),
    Topic("objective", _("A shared objective is proposed or signed"), ("objective.",)),
    Topic("icp", _("The ideal customer is discussed, proposed or signed"), ("icp.",)),
    Topic(
        "message",
        _("The message is proposed or signed"),
        tuple(f"house.{verb}" for verb in CO_SIGNED),
    ),
    Topic(
        "term",
        _("What a shared word means is proposed or approved"),
        (*(f"term.{verb}" for verb in CO_SIGNED), "term.refused"),
    ),
    Topic(
        "feedback",
        _("Feedback is asked for, given or answered"),
        ("feedback.", "contest.", "action."),
    ),
    Topic(
        "programme",
        _("A round of questions, an immersion or a project of both teams"),
        ("diagnostic.", "pulse.", "immersion.", "training.", "pair.", "project."),
        for_channels=False,
    ),
    Topic(
        "meeting",
        _("A meeting of both teams is planned, moved or called off, and its minutes"),
        ("ritual.", "meeting."),
        by_email=True,
    ),
    Topic("win", _("A shared win is posted"), ("win.",)),
    Topic("relapse", _("A sign that alignment slips"), ("relapse.",), for_channels=False),
    Topic(
        "rights", _("A request about personal data is due"), ("rights.",), True, for_channels=False
    ),
    Topic("lead.given", _("An import gives you leads"), ("import.given",), for_channels=False),
    Topic("form", _("Somebody answers a web form"), ("form.answered",)),
    Topic(
        "content",
        _("A content you shared is opened; a content is asked for or answered"),
        ("content.", "content_request."),
    ),
    Topic("post", _("Somebody mentions you or answers"), ("post.",)),
    Topic("rule", _("A rule tells you something"), ("rule.",), for_channels=False),
    Topic("task", _("A task is due or given to you"), ("task.",), for_channels=False),
    Topic(
        "channel",
        _("A channel of yours was switched off"),
        ("channel.switched_off",),
        by_email=True,
        for_channels=False,
    ),
)
BY_CODE = {topic.code: topic for topic in TOPICS}
OF_CHANNELS = tuple(topic for topic in TOPICS if topic.for_channels)


def topic_of(verb: str) -> Topic | None:
    """The topic that a verb belongs to, None for what nobody can choose."""
    for topic in TOPICS:
        if any(
            verb == name or (name.endswith(".") and verb.startswith(name)) for name in topic.verbs
        ):
            return topic
    return None


def channel_choices() -> list[tuple[str, Promise | str]]:
    """Codes and labels of what a channel may be told."""
    return [(topic.code, topic.label) for topic in OF_CHANNELS]
