"""Settings, all in this file, each read from the environment."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import environ
from csp import constants as csp
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from django_prose_editor.config import html_tags
from js_asset import static_lazy

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(env("ENV_FILE", default=str(BASE_DIR / ".env")))

# Without any variable this is production, which refuses to start on defaults.
# The demo partnership, which `make run` serves, makes up what it needs.
PORTAL_DEMO = env.bool("PORTAL_DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)


def _required(name: str, remedy: str) -> str:
    value: str = env(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. {remedy}")
    return value


def _secret_of_demo() -> str:
    """A secret of this checkout's own, made at the first start."""
    path = BASE_DIR / "var" / "secret_key"
    path.parent.mkdir(exist_ok=True)
    # Linked into place when complete, so that two first starts agree on one secret.
    with tempfile.NamedTemporaryFile("w", dir=path.parent) as new, suppress(FileExistsError):
        new.write(secrets.token_urlsafe(50))
        new.flush()
        os.link(new.name, path)
    return path.read_text()


if PORTAL_DEMO:
    SECRET_KEY = env("SECRET_KEY", default="") or _secret_of_demo()
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
else:
    SECRET_KEY = _required(
        "SECRET_KEY",
        "Make one with `python -c 'import secrets; print(secrets.token_urlsafe(50))'`, "
        "keep it to yourself and set it in the environment or in .env.",
    )
    _required(
        "ALLOWED_HOSTS",
        "Name the hosts that this site answers for, as in ALLOWED_HOSTS=portal.example.org.",
    )
    ALLOWED_HOSTS = [host.strip() for host in env.list("ALLOWED_HOSTS")]

# Where readers find the site, for addresses in mail, which no request tells.
SITE_URL = env("SITE_URL", default="") or (
    f"http://localhost:{env('PORT', default='8000')}"
    if PORTAL_DEMO
    else f"https://{ALLOWED_HOSTS[0].lstrip('*.')}"
)

INSTALLED_APPS = [
    "partnership",
    "publishing",
    "library",
    "search",
    "donors",
    "projects",
    "meetings",
    "news",
    "iati",
    "api",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "parler",
    "django_filters",
    "django_prose_editor",
    "auditlog",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    # Before all else, as it gives whole answers.
    "partnership.page_cache.middleware.PageCache",
    # Then the headers: whatever answers below, an error page or a static
    # file included, passes them on its way out.
    "partnership.headers.ResponseHeaders",
    "partnership.headers.ContentSecurityPolicy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "api.cors.CrossOrigin",
    "partnership.malformed.RefuseMalformedRequests",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "partnership.languages.LanguageOfAddress",
    "partnership.languages.ReadersLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "partnership.accounts.middleware.RequireSecondFactor",
    "partnership.accounts.middleware.RecordEditor",
    "partnership.accounts.middleware.EditorsZone",
]

ROOT_URLCONF = "partnership.urls"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["partnership.templatetags.dates"],
            "libraries": {"lucide": "partnership.templatetags.icons"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "partnership.context.site",
            ],
        },
    },
]

DATABASES: dict[str, dict[str, Any]]
if PORTAL_DEMO and not env("DATABASE_URL", default=""):
    DATABASES = {
        "default": {
            "ENGINE": "partnership.db",
            "NAME": "partnership",
            "USER": "partnership",
            "PRIVATE_SERVER": BASE_DIR / "var" / "postgres",
        }
    }
else:
    _required(
        "DATABASE_URL",
        "Name your PostgreSQL server, as in DATABASE_URL=postgres://user:password@host/database.",
    )
    DATABASES = {"default": env.db("DATABASE_URL")}
    if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured(
            "DATABASE_URL names another kind of database. "
            "Only PostgreSQL will do: let it start with postgres://."
        )

