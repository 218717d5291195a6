"""The database of the pictures: the demo season and what is added to it, kept and put back at every run; its server."""

import os
import shutil
import sqlite3
import threading
from pathlib import Path

import looks
import more
import provincial
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connection

from zhicheng.almanac import clock
from zhicheng.almanac.models import DemoTime
from zhicheng.rehearsal import demo

PORT = int(os.environ.get("PORT", "8799"))


class Quiet(WSGIRequestHandler):
    """A handler that prints nothing."""

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


def prepare(data: Path) -> None:
    """The rows as they are at the demo's beginning, the clock too; a server in this process."""
    kept, used = data / "prepared.sqlite3", data / "zhicheng.sqlite3"
    for old in data.glob(f"{used.name}*"):
        old.unlink()
    if kept.exists():
        shutil.copy(kept, used)
    else:
        call_command("migrate", verbosity=0)
        demo.make(report=print)
        with clock.at(demo.begins()):
            more.add()
        provincial.come()
        looks.add()
        connection.ensure_connection()
        with sqlite3.connect(kept) as copy:
            connection.connection.backup(copy)
    DemoTime.objects.all().delete()
    clock.forget_cached_offset()
    clock.start_demo(demo.begins())
    server = ThreadedWSGIServer(("127.0.0.1", PORT), Quiet)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    threading.Thread(target=server.serve_forever, daemon=True).start()
