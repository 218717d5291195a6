"""`zhicheng run`: make the demo if there is none, then serve it: web, worker and clock together."""

import contextlib
import io
import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from zhicheng.almanac import clock
from zhicheng.people.models import Account
from zhicheng.rehearsal import demo
from zhicheng.vault import fingerprints, keys

HOST = "127.0.0.1"


class Command(BaseCommand):
    """Serve the demo."""

    help = (
        "Create database, reference data and a demo season where they are missing; then serve until stopped."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        port = os.environ.get("PORT") or "8000"
        if not port.isdigit() or not 0 < int(port) < 65536:
            raise CommandError(f"PORT must be a number from 1 to 65535, not {port!r}")
        if answers(int(port)):
            raise CommandError(
                f"port {port} is taken; choose another one: PORT={int(port) % 65535 + 1} make run"
            )
        executor = MigrationExecutor(connection)
        if strange := set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations):
            app, name = min(strange)
            raise CommandError(
                f"the database was made by another version of this program, which knew the step {app} {name}: serve it "
                "with that version, or set another DATA_DIR (or DATABASE_URL) for a new demo"
            )
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
        try:
            fingerprints.check()
        except keys.KeyMissing as missing:
            raise CommandError(str(missing)) from None
        call_command("collectstatic", verbosity=0, interactive=False)
        if not Account.objects.exists():
            self.stdout.write("Making the demo season (less than a minute) …")
            self.stdout.flush()
            with contextlib.redirect_stdout(io.StringIO()):  # the season's own messages to invented phones
                demo.make(report=self.stdout.write)
        self.serve(port)

    def announce(self, port: str) -> None:
        """Print the address and one account for every role."""
        self.stdout.write(f"\n职称申报评审系统  http://{HOST}:{port}/")
        if clock.is_demo():
            self.stdout.write(
                f"演示时间 {clock.now():%Y-%m-%d %H:%M}    演示口令（所有账号） {demo.PASSWORD}\n"
            )
            for line in demo.accounts():
                waiting = " · ".join(line.waiting)
                self.stdout.write(f"  {line.role:<16}\t{line.login:<20}\t{line.who}\t{waiting}")
            self.stdout.write(f"  表决密钥文件（口令同上）  {demo.key_files()}")
            self.stdout.write(
                f"  动态码密钥（工作人员和专家登录、签署用；页面上显示当前动态码）  {demo.SECOND_FACTOR}"
            )
        self.stdout.write("")
        self.stdout.flush()

    def serve(self, port: str) -> None:
        """Start the web, then worker and clock, and announce them; stop all when one ends or a signal comes."""
        program = [sys.executable, "-m", "zhicheng.command"]
        web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", port]
        web += [
            "--workers",
            "2",
            "--blocking-threads",
            "4",
            "--no-ws",
            "--log-level",
            "warning",
            "config.wsgi:application",
        ]
        children: list[subprocess.Popen[bytes]] = []

        def start(command: list[str]) -> None:
            children.append(subprocess.Popen(command, cwd=settings.BASE_DIR))  # noqa: S603 (fixed programs)

        def stop(number: int, frame: FrameType | None) -> None:
            raise KeyboardInterrupt

        signal.signal(signal.SIGTERM, stop)
        try:
            start(web)
            while children[0].poll() is None and not answers(int(port)):
                time.sleep(0.05)
            for name in ("worker", "clock"):
                start([*program, name])
            self.announce(port)
            while all(child.poll() is None for child in children):
                time.sleep(0.3)
            self.stderr.write("one of web, worker and clock has ended: stopping the others")
        except KeyboardInterrupt:
            self.stdout.write("stopping")
        finally:
            for child in children:
                child.terminate()
            for child in children:
                try:
                    child.wait(10)
                except subprocess.TimeoutExpired:
                    child.kill()


def answers(port: int) -> bool:
    """Whether somebody listens at the port."""
    try:
        socket.create_connection((HOST, port), 1).close()
    except OSError:
        return False
    return True
