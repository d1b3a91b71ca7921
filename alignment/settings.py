"""One settings file: development by default, production by environment variables.

Every variable is listed in docs/operations.md. An unknown value stops the start.
"""

from importlib.util import find_spec
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = Env()
env.read_env(str(BASE_DIR / ".env"), recurse=False)

# --- Mode ---------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
PRODUCTION = env.bool("PRODUCTION", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="" if PRODUCTION else "development-only-not-a-secret")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["*"])
if PRODUCTION and (len(SECRET_KEY) < 50 or not ALLOWED_HOSTS):
    raise ImproperlyConfigured(
        "PRODUCTION=1 needs SECRET_KEY (50 characters or more) and ALLOWED_HOSTS."
    )
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")
DEMO = env.bool("DEMO", default=False)

# --- Apps: lowest layer first -------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "lucide",
    "alignment.web",
    "alignment.people",
    "alignment.journal",
    "alignment.notifications",
    "alignment.vision",
    "alignment.library",
    "alignment.rituals",
    "alignment.programme",
    "leads",
    "sla",
    "dashboards",
]

MIDDLEWARE = [
    "alignment.web.middleware.RequestId",
    "django.middleware.security.SecurityMiddleware",
    "alignment.web.middleware.SecurityHeaders",
    "alignment.web.middleware.CleanInput",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "alignment.web.middleware.LoginRequired",
    "alignment.web.middleware.Refusals",
    "alignment.people.middleware.UserLocale",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "alignment.people.idempotency.Idempotency",
]

ROOT_URLCONF = "alignment.urls"
WSGI_APPLICATION = "alignment.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "alignment.web.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "alignment.web.templatetags.web",
            ],
        },
    },
]

# --- Database -----------------------------------------------------------------------------
# SQLite: WAL and IMMEDIATE make concurrent writers wait instead of failing (docs/decisions).
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-32000;"
        "PRAGMA mmap_size=134217728;PRAGMA journal_size_limit=27103364"
    ),
}
VAR_DIR.mkdir(exist_ok=True)
DATABASES = {
    "default": env.dj_db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'tandem.sqlite3'}")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
    # A file, never :memory:: tests with threads need the busy handler.
    DATABASES["default"]["TEST"] = {
        "NAME": env.str("TEST_DB", default=str(VAR_DIR / "test.sqlite3"))
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {})["connect_timeout"] = 5
DATABASES["default"]["CONN_MAX_AGE"] = 600
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Files that people bring in ---------------------------------------------------------------
# Read by the web and by the worker, never served as they are.
MEDIA_ROOT = env.str("UPLOADS_DIR", default=str(VAR_DIR / "uploads"))

# --- Cache and jobs -----------------------------------------------------------------------
REDIS_URL = env.str("REDIS_URL", default="")
CACHE_URL = env.str("CACHE_URL", default=REDIS_URL)
if CACHE_URL:
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=REDIS_URL or "filesystem://")
if CELERY_BROKER_URL.startswith("unix:"):
    # The same socket in kombu's words, where the database's number has another name.
    CELERY_BROKER_URL = "redis+socket:" + CELERY_BROKER_URL.removeprefix("unix:").replace(
        "?db=", "?virtual_host="
    )
# Pushing tries twice at once and gives up: a page must not wait, and the sweep loses nothing.
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
    "visibility_timeout": 300,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
    "socket_connect_timeout": 1,
    "socket_timeout": 3,
}
if CELERY_BROKER_URL.startswith("filesystem"):
    # Last resort where no Redis can be had: slower, but every job is also a row (see the sweep).
    QUEUE_DIR = VAR_DIR / "queue"
    for name in ("in", "control"):
        (QUEUE_DIR / name).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR / "in"),
        "data_folder_out": str(QUEUE_DIR / "in"),
        "control_folder": str(QUEUE_DIR / "control"),
        "polling_interval": 0.2,
    }
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
# Our log lines, not Celery's, in the workers too.
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A page must not wait for a dead broker: the sweep delivers what the push could not.
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_ALWAYS_EAGER = env.bool("CELERY_EAGER", default=False)
CELERY_TASK_TIME_LIMIT = 900
CELERY_TASK_SOFT_TIME_LIMIT = 840
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "journal-sweep": {"task": "alignment.journal.tasks.sweep", "schedule": 30.0},
    "notifications-sweep": {"task": "alignment.notifications.tasks.sweep", "schedule": 30.0},
    "night": {"task": "alignment.journal.tasks.night", "schedule": 600.0},
    "leads-imports": {"task": "leads.tasks.resume_imports", "schedule": 60.0},
    "leads-bulk-runs": {"task": "leads.tasks.resume_bulk_runs", "schedule": 60.0},
    "leads-remind": {"task": "leads.tasks.remind", "schedule": 60.0},
    "leads-search": {"task": "leads.tasks.read_words", "schedule": 20.0},
    "sla-climb": {"task": "sla.tasks.climb", "schedule": 120.0},
    "sla-weekly-note": {"task": "sla.tasks.weekly_note", "schedule": 1800.0},
    "dashboards-catch-up": {"task": "dashboards.tasks.catch_up", "schedule": 1800.0},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
