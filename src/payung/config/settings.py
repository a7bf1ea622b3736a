"""Settings: one file, read from the environment, refusing to start on nonsense.

PAYUNG_DATA            data folder: keys, files and the embedded server (default ./payung-data)
PAYUNG_DATABASE_URL    any PostgreSQL >= 15; set by `payung` itself when it starts the embedded one
PAYUNG_ROLE            the database role this process takes: payung_app (web), payung_batch (worker, commands), payung_owner (db)
PAYUNG_HOSTS           names under which the office is served, comma-separated
PAYUNG_PUBLIC_URL      where anybody reaches the office, for example https://payung.example.go.id: printed on papers beside their fingerprint
PAYUNG_PROXIES         how many proxies of our own stand before the office (default 0); limits on guessing count by the address before them
PAYUNG_HTTPS           1 behind a proxy that speaks TLS and sets X-Forwarded-Proto: cookies travel encrypted only, browsers remember it
PAYUNG_METRICS_TOKEN   what Prometheus sends as a bearer token to /metrics from another machine; without it only this machine may read
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from payung.config import environment

ROLES = ("payung_app", "payung_batch", "payung_owner")


def _role() -> str:
    return environment.one_of("PAYUNG_ROLE", ROLES, "payung_app")


def _database() -> dict[str, Any]:
    url = os.environ.get("PAYUNG_DATABASE_URL_WEB") if _role() == "payung_app" else None
    url = url or os.environ.get("PAYUNG_DATABASE_URL") or "postgresql:///payung"
    parts: dict[str, Any] = dict(conninfo_to_dict(url))
    known = {"dbname", "user", "password", "host", "port"}
    options: dict[str, Any] = {name: value for name, value in parts.items() if name not in known}
    if _role() == "payung_app" and environment.switch("PAYUNG_POOL"):
        options["pool"] = {"min_size": 1, "max_size": 8}
        # While it opens a pool's first connection, Django's assume_role asks the pool for another one and waits for ever.
        options["options"] = f"{parts.get('options', '')} -c role={_role()}".strip()
    else:
        options["assume_role"] = _role()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "payung"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "OPTIONS": options,
    }


def _secret_key(data: Path) -> str:
    """The secret of sessions and forms: made once, kept in the data folder, readable by its owner only."""
    path = data / "session-secret"
    if not path.exists():
        # A server that runs as another user (root's does) must be able to pass through, and nobody may look in.
        data.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_urlsafe(48))
    return path.read_text()


PAYUNG_DATA = Path(os.environ.get("PAYUNG_DATA", "payung-data")).absolute()
SECRET_KEY = _secret_key(PAYUNG_DATA)
DEBUG = False
ALLOWED_HOSTS = environment.names("PAYUNG_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "payung.places",
    "payung.governance",
    "payung.programmes",
    "payung.intake",
    "payung.registry",
    "payung.selection",
    "payung.enrolment",
    "payung.claims",
    "payung.grievances",
    "payung.reports",
    "payung.web",  # before allauth: its templates are ours
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "payung.web.middleware.HeadersMiddleware",
    "payung.web.metrics.MetricsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "payung.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "payung.web.middleware.PostingMiddleware",
]
ROOT_URLCONF = "payung.config.urls"
WSGI_APPLICATION = "payung.config.wiring.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "payung.web.context.frame",
            ]
        },
    }
]

DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "governance.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTHENTICATION_BACKENDS = ["payung.web.signing.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login", "full_name")},
    },
]
LOGIN_URL = "signin"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "signin"
SESSION_COOKIE_AGE = 8 * 3600

# Sign-in by django-allauth: by login name, without e-mail and without signing up.
ACCOUNT_ADAPTER = "payung.web.signing.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = True
# A whole office may sit behind one address; one account is guessed at five times in five minutes.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "60/m/ip,5/5m/key", "reauthenticate": "10/m/user"}
MFA_ADAPTER = "payung.web.signing.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Payung"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
ALLAUTH_TRUSTED_PROXY_COUNT = environment.whole("PAYUNG_PROXIES", 0, most=9)
# Shared by the web processes: the limits above count over all of them.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": PAYUNG_DATA / "cache"}}
SESSION_COOKIE_SAMESITE = "Lax"
PAYUNG_METRICS_TOKEN = environment.text("PAYUNG_METRICS_TOKEN")
if environment.switch("PAYUNG_HTTPS"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Makassar"  # a day is the province's

# Files of a form are kept sealed while they arrive; a folder of villages is many files, a typed list many fields.
FILE_UPLOAD_HANDLERS = ["payung.web.receiving.SealedUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FILES = 500
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 2**20  # fields only

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True

PAYUNG_PUBLIC_URL = os.environ.get("PAYUNG_PUBLIC_URL", "")

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# No personal data in logs: statements and parameters of the database never reach a handler.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django.db.backends": {"level": "ERROR"}, "procrastinate": {"level": "WARNING"}},
}
