from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.vision.choices import MessageKind
from alignment.vision.models.segments import Segment
from alignment.vision.models.signing import CoSigned, CoSignedQuerySet, one_of_each
from alignment.web.errors import Incomplete
from alignment.web.ids import new_id

PROOFS = 3
MOST_OBJECTIONS = 12
# What both teams sign of a message house, in the order it is read.
SAID = ("promise", "proofs", "objections", "persona")


class MessageQuerySet(models.QuerySet["Message"]):
    def active(self):
        return self.filter(is_active=True)


class Message(models.Model):
    """What both teams say to prospects, one promise each; or an objection they meet."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=MessageKind)
    text = models.CharField(_("in one sentence"), max_length=160)
    answer = models.CharField(_("how we answer"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("in use"), default=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["kind", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "text"], name="vision_message_once")]

    def __str__(self) -> str:
        return self.text


class MessageHouse(models.Model):
    """One message, for everybody or for one segment; its versions say what it is."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    # Empty: for everybody whom no house of a segment speaks to.
    segment = models.ForeignKey(Segment, null=True, on_delete=models.PROTECT, related_name="houses")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("message house")
        verbose_name_plural = _("message houses")
        ordering = [F("segment__position").asc(nulls_first=True), "pk"]
        constraints = [
            models.UniqueConstraint(Coalesce("segment", 0), name="vision_house_of_segment")
        ]

    def __str__(self) -> str:
        return str(self.segment) if self.segment else str(_("Everybody"))

    def get_absolute_url(self) -> str:
        return reverse("vision:house", args=[self.public_id])


class HouseVersion(CoSigned):
    """One version of a message house: a promise, three proofs, objections, who it is for."""

    KIND = "house"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    house = models.ForeignKey(MessageHouse, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    promise = models.CharField(_("promise"), max_length=160, blank=True)
    persona = models.CharField(_("who we speak to"), max_length=300, blank=True)
    proofs = models.JSONField(_("proofs"), default=list, blank=True)
    # [{"text": what is said to us, "answer": what we say}]
    objections = models.JSONField(_("objections"), default=list, blank=True)
    # The rows that feedback speaks of, tied when the version starts: their score is its score.
    message = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="houses"
    )
    heard = models.ManyToManyField(Message, blank=True, related_name="houses_hearing")

    objects = CoSignedQuerySet.as_manager()

    class Meta:
        verbose_name = _("message house version")
        verbose_name_plural = _("message house versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["house", "number"], name="vision_house_number"),
            *one_of_each("vision_one_house", "house"),
        ]

    def __str__(self) -> str:
        return f"v{self.number}"

    def get_absolute_url(self) -> str:
        return self.house.get_absolute_url()

    def content(self) -> dict[str, Any]:
        """What is said, word for word."""
        return {"number": self.number, **{name: getattr(self, name) for name in SAID}}

    def series(self) -> CoSignedQuerySet:
        return HouseVersion.objects.filter(house=self.house_id)

    def check_proposal(self, before: "HouseVersion | None") -> None:
        """Raise Incomplete without a promise, its three proofs, or any change."""
        errors = {}
        if not self.promise:
            errors["promise"] = _("Required.")
        if len([proof for proof in self.proofs if proof]) != PROOFS:
            errors["proofs"] = _("A promise stands on three proofs.")
        if errors:
            raise Incomplete(fields=errors)
        if before and all(getattr(before, name) == getattr(self, name) for name in SAID):
            text = _("Nothing differs from version {number}: change something first.")
            raise Incomplete(text.format(number=before.number))

    def take_effect(self, before: "HouseVersion | None") -> None:
        """Tie the rows that feedback speaks of; those that no house says any more are retired."""
        self.message = _said(MessageKind.PROMISE, self.promise)
        self.save(update_fields=["message"])
        heard = [
            _said(MessageKind.OBJECTION, each["text"], each.get("answer", ""))
            for each in self.objections
        ]
        self.heard.set(heard)
        if before:
            _retire([before.message_id, *before.heard.values_list("pk", flat=True)])


def _said(kind: str, text: str, answer: str = "") -> Message:
    """The row of these words, in use: what was said of them before stays with it."""
    row, _new = Message.objects.get_or_create(kind=kind, text=text, defaults={"answer": answer})
    row.is_active, row.answer = True, answer or row.answer
    row.save(update_fields=["is_active", "answer"])
    return row


def _retire(rows: list[int | None]) -> None:
    said = HouseVersion.objects.in_force()
    kept = set(said.values_list("message", flat=True)) | set(said.values_list("heard", flat=True))
    gone = {row for row in rows if row} - kept
    Message.objects.filter(pk__in=gone).update(is_active=False)