# Done once per local day of the company, from 04:00 there (alignment/journal/nights.py).
NIGHT = [
    "alignment.vision.tasks.activate",
    "alignment.programme.tasks.rounds",
    "alignment.rituals.tasks.keep_up",
    "sla.tasks.activate",
    "sla.tasks.hand_on",
    "sla.tasks.recompute",
    "leads.tasks.expire",
    "leads.tasks.cool",
    "leads.tasks.suspect",
    "leads.tasks.keep_privacy",
    "leads.tasks.forget_exports",
    "leads.tasks.forget_import_files",
    "leads.tasks.forget_firings",
    "leads.tasks.forget_staff",
    "dashboards.tasks.measure_night",
    "dashboards.tasks.watch",
    "dashboards.tasks.weigh_criteria",
    "dashboards.tasks.learn",
    "alignment.people.tasks.sweep_replies",
    "alignment.notifications.tasks.forget",
    "alignment.journal.tasks.forget_nights",
]

# Who writes along with an Event, in its own transaction: dotted paths called with the event.
# Feedback before clocks, which follow from it; clocks before capacity, which exempts them.
JOURNAL_WITNESSES: list[str] = [
    "leads.handover_facts.witness",
    "sla.feedback.witness",
    "sla.answers.witness",
    "sla.clocks.witness",
    "sla.capacity.witness",
    "sla.erasure.witness",
    "dashboards.following_up.witness",
]
# Until when a hand-over or a question is to be answered: dotted path of () -> schedule.
DEADLINES = "sla.deadlines.schedule"
# How many more leads people may be given this week: dotted path of (keys) -> {key: number}.
ROOM_LEFT = "sla.capacity.room_left"
# Who hears of an Event after its transaction: dotted paths called with the event
# (docs/architecture.md).
JOURNAL_CONSUMERS = [
    "alignment.notifications.services.notify_of",
    "alignment.notifications.deliveries.queue_for",
    "leads.rules.running.run_for",
]
# What higher apps add to the demo company, in this order: dotted paths of (now=, months=).
DEMO_CHAPTERS = [
    "sla.demo.contract.write",
    "sla.demo.calendar.run",
    "sla.demo.feedback.run",
    "sla.demo.clocks.run",
    "leads.demo.privacy.run",
    "leads.demo.marketing.run",
    "alignment.vision.demo.run",
    "leads.demo.library.run",
    "leads.demo.rules.run",
    "leads.demo.views.run",
    "dashboards.goals.demo.write",
    "dashboards.buyer_path_demo.write",
    "dashboards.proof.demo.write",
    "dashboards.learning.demo.write",
    "dashboards.demo.meetings",
    "alignment.rituals.demo.run",
    "alignment.programme.demo.run",
    "dashboards.demo.together",
]
# The same, once the figures of the demo company are measured.
DEMO_LAST = ["leads.demo.imports.run", "alignment.rituals.demo.freeze"]
# What both teams go through once a week, in this order: dotted paths of (asked)
# -> Section (alignment/rituals/agenda.py).
AGENDA_SECTIONS = [
    "alignment.rituals.agenda.actions_due",
    "leads.agenda.to_decide",
    "leads.agenda.to_answer",
    "sla.agenda.contests",
    "sla.agenda.late",
    "leads.agenda.coming_up",
    "dashboards.agenda.weekly.one_win",
    "alignment.rituals.signatures.to_sign",
    "sla.agenda.flagged",
]
# What judges the rule of a word and says it: a module (alignment/vision/glossary.py).
TERM_RULES = "leads.term_rules"
# Meetings that did not take place twice in a row: (now) -> title, day, address; and how many in a
# row somebody came to: (person, now) -> attended, held. Empty where nobody knows.
MISSED_RITUALS = "alignment.rituals.meetings.missed_twice"
ATTENDANCE_OF = "alignment.rituals.meetings.attendance_of"
# What the meetings of both teams go through, by kind of ritual: functions as in AGENDA_SECTIONS.
MEETING_SECTIONS = {
    "weekly": AGENDA_SECTIONS,
    "monthly": [
        "alignment.rituals.agenda.actions_first",
        "dashboards.agenda.monthly.contract",
        "dashboards.agenda.monthly.campaigns",
        "sla.agenda.messages",
        "dashboards.agenda.monthly.contents",
        "dashboards.agenda.monthly.next_volume",
        "sla.agenda.flagged",
    ],
    "quarterly": [
        "alignment.rituals.agenda.actions_first",
        "dashboards.agenda.quarterly.goals",
        "dashboards.agenda.quarterly.funnel",
        "dashboards.agenda.quarterly.money",
        "dashboards.agenda.quarterly.ideal_customer",
        "sla.agenda.to_renegotiate",
        "dashboards.agenda.quarterly.people",
        "dashboards.agenda.quarterly.recognition",
        "alignment.rituals.signatures.to_sign",
    ],
}
# What may be answered from a card of a meeting: (addresses, person, back) -> acts by address.
MEETING_ACTS = "leads.meeting.acts_of"
# What is measured beside the statements of the diagnostic, and what misalignment costs.
DIAGNOSTIC_FACTS = "dashboards.perception.facts"
DIAGNOSTIC_COSTS = "dashboards.hidden_costs.costs"
# Meetings with prospects that the other team may go along to: dotted paths of () and (ids).
MEETINGS = "leads.meetings.upcoming"
MEETINGS_NAMED = "leads.meetings.named"
# What an event says besides who did what, in words: (event) -> str.
NEWS_DETAILS = "sla.news.detail_of"
# What verdicts and deals say of criteria: (criteria) -> evidence by key of the criterion.
ICP_PROOF = "dashboards.proof.selectors.beside"
# What one needs to know to answer it: (event) -> labels and texts.
NEWS_BRIEF = "leads.news.brief_of"

