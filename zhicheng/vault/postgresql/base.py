"""Django's PostgreSQL backend; only whether a kept connection is alive is read off its socket, not asked of the server."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Each request looks once whether the connection that its thread keeps is still good (CONN_HEALTH_CHECKS)."""

    def is_usable(self) -> bool:
        """Whether the connection works. There is something to read only once the server has closed its side."""
        if self.connection is None or self.connection.closed:
            return False
        look = select.poll()
        look.register(self.connection.fileno(), select.POLLIN)
        return not look.poll(0) or bool(super().is_usable())
