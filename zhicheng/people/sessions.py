"""Where log-ins are kept: Django's sessions in the database, found by a statement that is built once a process."""

import datetime as dt

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from zhicheng.almanac import clock
from zhicheng.vault.prepared import Key, Prepared


class SessionStore(db.SessionStore):
    """Each page behind the log-in asks for its session first. `ends_at`: when it ends, by the wall clock, once loaded."""

    ends_at: dt.datetime | None = None

    def _get_session_from_db(self) -> Session | None:
        found = next(iter(_session(Key(self.session_key))), None) if self.session_key else None
        if found is not None and found.expire_date > clock.by_the_wall(clock.now()):
            self.ends_at = found.expire_date
            return found
        self._session_key = None
        return None


@Prepared
def _session(key: Key) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key)