# --- People -------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["alignment.people.backends.EmailBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "people:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "people:login"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "alignment.web.views.csrf_failure"
# Addresses are read from X-Forwarded-For only behind this many proxies of our own.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

# --- The company --------------------------------------------------------------------------
COMPANY_NAME = env.str("COMPANY_NAME", default="Tandem")
COMPANY_ZONE = env.str("COMPANY_ZONE", default="Europe/Paris")
HOLIDAY_ZONE = env.str("HOLIDAY_ZONE", default="")  # "" mainland, "57" Alsace-Moselle, "974" ...
HOLIDAY_ZONES = ("", "FR", "57", "67", "68", "971", "972", "973", "974", "976")
if HOLIDAY_ZONE not in HOLIDAY_ZONES:
    raise ImproperlyConfigured(
        f"HOLIDAY_ZONE is {HOLIDAY_ZONE!r}, but may be empty (mainland France) or one of "
        f"{', '.join(HOLIDAY_ZONES[1:])}."
    )
# Whit Monday is worked where the day of solidarity lies on it.
WHIT_MONDAY_WORKED = env.bool("WHIT_MONDAY_WORKED", default=False)
LVR_BASE = env.str("LVR_BASE", default="sal", validate=lambda v: v in {"mql", "sal", "sql"})

# --- Language and time --------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = COMPANY_ZONE
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["alignment.web.formats"]

# What is known of the use of contents: rows with it, and the share that is used (K14).
CONTENT_USE = {
    "rows": "leads.selectors.contents.with_use",
    "share": "leads.selectors.contents.utilisation",
}

# --- Navigation ---------------------------------------------------------------------------
# What runs out for the person, above the navigation: dotted path of (user) -> chip.
NAV_CLOCK = "sla.selectors.lateness.chip_of"
# Numbers beside entries: key of the entry (alignment/web/nav.py) -> dotted path of (user) -> int.
NAV_COUNTS: dict[str, str] = {
    "queue": "leads.selectors.queues.waiting_for",
    "notifications": "alignment.notifications.selectors.unread_count",
    "feedback": "sla.selectors.feedback.count_for",
    "icp": "alignment.vision.signing.count_for",
}

