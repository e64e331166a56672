"""Settings: a small office needs none; a larger one sets environment variables.

Every variable read here is described in docs/settings.md (a test compares).
"""

import os
import secrets
from datetime import time, timedelta
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.urls import reverse_lazy

from chuangwen.places import HOME


def _secret_key() -> str:
    """Read the secret key, or make one for this installation at first start."""
    if key := os.environ.get("CHUANGWEN_SECRET_KEY"):
        return key
    path = HOME / "secret_key"
    HOME.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


def _on(name: str, default: str = "0") -> bool:
    return os.environ.get(name, default) == "1"


def _databases() -> dict[str, dict[str, object]]:
    """SQLite in the home folder, or whatever CHUANGWEN_DATABASE names."""
    default = f"sqlite:///{HOME / 'chuangwen.sqlite3'}"
    database = dj_database_url.parse(os.environ.get("CHUANGWEN_DATABASE", default), conn_max_age=60)
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
        }
    return {"default": dict(database)}


def _time_of_day(text: str) -> time | None:
    """Read a time such as 07:00; none where it is empty."""
    return time.fromisoformat(text) if text else None


def _letter_channels() -> dict[str, str]:
    """Return the ways out of the house that are set up, each with its address; none by default."""
    names = {
        "email": "CHUANGWEN_MAIL",
        "sms": "CHUANGWEN_SMS_URL",
        "wecom": "CHUANGWEN_WECOM_URL",
        "dingtalk": "CHUANGWEN_DINGTALK_URL",
    }
    return {code: address for code, name in names.items() if (address := os.environ.get(name, ""))}


SECRET_KEY = _secret_key()
DEBUG = _on("CHUANGWEN_DEBUG")
ALLOWED_HOSTS = os.environ.get("CHUANGWEN_HOSTS", "127.0.0.1,localhost").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CHUANGWEN_ORIGINS", "").split(",") if o]
HTTPS = _on("CHUANGWEN_HTTPS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "chuangwen.web.ui",  # before allauth, whose templates it replaces
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "template_partials",
    "django_tasks",
    "django_tasks_db",
    "chuangwen.civic.journal",
    "chuangwen.civic.people",
    "chuangwen.civic.orgs",
    "chuangwen.civic.letters",
    "chuangwen.civic.jobs",
    "chuangwen.civic.ledger",
    "chuangwen.civic.rulebooks",
    "chuangwen.civic.assessments",
    "chuangwen.civic.titles",
    "chuangwen.civic.rounds",
    "chuangwen.web.public",
    "chuangwen.web.office",
    "chuangwen.web.unit",
    "chuangwen.web.system",
    "chuangwen.batch",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "chuangwen.web.ui.sessions.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "chuangwen.web.ui.fragments.VaryOnHtmx",
    "allauth.account.middleware.AccountMiddleware",
    "chuangwen.web.ui.sessions.IdleTimeOut",
    "chuangwen.web.ui.sessions.OwnPasswordFirst",
]

ROOT_URLCONF = "chuangwen.urls"
WSGI_APPLICATION = "chuangwen.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["template_partials.templatetags.partials", "chuangwen.web.ui.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "chuangwen.web.ui.context.page",
            ],
        },
    }
]

DATABASES = _databases()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = HOME / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEGABYTE = 1024 * 1024
UPLOAD_CAP = int(os.environ.get("CHUANGWEN_UPLOAD_MB", "30")) * MEGABYTE
# A second opinion on doubtful figures of reports: nothing is sent anywhere unless an address is set.
READING_ADVISOR_URL = os.environ.get("CHUANGWEN_READING_ADVISOR_URL", "")
READING_ADVISOR_MODEL = os.environ.get("CHUANGWEN_READING_ADVISOR_MODEL", "")
READING_ADVISOR_KEY = os.environ.get("CHUANGWEN_READING_ADVISOR_KEY", "")
READING_ADVISOR_TIMEOUT = float(os.environ.get("CHUANGWEN_READING_ADVISOR_SECONDS", "30"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * MEGABYTE
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * MEGABYTE

# Background work --------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
JOB_STALE = timedelta(seconds=int(os.environ.get("CHUANGWEN_JOB_STALE_SECONDS", "30")))
JOB_DAYS = int(os.environ.get("CHUANGWEN_JOB_DAYS", "30"))
DAILY_AT = _time_of_day(os.environ.get("CHUANGWEN_DAILY_AT", "07:00"))

# People, passwords, sessions -------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = reverse_lazy("after_login")
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "chuangwen.web.ui.accounts.StaffAccountAdapter"
ACCOUNT_FORMS = {
    "login": "chuangwen.web.ui.account_forms.SignInForm",
    "change_password": "chuangwen.web.ui.account_forms.OwnPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/5m/ip,5/15m/key"}
ACCOUNT_SESSION_REMEMBER = False
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("CHUANGWEN_PROXIES", "1" if HTTPS else "0"))
ACCOUNT_PREVENT_ENUMERATION = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "创文"
MFA_FORMS = {"authenticate": "chuangwen.web.ui.accounts.SecondFactorForm"}
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = int(os.environ.get("CHUANGWEN_IDLE_MINUTES", "60")) * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Letters out of the house ----------------------------------------------------
_MAIL = urlsplit(os.environ.get("CHUANGWEN_MAIL", ""))  # smtp:// plain, smtp+tls:// or smtps://
EMAIL_HOST = _MAIL.hostname or ""
EMAIL_PORT = _MAIL.port or {"smtps": 465, "smtp+tls": 587}.get(_MAIL.scheme, 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_MAIL.username or ""), unquote(_MAIL.password or "")
EMAIL_USE_SSL, EMAIL_USE_TLS = _MAIL.scheme == "smtps", _MAIL.scheme == "smtp+tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("CHUANGWEN_MAIL_FROM", "chuangwen@localhost")
LETTER_CHANNELS = _letter_channels()
SITE = os.environ.get("CHUANGWEN_SITE", CSRF_TRUSTED_ORIGINS[0] if CSRF_TRUSTED_ORIGINS else "").rstrip("/")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
