"""The laptop of a closed room: real second processes with a data folder of their own."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Laptop:
    """Where the room lies, and the passphrase of its package."""

    folder: Path
    package: Path
    phrase: str
    slips: dict[str, tuple[str, str]] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """Nothing of the tests' own database or data."""
        told = {key: value for key, value in os.environ.items() if "DATABASE_URL" not in key}
        return {**told, "DATA_DIR": str(self.folder), "ROOM_PASSPHRASE": self.phrase, "READING": "0"}

    def run(self, *arguments: str, phrase: str = "") -> "subprocess.CompletedProcess[str]":
        """`zhicheng room …` to its end."""
        return self._run([sys.executable, "-m", "zhicheng.command", "room", *arguments], phrase)

    def open(self) -> str:
        """`zhicheng room open`; what it prints. The slips are kept by name."""
        done = self.run("open", str(self.package))
        assert done.returncode == 0, done.stderr + done.stdout
        for login, password, name in re.findall(r"^  (hc\d+)\t(\S+)\t(.+)$", done.stdout, re.M):
            self.slips[name] = (login, password)
        return done.stdout

    def meet(self, **told: Any) -> dict[str, Any]:
        """Hold the meeting in a process there; what it tells."""
        done = self._run([sys.executable, "-m", "tests.room.meeting_there", json.dumps(told)], "")
        assert done.returncode == 0, done.stderr[-3000:]
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found

    def result(self, file: Path) -> bytes:
        """`zhicheng room result`."""
        done = self.run("result", str(file))
        assert done.returncode == 0, done.stderr
        return file.read_bytes()

    @contextmanager
    def serve(self, host: str = "127.0.0.1") -> Iterator[str]:
        """`zhicheng room run`; the address at which it answers."""
        with socket.socket() as free:
            free.bind((host, 0))
            port = free.getsockname()[1]
        command = [
            sys.executable,
            "-m",
            "zhicheng.command",
            "room",
            "run",
            "--host",
            host,
            "--port",
            str(port),
        ]
        with subprocess.Popen(
            command, cwd=ROOT, env=self.environment(), stdout=subprocess.PIPE, text=True
        ) as served:
            try:
                assert served.stdout is not None
                line = next(one for one in served.stdout if one.startswith("封闭会场"))
                until = time.monotonic() + 60
                while time.monotonic() < until:
                    with suppress(OSError), socket.create_connection((host, port), 1):
                        break
                    time.sleep(0.2)
                yield line.split()[1]
            finally:
                served.terminate()

    def _run(self, command: list[str], phrase: str) -> "subprocess.CompletedProcess[str]":
        environment = {**self.environment(), **({"ROOM_PASSPHRASE": phrase} if phrase else {})}
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300
        )