# --- Static files -------------------------------------------------------------------------
STATIC_URL = "static/"
# Belongs to the code, not to var: a volume there would keep serving the files of an older version.
STATIC_ROOT = BASE_DIR / "staticfiles"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS: list = [BASE_DIR / "static"]
# Manrope comes with its Python package; without it pages fall back to the system's font.
FONT_PACKAGE = find_spec("font_manrope")
if FONT_PACKAGE and FONT_PACKAGE.origin:
    STATICFILES_DIRS.append(("fonts", Path(FONT_PACKAGE.origin).parent / "files"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION

# --- Security -----------------------------------------------------------------------------
# The names of Django 6, served by our own middleware until then.
SECURE_CSP = {
    "default-src": ["'self'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
    CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- REST ---------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "alignment.people.authentication.ApiKeyAuthentication",
        "alignment.people.authentication.PageSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["alignment.web.rest.TeamMember"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["alignment.web.parsers.StrictJSON"],
    "DEFAULT_PAGINATION_CLASS": "alignment.web.rest.CursorPage",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "alignment.web.schema.TandemSchema",
    "DEFAULT_THROTTLE_CLASSES": ["alignment.web.rest.PerCaller"],
    "DEFAULT_THROTTLE_RATES": {"caller": env.str("API_RATE", default="600/min")},
    "EXCEPTION_HANDLER": "alignment.web.problems.problem_response",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Tandem",
    "DESCRIPTION": "The CRM that sales and marketing share.",
    "VERSION": "1",
    "DEFAULT_GENERATOR_CLASS": "alignment.web.schema.TandemGenerator",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["alignment.web.rest.TeamMember"],
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "ChannelKind": "alignment.notifications.choices.Kind",
        "DeliveryMedium": "alignment.notifications.choices.Medium",
        "DeliveryState": "alignment.notifications.choices.State",
        "ClockState": "sla.choices.CLOCK_STATES",
        "GoalPeriod": "alignment.vision.models.goals.GoalPeriod",
        "LineState": "sla.compliance.State",
        "Side": "sla.choices.Side",
        "SigningSide": "alignment.vision.models.signing.SIDE_CHOICES",
        "CostKind": "leads.choices.CostKind",
        "ContactRole": "leads.choices.ContactRole",
        "ContentKind": "alignment.library.choices.Kind",
        "ShareChannel": "leads.choices.ShareChannel",
        "VisitKind": "leads.choices.VisitKind",
        "OfflineKind": "leads.audiences.OFFLINE_CHOICES",
        "RightKind": "leads.choices.RightKind",
        "RuleKind": "leads.choices.RuleKind",
        "Source": "leads.choices.Source",
        "Stage": "leads.choices.Stage",
        "Reason": "leads.reasons.Reason",
        "KnownReason": "leads.reasons.known_choices",
        "VersionStatus": "alignment.vision.choices.VersionStatus",
        "VerdictReason": "leads.reasons.verdict_choices",
        "DealReason": "leads.reasons.DealReason",
        "WinningReason": "leads.reasons.winning_choices",
    },
}

# --- Messages that leave the house --------------------------------------------------------
# Without a mail server e-mails are kept in the database, where administrators read them.
KEEP_MAILS = "alignment.notifications.keeping.EmailBackend"
EMAIL_URL = env.str("EMAIL_URL", default="")  # submission://user:password@host:587
if EMAIL_URL:
    MAIL = env.dj_email_url("EMAIL_URL")
    if "EMAIL_BACKEND" not in MAIL:
        raise ImproperlyConfigured("EMAIL_URL begins with submission:// (STARTTLS) or smtp://.")
    EMAIL_HOST, EMAIL_PORT = MAIL["EMAIL_HOST"], MAIL["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL["EMAIL_HOST_USER"], MAIL["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL["EMAIL_USE_TLS"], MAIL["EMAIL_USE_SSL"]
    EMAIL_BACKEND = env.str("EMAIL_BACKEND", default=MAIL["EMAIL_BACKEND"])
else:
    EMAIL_HOST = env.str("EMAIL_HOST", default="")
    EMAIL_PORT = env.int("EMAIL_PORT", default=587)
    EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
    EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
    EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=EMAIL_PORT == 587)
    EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=EMAIL_PORT == 465)
    SMTP = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_BACKEND = env.str("EMAIL_BACKEND", default=SMTP if EMAIL_HOST else KEEP_MAILS)
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Tandem <tandem@localhost>")
# Lets channels reach this very machine over http: for tests and development, never production.
OUTGOING_LOOPBACK = env.bool("OUTGOING_LOOPBACK", default=False) and not PRODUCTION
# Seconds before each attempt: at once, 5 s, 5 and 30 minutes, 2, 5, 10 and 10 hours; then dead.
DELIVERY_RETRIES = (0.0, 5.0, 300.0, 1800.0, 7200.0, 18000.0, 36000.0, 36000.0)
DELIVERY_LEASE = 120.0  # seconds that a worker has for one attempt, far longer than it may take
# What a one-time link does: its purpose -> dotted path of (link, user, data or None) -> Reply.
LINK_HANDLERS: dict[str, str] = {
    "lead.accept": "leads.views.links.accept",
    "lead.reject": "leads.views.links.reject",
    "sla.feedback": "sla.views.links.give",
}
# Which of them a message carries: dotted paths of (event, person) -> offers.
LINK_OFFERS = ["leads.views.links.offers", "sla.views.links.offers"]

# --- French law and registers -------------------------------------------------------------
# Salts the prints of the suppression list; once chosen it must never change.
SUPPRESSION_SALT = env.str("SUPPRESSION_SALT", default=SECRET_KEY)
# The public register of companies; empty: nobody is asked, everything is typed by hand.
REGISTRY_URL = env.str("REGISTRY_URL", default="https://recherche-entreprises.api.gouv.fr")
# The nomenclature that codes are read in first: INSEE has moved its date several times.
NAF = env.str("NAF", default="naf2", validate=lambda v: v in {"naf2", "naf25"})

# --- Logs ---------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "alignment.web.logs.LineFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
