"""Django settings: one file; everything that differs between installations comes from the environment.

DATA_DIR      where database, keys and uploads live (default: var/ beside the code)
DATABASE_URL  postgres://user:password@host:port/name (default: SQLite in DATA_DIR)
ALLOWED_HOSTS comma-separated names (default: loopback)
SITE_URL      address printed on certificates and in messages (default: http://127.0.0.1 with PORT, 8000 unless told)
PAGES_KEPT    seconds for which a public page is kept once drawn (default: 5; 0: drawn anew each time)
ARRIVAL_HEADER header in which a trusted server in front notes when a request came (default: none; X-Request-Start)
CLAMD         socket of a clamd that scans uploads: /path/of/socket or host:port (default: none, no scan)
SMS_SENDER    console, file or http (default: console); SMS_URL, SMS_TOKEN for http: docs/messages.md
EMAIL_SENDER  console, file or smtp (default: console); SMTP_HOST, SMTP_PORT, SMTP_USER, SMTP_PASSWORD, SMTP_FROM, SMTP_TLS
FILES_STORE   s3://key:secret@host:port/bucket of an S3-compatible store (default: a folder in DATA_DIR)
FILES_STORE_ADDRESS  https://host:port at which browsers reach that store, to put files straight into it (default: that of
              FILES_STORE; 0: uploads go through this system)
READING       0: the text of scans is not read, also where the reader is installed (make setup-reading)
READING_A_DAY how many images are read a day at most (default: 20000)
READS_KEPT_DAYS  for how many days the log of who read whose data is kept (default: 1095; 183 at least)
ROLES_END_DAYS   a role that nobody above has confirmed for a year ends so many days later (default: 0, it is shown alone)
READS_BY_THREAD  0: the read log is not written by itself (tests)
IDLE_MINUTES  after so many minutes without a page people are logged out (default: 60)
OIDC_ISSUER   https://… of a provider of OpenID Connect (统一身份认证) by which people may log in (default: none):
              docs/decisions/oidc.md; with OIDC_CLIENT, OIDC_SECRET, OIDC_NAME (what people call it), OIDC_SCOPE
              (default: openid), OIDC_CLAIM (the claim that holds the ID number; default: none, identities are bound by
              their owners), OIDC_SECOND_FACTOR (acr or amr values by which it vouches for a second factor, with commas
              between; default: none, ours is asked)
PASSKEY_NAME  the name to which passkeys are bound (default: the host of SITE_URL; localhost where that is a loopback
              address; with another IP address, or without TLS, there are none): docs/decisions/passkeys.md
PASSKEY_ORIGINS  https://… addresses at which they are used, with commas between (default: that of SITE_URL)
HTTPS         1 where the site is served over TLS: cookies become secure, HSTS is sent
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from zhicheng.files.store_address import reached_at
from zhicheng.people.passkey_site import site_of
from zhicheng.vault import keys

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / "var").resolve()
SITE_URL = os.environ.get("SITE_URL", f"http://127.0.0.1:{os.environ.get('PORT') or 8000}").rstrip("/")
HTTPS = os.environ.get("HTTPS") == "1"
ARRIVAL_HEADER = os.environ.get("ARRIVAL_HEADER", "")
PAGES_KEPT = int(os.environ.get("PAGES_KEPT", "5"))

DEBUG = False
SECRET_KEY = keys.read_text(DATA_DIR, "session")
ALLOWED_HOSTS = [
    h for h in os.environ.get("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",") if h
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "zhicheng.ui",
    "django.forms",
    "csp",
    "django_htmx",
    "django_tasks_db",
    "zhicheng.vault",
    "zhicheng.almanac",
    "zhicheng.trail",
    "zhicheng.files",
    "zhicheng.documents",
    "zhicheng.inbox",
    "zhicheng.people",
    "zhicheng.drafts",
    "zhicheng.signatures",
    "zhicheng.dossiers",
    "zhicheng.register",
    "zhicheng.integrity",
    "zhicheng.catalogues",
    "zhicheng.planning",
    "zhicheng.applications",
    "zhicheng.title_confirmation",
    "zhicheng.public_notice",
    "zhicheng.vetting",
    "zhicheng.experts",
    "zhicheng.meeting",
    "zhicheng.outcomes",
    "zhicheng.room",
    "zhicheng.desks",
    "zhicheng.clock",
    "zhicheng.rehearsal",
]

MIDDLEWARE = [
    "zhicheng.almanac.arriving.Arrivals",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zhicheng.people.idling.Idling",
    "zhicheng.people.missed_codes.MissedCodes",
    "zhicheng.people.reading.ReadLog",
    "zhicheng.ui.errors.ErrorPages",
    "zhicheng.drafts.dropping.DropDrafts",
]
ROOM = (
    DATA_DIR / "this-room" / "room.json"
).exists()  # this is a closed room (docs/decisions/closed-room.md)
if ROOM:
    MIDDLEWARE.append("zhicheng.room.inside.OneMeeting")

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "zhicheng.ui.forms.PlainRenderer"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zhicheng.ui.context.page",
                "zhicheng.desks.context.visitor",
                "zhicheng.people.passkey_way.page",
                "zhicheng.applications.coming_back.page",
                "zhicheng.applications.mending_notes.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "zhicheng.ui.templatetags.ui",
                "zhicheng.ui.templatetags.fixed",
            ],
        },
    }
]


def database(url: str | None) -> dict[str, Any]:
    """The database that a URL names: postgres://user:password@host:port/name, or SQLite in DATA_DIR for None."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "zhicheng.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL: only postgres:// addresses are understood, not {parts.scheme}://")
    return {
        "ENGINE": "zhicheng.vault.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # Statements are prepared at their third use: the planning of a case's joins costs more than running them.
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 3},
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["zhicheng.people.backend.LoginBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "people:login"
LOGIN_REDIRECT_URL = "desks:home"
LOGOUT_REDIRECT_URL = "desks:public"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["zhicheng.ui.formats"]

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [
    ("tabler", BASE_DIR / "node_modules" / "@tabler" / "core" / "dist"),
    ("htmx", BASE_DIR / "node_modules" / "htmx.org" / "dist"),
    ("tus", BASE_DIR / "node_modules" / "tus-js-client" / "dist"),
    ("noble-ed25519", BASE_DIR / "node_modules" / "@noble" / "ed25519"),
    ("noble-hashes", BASE_DIR / "node_modules" / "@noble" / "hashes"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILES_ROOT = DATA_DIR / "files"
EXPORTS_ROOT = DATA_DIR / "exports"  # what people asked to download, for some days
FILES_STORE = os.environ.get("FILES_STORE", "")
FILES_STORE_ADDRESS = reached_at(os.environ.get("FILES_STORE_ADDRESS", ""), FILES_STORE)
READING = os.environ.get("READING", "1") != "0"
READS_BY_THREAD = os.environ.get("READS_BY_THREAD", "1") != "0"
READS_KEPT_DAYS = max(
    int(os.environ.get("READS_KEPT_DAYS", "1095")), 183
)  # logs stay six months at least by law
ROLES_END_DAYS = int(os.environ.get("ROLES_END_DAYS", "0"))
READING_A_DAY = int(os.environ.get("READING_A_DAY", "20000"))
CLAMD = os.environ.get("CLAMD", "")
FONT_DIRS = [
    BASE_DIR / "node_modules" / "@expo-google-fonts" / name
    for name in ("noto-sans-sc", "noto-serif-sc", "noto-serif-jp", "noto-serif-hk")
]
REVIEW_FORM_PARTS = ["zhicheng.vetting.form_parts.opinions_of", "zhicheng.outcomes.form_parts.opinions_of"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

SMS_SENDER = os.environ.get("SMS_SENDER", "console")
SMS_HTTP = {"url": os.environ.get("SMS_URL", ""), "token": os.environ.get("SMS_TOKEN", "")}
EMAIL_SENDER = os.environ.get("EMAIL_SENDER", "console")
SMTP = {
    "host": os.environ.get("SMTP_HOST", "127.0.0.1"),
    "port": int(os.environ.get("SMTP_PORT", "25")),
    "user": os.environ.get("SMTP_USER", ""),
    "password": os.environ.get("SMTP_PASSWORD", ""),
    "from": os.environ.get("SMTP_FROM", "zhicheng@localhost"),
    "tls": os.environ.get("SMTP_TLS") == "1",
}

OIDC: dict[str, Any] = {
    "issuer": os.environ.get("OIDC_ISSUER", "").rstrip("/"),
    "client": os.environ.get("OIDC_CLIENT", ""),
    "secret": os.environ.get("OIDC_SECRET", ""),
    "name": os.environ.get("OIDC_NAME", "统一身份认证"),
    "scope": os.environ.get("OIDC_SCOPE", "openid"),
    "claim": os.environ.get("OIDC_CLAIM", ""),
    "second_factor": [one for one in os.environ.get("OIDC_SECOND_FACTOR", "").split(",") if one],
}

PASSKEYS = site_of(SITE_URL, os.environ.get("PASSKEY_NAME", ""), os.environ.get("PASSKEY_ORIGINS", ""))

SESSION_ENGINE = "zhicheng.people.sessions"
SESSION_COOKIE_AGE = int(os.environ.get("IDLE_MINUTES", "60")) * 60  # put off while somebody works
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "zhicheng.ui.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "connect-src": [SELF, *filter(None, [FILES_STORE_ADDRESS])],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}
