"""The yardstick's rows."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command

from benchmarks.yardstick.models import Row


def make(rows: int) -> dict[str, str]:
    """Tables, `rows` rows, one account; the cookies of its session."""
    call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
    Row.objects.bulk_create(Row(name=f"row {number}") for number in range(1, rows + 1))
    user = User.objects.create_user("visitor", password="visitor")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return {"cookies": f"{settings.SESSION_COOKIE_NAME}={session.session_key}"}
