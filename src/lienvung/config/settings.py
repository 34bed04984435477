"""Django's settings of one node, read from its home.

`LIENVUNG_HOME` names the folder of the node: its `settings.toml` says title, address, language and
cookie; `office.sqlite` beside it holds people, source files in work, drafts and jobs. Without a home
only build steps work (messages, migrations, checks): a throw-away key, the office in memory, no node.
"""

import os
import secrets
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF

from lienvung.node.home import load_home
from lienvung.node.proxies import parse_proxies
from lienvung.office.body_limit import MAX_FORM, MAX_UPLOAD

LIENVUNG_HOME = os.environ.get("LIENVUNG_HOME", "")
# The pinned instant of demonstrations and tests, ISO 8601; empty means the clock.
LIENVUNG_NOW = os.environ.get("LIENVUNG_NOW", "")

_home = load_home(Path(LIENVUNG_HOME)) if LIENVUNG_HOME else None
_node_address = _home.settings.address if _home else ""
_address = urlsplit(_node_address)
_package = Path(__file__).resolve().parent.parent
_over_tls = _address.scheme == "https"

DEBUG = False
SECRET_KEY = _home.secret_key_file.read_text(encoding="ascii") if _home else secrets.token_hex(32)
ALLOWED_HOSTS = sorted({host for host in (_address.hostname, "localhost", "127.0.0.1") if host})
CSRF_TRUSTED_ORIGINS = [_node_address] if _node_address else []

ROOT_URLCONF = "lienvung.config.urls"
WSGI_APPLICATION = "lienvung.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "lienvung.office",
    "lienvung.web",
    "lienvung.web.intake",
    "lienvung.web.map",
    "lienvung.web.oversight",
    "lienvung.web.partners",
    "lienvung.web.registers",
    "lienvung.web.units",
    "allauth",
    "allauth.account",
    "csp",
]

MIDDLEWARE = [
    "lienvung.config.forwarded.ForwardedMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "lienvung.config.sunset.SunsetMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lienvung.config.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lienvung.api.gate.ApiGate",
    # Before the check against forgery: that one reads the body, and a stranger's is not read.
    "lienvung.office.body_limit.BodyLimitMiddleware",
    "lienvung.office.access.AccessMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "lienvung.web.context.node",
                "lienvung.web.intake.context.rights",
            ],
        },
    }
]

# The office database. TRUNCATE and FULL, not WAL: the system's SQLite may be inside the range of the
# WAL-reset defect (reference: faults). IMMEDIATE takes the write lock before the first read.
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(_home.office_database) if _home else ":memory:",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
        },
    }
}

# One process a node, so a local cache counts every attempt to sign in.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "lienvung"}}

# Messages are Vietnamese and have no catalogue: were this another language, Vietnamese would fall back to it.
LANGUAGE_CODE = "vi"
LIENVUNG_SUNSET = date.fromisoformat(_home.settings.sunset) if _home and _home.settings.sunset else None
LIENVUNG_LICENCE = _home.settings.licence if _home else ""
LIENVUNG_LANGUAGE = _home.settings.language if _home else LANGUAGE_CODE
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [str(_package / "locale")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

# People sign in with a user name that an administrator gave them; nobody signs up.
AUTH_USER_MODEL = "office.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "lienvung.office.sign_in.NamedAccountsOnly"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
# A session ends with the browser: desks are shared.
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Cookies are named after the node: browsers do not keep those of two ports of one host apart.
_cookie = ("__Host-" if _over_tls else "") + (_home.settings.cookie if _home else "lienvung")
SESSION_COOKIE_NAME = _cookie
CSRF_COOKIE_NAME = f"{_cookie}-csrf"
LANGUAGE_COOKIE_NAME = f"{_cookie}-language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _over_tls
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600

# Plain HTTP is for loopback; there a redirect to TLS would only lock the visitor out.
SECURE_SSL_REDIRECT = _over_tls
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _over_tls else None
SECURE_REDIRECT_EXEMPT = [r"^lienvung/v1/"]
SECURE_HSTS_SECONDS = 31_536_000 if _over_tls else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _over_tls
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "worker-src": [SELF],
        "connect-src": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
    }
}

# Uploads stay in memory until the declaration and the search for a stamp have passed: nothing reaches a disk before.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = MAX_UPLOAD
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_FORM
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
DATA_UPLOAD_MAX_NUMBER_FILES = 2

# Exchange between nodes is signed request by request; sessions and roles mean nothing there. The interfaces for
# programmes judge who asks themselves: a stranger's program reads public parts or 401, not a sign-in page.
LIENVUNG_OPEN_PREFIXES = ("/lienvung/v1/", "/api/")
# Requests a minute: of a person or their keys, of an address that did not sign in, and wrong keys of an address.
LIENVUNG_API_RATES = {"person": 600, "stranger": 240, "failure": 10}
# Whose word is believed about who asks, and whether over TLS; without it all who come through a proxy count as one.
LIENVUNG_PROXIES = parse_proxies(_home.settings.proxies) if _home else ()

# What went wrong while a page was made goes to standard error, whence `serve` or a service manager takes it: the
# framework alone would write nothing once debugging is off. Facts of requests and values of variables stay out.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # Addresses that are not there are no fault of ours; a page that broke is.
        "django.request": {"level": "ERROR"},
    },
}
