"""Settings of the yardstick: nothing but sessions and accounts, in a database beside the system's own.

YARDSTICK_DATABASE_URL  postgres://… (default: SQLite in DATA_DIR/yardstick.sqlite3)
"""

import os

from config import settings as system

SECRET_KEY = "yardstick"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "benchmarks.yardstick",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
ROOT_URLCONF = "benchmarks.yardstick.urls"
DATABASES = {"default": system.database(os.environ.get("YARDSTICK_DATABASE_URL"))}
if not os.environ.get("YARDSTICK_DATABASE_URL"):
    DATABASES["default"]["NAME"] = system.DATA_DIR / "yardstick.sqlite3"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
USE_TZ = True
