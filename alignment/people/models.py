from datetime import timedelta

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.people.choices import HolidayZone, Scope, TeamKind
from alignment.web.ids import new_id


class Team(models.Model):
    """A team of the company; several teams may share a kind (two sales teams)."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=TeamKind)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["kind", "name"]

    def __str__(self) -> str:
        return self.name


class UserQuerySet(models.QuerySet["User"]):
    def active(self):
        return self.filter(is_active=True)

    def with_teams(self):
        return self.select_related("team", "second_team")

    def of_kind(self, *kinds: str):
        """People whose first or second team is of one of the kinds."""
        return self.filter(
            models.Q(team__kind__in=kinds) | models.Q(second_team__kind__in=kinds)
        ).distinct()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields):
        """A person who logs in by e-mail; the address is kept in lower case."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str):
        return self.get(email=email.strip().lower())


class User(AbstractBaseUser):
    """One person. Rights follow from the kinds of the teams and two flags (web/policies.py)."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    team = models.ForeignKey(
        Team,
        verbose_name=_("team"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="people",
    )
    second_team = models.ForeignKey(
        Team,
        verbose_name=_("second team"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="second_people",
    )
    is_manager = models.BooleanField(_("manages the team"), default=False)
    is_admin = models.BooleanField(_("administers Tandem"), default=False)
    is_active = models.BooleanField(_("may log in"), default=True)
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    deputy = models.ForeignKey(
        "self",
        verbose_name=_("deputy"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="deputises_for",
    )
    holiday_zone = models.CharField(
        _("public holidays of"), max_length=3, blank=True, choices=HolidayZone
    )
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now)
    # The last day, set when they may no longer log in; a week has no room for them after it.
    left_on = models.DateField(_("left on"), null=True, blank=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["first_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["first_name", "last_name", "pk"]
        constraints = [models.UniqueConstraint(Lower("email"), name="people_email_any_case")]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email

    @property
    def initials(self) -> str:
        return (self.first_name[:1] + self.last_name[:1]).upper()

    @property
    def kinds(self) -> set[str]:
        """Kinds of team this person speaks for; one person may hold two roles."""
        return {team.kind for team in (self.team, self.second_team) if team}

    @property
    def team_kind(self) -> str:
        return self.team.kind if self.team else ""

    @property
    def is_marketing(self) -> bool:
        return TeamKind.MARKETING in self.kinds

    @property
    def is_sales(self) -> bool:
        return TeamKind.SALES in self.kinds

    @property
    def is_direction(self) -> bool:
        return TeamKind.DIRECTION in self.kinds

    def manages(self, kind: str) -> bool:
        """A manager of that kind of team; direction stands in for any manager."""
        return self.is_direction or (self.is_manager and kind in self.kinds)


class Absence(models.Model):
    """Days away: dates only, never the reason."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    deputy = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="covers"
    )
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="people_absence_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def usable(self):
        now = timezone.now()
        return self.filter(
            models.Q(expires_at__isnull=True) | models.Q(expires_at__gt=now),
            revoked_at__isnull=True,
            user__is_active=True,
        )


class ApiKey(models.Model):
    """A key of other software, acting with its owner's rights; only a hash of it is kept."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(_("name"), max_length=80)
    scope = models.CharField(_("scope"), max_length=8, choices=Scope, default=Scope.READ)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name


class IdempotentReply(models.Model):
    """The stored answer to a POST that carried an Idempotency-Key; kept for a day."""

    KEPT = timedelta(hours=24)

    caller = models.CharField(max_length=64)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("stored reply")
        verbose_name_plural = _("stored replies")
        constraints = [
            models.UniqueConstraint(fields=["caller", "key"], name="people_idempotency_once")
        ]

    def __str__(self) -> str:
        return self.key
