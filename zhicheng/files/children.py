"""A child process that does one risky thing: asked by a line of JSON, ended when it takes too long."""

from __future__ import annotations

import atexit
import contextlib
import json
import select
import subprocess
import sys
from pathlib import Path
from threading import Lock

ASKED_A_CHILD = 200  # after so many questions a fresh child is started


class Child:
    """One running child of a module, shared by the threads of this process, one question at a time."""

    def __init__(self, module: str) -> None:
        self.module = module
        self.lock = Lock()
        self.process: subprocess.Popen[str] | None = None
        self.asked = 0
        atexit.register(self.end)

    def ask(self, question: dict[str, str], seconds: float) -> dict[str, object] | None:
        """The child's answer; None where it died or took too long."""
        with self.lock:
            if self.process is None or self.process.poll() is not None or self.asked >= ASKED_A_CHILD:
                self.end()
                self.process, self.asked = self.start(), 0
            self.asked += 1
            assert self.process.stdin and self.process.stdout
            try:
                self.process.stdin.write(json.dumps(question) + "\n")
                self.process.stdin.flush()
                ready = select.select([self.process.stdout], [], [], seconds)[0]
                line = self.process.stdout.readline() if ready else ""
            except BrokenPipeError:
                line = ""
            if not line:
                self.end()
                return None
            answer: dict[str, object] = json.loads(line)
            return answer

    def start(self) -> subprocess.Popen[str]:
        """A fresh child, with no secret of the parent's."""
        return subprocess.Popen(  # noqa: S603 (a module of our own)
            [sys.executable, "-m", self.module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=Path(__file__).resolve().parents[2],
            env={"OMP_NUM_THREADS": "1"},
        )

    def end(self) -> None:
        """Stop the child."""
        if self.process is not None:
            self.process.kill()
            for stream in (self.process.stdin, self.process.stdout):
                if stream:
                    with contextlib.suppress(BrokenPipeError):
                        stream.close()
            self.process.wait()
            self.process = None
