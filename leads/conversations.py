"""What colleagues say to each other: on a lead, or in the room that both teams share."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.journal.models import Event
from alignment.notifications.models import Notification
from alignment.people.models import User
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads.choices import Stage
from leads.mentions import members, mentions_in
from leads.models import Lead, Post

LONGEST = 2000
CHANGE_WITHIN = timedelta(minutes=15)
WRITTEN, EDITED = "post.written", "post.edited"


def post(lead: Lead | None, *, by: User, text: str) -> Post:
    """Say something about the lead, or to both teams in their room (no lead).

    Tells whom it names, and on a lead who talked there or has it. Raises NotAllowed (no team),
    Incomplete (empty, over 2,000 characters), Conflict (the lead was merged or erased).
    """
    _require_member(by)
    said = _readable(text)
    with transaction.atomic():
        about = _open(lead) if lead else None
        row = Post.objects.create(lead=about, author=by, text=said)
        named = _note_mentions(row)
        _record(WRITTEN, row, by=by, named=named, tell={*named, *_concerned(about)})
    return row


def edit(row: Post, *, by: User, text: str) -> Post:
    """Change one's own message within 15 minutes; who is named only now is told.

    Raises NotAllowed (somebody else's), Incomplete, Conflict (too late, withdrawn, erased).
    """
    said = _readable(text)
    with transaction.atomic():
        own = _own(row, by)
        if own.lead:
            _open(own.lead)
        if own.text != said:
            before = set(own.mentions.values_list("pk", flat=True))
            own.text, own.edited_at = said, timezone.now()
            own.save(update_fields=["text", "edited_at"])
            named = _note_mentions(own)
            _record(EDITED, own, by=by, named=named, tell=named - before)
    return own


def withdraw(row: Post, *, by: User) -> Post:
    """Take one's own message away within 15 minutes; that there was one stays to be seen.

    Raises NotAllowed (somebody else's), Conflict (too late, withdrawn before).
    """
    with transaction.atomic():
        own = _own(row, by)
        own.text, own.withdrawn_at = "", timezone.now()
        own.save(update_fields=["text", "withdrawn_at"])
        own.mentions.clear()
        for event in _events_of(own):
            journal.reverse(event, by=by, post=own.pk)
    return own


def take_room_as_read(*, by: User) -> int:
    """Note that the person has seen the messages of the room that called them; returns how many."""
    calls = Notification.objects.unread().filter(
        recipient=by, event__target_kind=Post._meta.label_lower
    )
    return calls.update(read_at=timezone.now())


def require_changeable(row: Post, *, by: User) -> None:
    """Raise NotAllowed (somebody else's) or Conflict (too late, withdrawn, erased)."""
    _require_member(by)
    if row.author_id != by.pk:
        raise NotAllowed(_("Only the person who wrote a message can change it."))
    if not may_change(row, by=by):
        raise Conflict(_("A message can be changed for 15 minutes."), code="too_late")


def may_change(row: Post, *, by: User) -> bool:
    """Whether the person may edit or withdraw the message now."""
    recent = timezone.now() - row.created_at <= CHANGE_WITHIN
    return row.author_id == by.pk and recent and not row.withdrawn_at and bool(row.text)


def may_talk_about(lead: Lead) -> bool:
    """A merged lead's conversation goes on with the lead that was kept; an erased one is over."""
    return lead.stage not in (Stage.MERGED, Stage.ERASED) and lead.erased_at is None


def _require_member(by: User) -> None:
    if not by.kinds:
        raise NotAllowed


def _readable(text: str) -> str:
    said = text.replace("\r\n", "\n").strip()
    if not said:
        raise Incomplete(fields={"text": _("Write something first.")})
    if len(said) > LONGEST:
        raise Incomplete(fields={"text": _("At most {n} characters.").format(n=LONGEST)})
    return said


def _open(lead: Lead) -> Lead:
    # Locked: an erasure or a merge of this instant comes before the message or after it.
    locked = Lead.objects.select_for_update(of=("self",)).get(pk=lead.pk)
    if not may_talk_about(locked):
        raise Conflict(_("Nothing more can be said about this lead."), code="closed_conversation")
    return locked


def _own(row: Post, by: User) -> Post:
    """The message as it is now, locked, if the person may still change it."""
    locked = Post.objects.select_for_update(of=("self",)).select_related("lead").get(pk=row.pk)
    require_changeable(locked, by=by)
    return locked


def _note_mentions(row: Post) -> set[int]:
    named = {mention.user.pk for mention in mentions_in(row.text, members())}
    row.mentions.set(named)
    return named


def _concerned(lead: Lead | None) -> set[int]:
    """Who talked on the lead and who has it; the room is for everybody and calls nobody."""
    if lead is None:
        return set()
    talked = Post.objects.of_lead(lead).filter(withdrawn_at__isnull=True).order_by()
    people = {lead.owner_id, lead.marketer_id, *talked.values_list("author", flat=True).distinct()}
    return {key for key in people if key is not None}


def _record(verb: str, row: Post, *, by: User, named: Iterable[int], tell: Iterable[int]) -> None:
    """The words stay in the message: an erasure finds them there, and nowhere else."""
    journal.record(
        verb,
        actor=by,
        target=row.lead or row,
        post=row.pk,
        mentions=sorted(named),
        tell=sorted(set(tell) - {by.pk}),
    )


def _events_of(row: Post) -> list[Event]:
    """What told the message and still stands; a merge may have moved it to another lead."""
    told = Event.objects.standing().filter(
        recorded_at__gte=row.created_at - timedelta(minutes=1), actor=row.author_id
    )
    return list(told.filter(verb__in=(WRITTEN, EDITED), facts__post=row.pk))