# No request waits for a database that hangs: each wait ends well before the
# ten seconds after which visitors and proxies give up. Milliseconds, where
# not seconds. `manage.py` lifts the limit of statements, as migrations and
# imports may take their time.
_SESSION = {
    "statement_timeout": env.int("DATABASE_STATEMENT_TIMEOUT", default=8_000),
    "lock_timeout": env.int("DATABASE_LOCK_TIMEOUT", default=5_000),
    "idle_in_transaction_session_timeout": env.int(
        "DATABASE_IDLE_IN_TRANSACTION_TIMEOUT", default=60_000
    ),
    # PostgreSQL would compile long statements, which takes longer than they do.
    "jit": "off",
}
DATABASES["default"]["OPTIONS"] = {
    "application_name": "partnership-portal",
    "connect_timeout": 3,  # seconds
    "keepalives_idle": 30,  # seconds
    "keepalives_interval": 5,  # seconds
    "keepalives_count": 3,
    "tcp_user_timeout": 8_000,
    "options": " ".join(f"-c {name}={value}" for name, value in _SESSION.items()),
    **DATABASES["default"].get("OPTIONS", {}),
}
# Each thread of the web server asks on a connection of its own whether a page it keeps may still
# be given: taking one from the pool for each request would cost more than the rest of the answer.
PAGE_CACHE_DATABASE = "page_cache"
DATABASES[PAGE_CACHE_DATABASE] = {
    **DATABASES["default"],
    "OPTIONS": dict(DATABASES["default"]["OPTIONS"]),
    "CONN_MAX_AGE": None,
}
# The web server keeps a pool per process; a command needs one connection only.
_POOL_SIZE = env.int("DATABASE_POOL_SIZE", default=8)
if _POOL_SIZE:
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": _POOL_SIZE,
        "timeout": 5,  # seconds to wait for a free connection
        # Give up soon: the next request tries again, as soon as the database is back.
        "reconnect_timeout": 1,
    }
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("ja", _("Japanese")), ("ar", _("Arabic"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
FORMAT_MODULE_PATH = "partnership.formats"
USE_TZ = True

PARLER_LANGUAGES = {
    None: tuple({"code": code} for code, _name in LANGUAGES),
    "default": {"fallbacks": ["en"], "hide_untranslated": False},
}
PARLER_ENABLE_CACHING = False

# Errors and what the server says of itself go to the standard error stream.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # Without Django's own handlers, which would say things twice.
    "loggers": {"django": {"handlers": [], "level": "INFO", "propagate": True}},
}

# Outgoing mail; the demo prints it.
vars().update(
    env.email_url("EMAIL_URL", default="consolemail://" if PORTAL_DEMO else "smtp://localhost:25")
)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("DEFAULT_FROM_EMAIL", default="portal@localhost")

if SENTRY_DSN := env("SENTRY_DSN", default=""):
    import sentry_sdk

    sentry_sdk.init(SENTRY_DSN, send_default_pii=False)

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "partnership.webfonts.WebFontFinder",
]

# Uploads live outside the static files and no URL maps to them: they leave the
# site only through library.views.serve_file, after a permission check.
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media"))()
S3_BUCKET = env("S3_BUCKET", default="")
STORAGES: dict[str, dict[str, Any]] = {
    # The disk, or with the [s3] extra a bucket that only this site can read.
    "default": {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env("S3_ENDPOINT_URL", default=None),
            "default_acl": "private",
            "file_overwrite": False,
        },
    }
    if S3_BUCKET
    else {"BACKEND": "library.storage.DurableFileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
# Larger files are streamed to disk, never held in memory.
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# A project is edited on one page with all its rows, each of them several fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# One switch for everything that only makes sense over HTTPS. Off by default
# only where the site is tried out on a plain local address.
HTTPS = env.bool("HTTPS", default=not (DEBUG or PORTAL_DEMO))
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=365 * 24 * 3600) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"

# Number of reverse proxies in front. Only then are X-Forwarded-* headers
# believed: anyone can send them.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None

# One policy for every answer, admin included. The only inline script is the
# import map of the rich text editor: ContentSecurityPolicy adds its hash in the admin.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [csp.NONE],
        "script-src": [csp.SELF],
        "style-src": [csp.SELF],
        "img-src": [csp.SELF],
        "font-src": [csp.SELF],
        "connect-src": [csp.SELF],
        "manifest-src": [csp.SELF],
        "form-action": [csp.SELF],
        "base-uri": [csp.NONE],
        "frame-ancestors": [csp.NONE],
    }
}

# Shared by all processes, as throttling and the refusal of used one-time codes
# count across them. A table, so that nothing more than PostgreSQL is needed.
CACHES = {"default": env.cache_url("CACHE_URL", default="dbcache://portal_cache")}

# Pages that readers without an account got, in the memory of each process. 0 keeps none.
PAGE_CACHE_MB = env.int("PAGE_CACHE_MB", default=64)

# Work for later is a row in the same database, so that it is kept or undone together with what
# asks for it. `manage.py db_worker` does it.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# The interface for programs is for reading, by anybody, at a measured pace.
FILTERS_EMPTY_CHOICE_LABEL = _("All")

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_RATES": {"anon": env("API_RATE", default="300/minute")},
    "NUM_PROXIES": TRUSTED_PROXIES,
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Partnership Portal",
    "DESCRIPTION": "Everything public of the partnership, for programs. Read only.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    # Names of choices that several kinds have: given, so that they stay.
    "ENUM_NAME_OVERRIDES": {
        "ActionStatusEnum": "meetings.models.ActionStatus",
        "ActivityStatusEnum": "projects.codes.ActivityStatus",
        "BudgetStatusEnum": "projects.codes.BudgetStatus",
    },
}

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
LOGOUT_REDIRECT_URL = "account_login"
SESSION_COOKIE_AGE = 12 * 3600
PASSWORD_RESET_TIMEOUT = 3600
ACCOUNT_ADAPTER = "partnership.accounts.adapters.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
# Accounts are made by administrators, who vouch for the address.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
}
MFA_ADAPTER = "partnership.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Partnership Portal"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {
        "js": [static_lazy("richtext/extensions.js")],
        "extensions": {
            "Language": html_tags(["span"], {"span": ["lang", "dir"]}),
            "OwnStyles": html_tags([]),
        },
    }
]
