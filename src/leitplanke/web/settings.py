"""Django settings: nothing is switched by hand in here, the operator's choices come from `environment`."""

from pathlib import Path

from leitplanke.web import environment, mailserver
from leitplanke.web.logs import setup as logs

HERE = Path(__file__).parent
VAR = environment.var_folder()
LOCAL = environment.is_local()
ORIGIN = environment.public_origin()
OPERATORS_PAGES = environment.operators_pages()

SECRET_KEY = environment.secret_key()
DEBUG = False
ALLOWED_HOSTS = environment.allowed_hosts()
ROOT_URLCONF = "leitplanke.web.urls"
WSGI_APPLICATION = "leitplanke.web.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "leitplanke.web.language",
    "leitplanke.web.pace",
    "leitplanke.web.protection",
    "leitplanke.web.accounts",
    "leitplanke.web.companies",
    "leitplanke.web.waves",
    "leitplanke.web.survey",
    "leitplanke.web.estimates",
    "leitplanke.web.strengths",
    "leitplanke.web.weights",
    "leitplanke.web.studies",
    "leitplanke.web.examples",
    "leitplanke.web.results",
    "leitplanke.web.look",
    "leitplanke.web.whatif",
    "leitplanke.web.guide",
    "leitplanke.web.board",
    "leitplanke.web.workshop",
    "leitplanke.web.ledger",
    "leitplanke.web.network",
    "leitplanke.web.cloud",
    "leitplanke.web.picture",
    "leitplanke.web.audit",
    "leitplanke.web.newdatabase",
    "leitplanke.web.notes",
    "leitplanke.web.api",
]
MIDDLEWARE = [
    "leitplanke.web.condition.middleware.counted",
    "leitplanke.web.protection.middleware.headers",
    "leitplanke.web.api.middleware.problem_answers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "leitplanke.web.language.middleware.language",
    "leitplanke.web.protection.middleware.local_only",
    "leitplanke.web.protection.middleware.readable",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "leitplanke.web.protection.middleware.bounded",
    "allauth.account.middleware.AccountMiddleware",
    "leitplanke.web.accounts.middleware.SignInRequired",
    "leitplanke.web.audit.middleware.acting_user",
    "leitplanke.web.api.middleware.token_bearer",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "leitplanke.web.language.context.language",
                "leitplanke.web.accounts.context.accounts",
            ],
            "builtins": [
                "django.templatetags.static",
                "leitplanke.web.language.templatetags.words",
                "leitplanke.web.guide.templatetags.guide",
                "leitplanke.web.waves.templatetags.waves",
                "leitplanke.web.companies.templatetags.rights",
                "leitplanke.web.notes.templatetags.notes",
            ],
        },
    },
]
# Fields are drawn by our own components, never by Django's widgets.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": environment.database()}
globals().update(mailserver.mail())
# In the database, so that all workers count wrong codes together and none takes a code that another has taken.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "leitplanke.web.accounts.backends.LocalOwnerBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "leitplanke.web.accounts.passwords.GuessedValidator"},
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "companies:list"
LOGOUT_REDIRECT_URL = "welcome"

# Accounts are made by the set-up link and by invitations only; nothing is sent by mail, and no address is kept.
ACCOUNT_ADAPTER = "leitplanke.web.accounts.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_REAUTHENTICATION_REQUIRED = True
SOCIALACCOUNT_ADAPTER = "leitplanke.web.accounts.adapters.ElsewhereAdapter"
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
SIGN_IN_ELSEWHERE = environment.sign_in_elsewhere()
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [SIGN_IN_ELSEWHERE] if SIGN_IN_ELSEWHERE else []}}
MFA_ADAPTER = "leitplanke.web.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Leitplanke"
MFA_TOTP_TOLERANCE = 1
# Browsers themselves allow passkeys over http on this machine only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ORIGIN.startswith("https://")

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

# A form of ours is a few kB; anything near this bound is an attack.
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 90 * 24 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "leitplanke.web.protection.views.refuse_forgery"
CSRF_TRUSTED_ORIGINS = [ORIGIN] if ORIGIN else []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ORIGIN.startswith("https://")
# Cookies know no port: another tool on localhost must not overwrite ours.
SESSION_COOKIE_NAME = "leitplanke-session"
CSRF_COOKIE_NAME = "leitplanke-csrf"

LOGGING = logs.configuration()
METRICS_TOKEN = environment.metrics_token()
PROXIES = environment.proxies()
