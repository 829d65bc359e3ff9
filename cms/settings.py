"""Settings, from the environment. docs/reference/environment.md lists the variables; a missing secret outside debug refuses to start."""

import logging
import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from cms.operations.databases import database_settings
from cms.operations.logs import logging_config
from cms.operations.people_keys import people_keys
from directory.languages.spoken import LANGUAGES as OFFERED

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))
"""Where the embedded database, uploads and collected assets live; nothing in it is committed."""
VAR_DIR.mkdir(parents=True, exist_ok=True)


def _listed(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


DEBUG = os.environ.get("DEBUG", "") == "1"
SECRET_KEY = os.environ.get("SECRET_KEY") or ("only-for-debug-" + "x" * 40 if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Set it to a long random text (python -c 'import secrets; print(secrets.token_urlsafe(50))'),"
        " or set DEBUG=1 on a machine that only you can reach."
    )
ALLOWED_HOSTS = _listed("ALLOWED_HOSTS", "127.0.0.1,localhost" if DEBUG else "")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is not set. Set it to the names of this site, separated by commas.")
CSRF_TRUSTED_ORIGINS = _listed("CSRF_TRUSTED_ORIGINS")
SITE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000" if DEBUG else "")
"""Where residents find the site; links in mail and on paper start with it."""
if not SITE_URL:
    raise ImproperlyConfigured(
        "SITE_URL is not set. Set it to the address of this site, for example https://ibasho.example.jp."
    )

PROXIES = int(os.environ.get("PROXIES", "0"))
"""How many proxies of our own stand in front; without the right number all visitors share one limit of tries."""

IS_DEMO = os.environ.get("DEMO", "") == "1"
"""A demonstration with invented people: passwords are shown on the sign-in page, and mail goes to a local outbox."""

PEOPLE_KEYS = people_keys(
    os.environ.get("PEOPLE_KEYS", ""), os.environ.get("PEOPLE_KEYS_FILE", ""), VAR_DIR if DEBUG or IS_DEMO else None
)
"""Keys that encrypt what is stored about people, the newest first (matching.secrets)."""

RETENTION_YEARS = int(os.environ.get("RETENTION_YEARS", "5"))
"""Whole years, from the 1 April after the end of support, for which the record of a person is kept (matching.oversight.retention)."""

INSTALLED_APPS = [
    "cms",
    "matching",
    "directory",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "cms.apps.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_otp_webauthn",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "cms.health.middleware.HealthMiddleware",
    "cms.operations.requests.RequestLogMiddleware",
    "cms.operations.border.BorderMiddleware",
    "cms.operations.languages.LanguageMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.operations.compression.PublicCompressionMiddleware",
    "cms.kept_pages.middleware.KeptPagesMiddleware",
    "cms.operations.inline_scripts.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "cms.sign_in.sessions.SessionMiddleware",
    "cms.sign_in.second_step.SecondStepMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.health.unavailable.UnavailableMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cms.content.site_settings.site_context",
                *(["cms.demo.people.demo_accounts"] if IS_DEMO else []),
            ],
        },
    }
]

DATABASES = {
    "default": database_settings(
        os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'ibasho.sqlite3'}",
        os.environ.get("DATABASE_READ_URL", ""),
        is_pooled=os.environ.get("DATABASE_POOLED", "") == "1",
    )
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # How far a long step is: nobody sees what its own transaction writes, but every process of this host sees a file.
    "progress": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "progress",
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "directory.User"
AUTHENTICATION_BACKENDS = ["cms.sign_in.backends.PasswordBackend"]
# What was hashed by the second is hashed by the first when its owner next signs in.
PASSWORD_HASHERS = ["cms.sign_in.hashers.Argon2idHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": "directory.accounts.passwords.AccountFactsValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "after_sign_in"
LOGOUT_REDIRECT_URL = "start"
HAS_SECOND_STEP = not IS_DEMO
"""Whether people of agencies prove a second thing beside the password (cms.sign_in.second_step); invented people have no telephone."""
OTP_TOTP_ISSUER = OTP_WEBAUTHN_RP_NAME = "いばしょ"
OTP_WEBAUTHN_RP_ID = urlsplit(SITE_URL).hostname
OTP_WEBAUTHN_ALLOWED_ORIGINS = [f"{urlsplit(SITE_URL).scheme}://{urlsplit(SITE_URL).netloc}"]
OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN = False
if urlsplit(SITE_URL).scheme != "https":
    # A machine for trying things out has no passkeys, but on localhost; the app works everywhere.
    SILENCED_SYSTEM_CHECKS = ["otp_webauthn.E031"]
IDLE_MINUTES = int(os.environ.get("IDLE_MINUTES", "30"))
"""Minutes without a request after which the people of agencies are signed out (cms.sign_in.sessions)."""

LANGUAGE_CODE = "ja"
LANGUAGES = [(language.code, language.name) for language in OFFERED]
# A city completes a language in a folder of its own, which comes first (docs/guides/languages.md).
LOCALE_PATHS = [VAR_DIR / "locale", BASE_DIR / "cms" / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [
    ("leaflet", BASE_DIR / "node_modules" / "leaflet" / "dist"),
    ("font", BASE_DIR / "node_modules" / "@fontsource" / "biz-udpgothic"),
]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "cms.assets.finders.BuiltFilesFinder",
]
FULL_FONT = os.environ.get("FULL_FONT", "") == "1"
"""Whether every page also offers all of BIZ UDPGothic, in slices (docs/reference/fonts.md)."""
STORAGES = {
    "default": {"BACKEND": "cms.content.whole_files.WholeFileStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"

# A machine for trying things out cannot mail anyone, whatever the environment says.
EMAIL_BACKEND = (
    "cms.mail.outbox.OutboxBackend"
    if DEBUG or IS_DEMO
    else os.environ.get("EMAIL_BACKEND", "cms.mail.smtp.SmtpBackend")
)
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "いばしょ <ibasho@localhost>")
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))

