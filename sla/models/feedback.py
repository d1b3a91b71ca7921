from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from alignment.library.models import Content
from alignment.rituals.models import Action
from alignment.vision.models import Message
from alignment.web.ids import new_id
from leads.models import Handover, Lead, Post
from sla.choices import AnswerKind, Effect, Moment, Subject


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def given(self):
        return self.filter(first_saved_at__isnull=False)

    def waiting(self):
        """Asked for, and something that is due still missing."""
        return self.filter(done_at__isnull=True, cancelled_at__isnull=True)


class Feedback(models.Model):
    """What sales tells marketing after a verdict or an outcome, in three taps.

    The row is there from the moment it is due, so that what is missing can be counted:
    `due_fields` names what the subject asks for, `given_fields` what of it was answered.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="feedback")
    handover = models.ForeignKey(
        Handover, null=True, blank=True, on_delete=models.CASCADE, related_name="feedback"
    )
    moment = models.CharField(max_length=8, choices=Moment)
    subject = models.CharField(max_length=12, choices=Subject)
    asked_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="feedback_due"
    )
    asked_at = models.DateTimeField()
    asked_on = models.DateField()
    due_by = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    reason = models.CharField(_("reason"), max_length=20, blank=True)
    answer = models.CharField(_("follow-up"), max_length=500, blank=True)
    missing = models.JSONField(_("what was missing"), default=list, blank=True)
    is_complete_file = models.BooleanField(_("nothing was missing"), null=True, blank=True)
    messages = models.ManyToManyField(
        Message, through="FeedbackMessage", blank=True, related_name="feedback"
    )
    contents = models.ManyToManyField(Content, blank=True, related_name="feedback")
    objections = models.ManyToManyField(Message, blank=True, related_name="feedback_objecting")
    competitor = models.CharField(_("competitor"), max_length=160, blank=True)
    content_missing = models.CharField(_("content we lacked"), max_length=160, blank=True)
    sentence = models.CharField(
        _("in one sentence: facts only, the person may read it"), max_length=140, blank=True
    )

    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    first_saved_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    postponed_at = models.DateTimeField(null=True, blank=True)
    fill_seconds = models.PositiveIntegerField(null=True, blank=True)
    due_fields = models.PositiveSmallIntegerField(default=0)
    given_fields = models.PositiveSmallIntegerField(default=0)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["lead", "moment", "asked_at"], name="sla_feedback_once")
        ]
        indexes = [
            models.Index(
                fields=["asked_of", "due_by"],
                condition=Q(done_at__isnull=True, cancelled_at__isnull=True),
                name="sla_feedback_waiting",
            ),
            models.Index(fields=["moment", "asked_on"], name="sla_feedback_asked"),
            models.Index(fields=["-first_saved_at", "-id"], name="sla_feedback_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} · {self.lead}"


class FeedbackMessage(models.Model):
    """How one of our messages went down, according to one feedback."""

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="effects")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="effects")
    effect = models.CharField(max_length=8, choices=Effect)

    class Meta:
        verbose_name = _("effect of a message")
        verbose_name_plural = _("effects of messages")
        constraints = [
            models.UniqueConstraint(fields=["feedback", "message"], name="sla_one_effect")
        ]

    def __str__(self) -> str:
        return f"{self.message} · {self.get_effect_display()}"


class FeedbackAnswer(models.Model):
    """What marketing did with a feedback; an action that is done is what it changed."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="answers")
    kind = models.CharField(max_length=8, choices=AnswerKind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="feedback_answers"
    )
    at = models.DateTimeField(default=timezone.now)
    post = models.OneToOneField(
        Post, null=True, blank=True, on_delete=models.SET_NULL, related_name="feedback_answer"
    )
    action = models.ForeignKey(
        Action, null=True, blank=True, on_delete=models.SET_NULL, related_name="feedback_answers"
    )
    # Who should get the lead once it wakes up: another look is worth more than the same again.
    next_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("answer to feedback")
        verbose_name_plural = _("answers to feedback")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.get_kind_display()


class Contest(models.Model):
    """Marketing's case against one rejection, with evidence; the verdicts stand on the hand-over.

    Both values of the verdict stay: what sales said and what the arbiter made of it.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    handover = models.OneToOneField(Handover, on_delete=models.CASCADE, related_name="contest")
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="contests")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="contests"
    )
    opened_at = models.DateTimeField()
    evidence = models.JSONField(default=list, blank=True)
    argument = models.CharField(_("argument"), max_length=500)
    reason = models.CharField(_("reason given by sales"), max_length=20)
    ruling = models.CharField(_("ruling"), max_length=8, blank=True)
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ruled_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("contested rejection")
        verbose_name_plural = _("contested rejections")
        ordering = ["-opened_at", "-id"]

    def __str__(self) -> str:
        return str(self.lead)


class WeeklyNote(models.Model):
    """The note of one week to one rep: how much they owe, how many of their leads reacted.

    Counts only: names are read when the page is opened, so that an erasure finds none here.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="weekly_notes"
    )
    week = models.DateField()
    counts = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("weekly note")
        verbose_name_plural = _("weekly notes")
        ordering = ["-week", "-id"]
        constraints = [models.UniqueConstraint(fields=["user", "week"], name="sla_one_note_a_week")]

    def __str__(self) -> str:
        return date_format(self.week, "SHORT_DATE_FORMAT")

    def get_absolute_url(self) -> str:
        return reverse("sla:week", args=[self.public_id])