LINE_CHANNEL_TOKEN = "" if DEBUG or IS_DEMO else os.environ.get("LINE_CHANNEL_TOKEN", "")
"""The token of the city's official account of LINE (cms.line); empty, as for trying things out: nothing is ever pushed."""
LINE_API_URL = "https://api.line.me"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

FILTERS_EMPTY_CHOICE_LABEL = "すべて"

WAGTAIL_SITE_NAME = "いばしょ"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_I18N_ENABLED = False
# Wagtail would mail anybody with an account a link that opens the desk; who administers the site sets a new password.
WAGTAIL_PASSWORD_RESET_ENABLED = False
# A change that a volunteer publishes must not cancel a draft that the city is having approved.
WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("ja", "日本語")]
WAGTAIL_USER_TIME_ZONES = ["Asia/Tokyo"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.content.pictures.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = ["pdf", "xlsx", "csv"]
WAGTAIL_ALLOW_UNICODE_SLUGS = True
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

MAP_TILES_URL = os.environ.get("MAP_TILES_URL", "https://cyberjapandata.gsi.go.jp/xyz/pale/{z}/{x}/{y}.png")
"""Map tiles; empty means no tiles at all (a closed network)."""
MAP_TILES_CREDIT = os.environ.get("MAP_TILES_CREDIT", "地理院タイル")
MAP_TILES_CREDIT_URL = os.environ.get("MAP_TILES_CREDIT_URL", "https://maps.gsi.go.jp/development/ichiran.html")
GEOCODER = os.environ.get("GEOCODER", "")
"""A geocoder asked where the gazetteer has no answer: "", "nominatim" or "gsi" (directory.geocoding)."""

_TILES_ORIGIN = "/".join(MAP_TILES_URL.split("/")[:3]) if MAP_TILES_URL else ""
_OWN = "'self'"
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/admin/"],
    "DIRECTIVES": {
        "default-src": [_OWN],
        "script-src": [_OWN],
        "style-src": [_OWN],
        "img-src": [part for part in (_OWN, "data:", _TILES_ORIGIN) if part],
        "font-src": [_OWN],
        "connect-src": [_OWN],
        "object-src": ["'none'"],
        "base-uri": [_OWN],
        "form-action": [_OWN],
        "frame-ancestors": [_OWN],
    },
}

if not DEBUG:
    SECURE_SSL_REDIRECT = os.environ.get("SECURE_SSL_REDIRECT", "1") == "1"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
    SECURE_HSTS_SECONDS = 31_536_000 if SECURE_SSL_REDIRECT else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CSRF_FAILURE_VIEW = "cms.permissions.ended_sessions.csrf_failure"

LOGGING = logging_config(
    DEBUG, os.environ.get("LOG_FORMAT", ""), every_request=os.environ.get("LOG_REQUESTS", "") == "1"
)
if not DEBUG:
    # Else a library writes a warning with the value of a cell to standard error, past the formatter.
    logging.captureWarnings(True)
KEPT_PAGES_MB = int(os.environ.get("KEPT_PAGES_MB", "32"))
"""Megabytes of each worker, and once more of all together (`--preload`), for answers that are the same for all visitors (cms.kept_pages); 0 keeps none."""
KEPT_PAGES_SECONDS = int(os.environ.get("KEPT_PAGES_SECONDS", "30"))
"""Seconds for which a kept list may lack an edit of a place that it does not show; 0 drops all lists with each edit."""
SLOW_REQUEST_MS = int(os.environ.get("SLOW_REQUEST_MS", "1000"))
"""Milliseconds from which a request is written into the log as slow."""
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")
"""Who says it may read /metrics; empty: only this machine, through no proxy."""
# The library reads the variable when it is first imported (cms.operations.metrics).
Path(os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(VAR_DIR / "metrics"))).mkdir(parents=True, exist_ok=True)
