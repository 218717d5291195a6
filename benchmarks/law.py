"""Measure the law alone, without a server: a check, checks in bulk, and the memory that the loaded law takes."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.figures import LATENCY, RATE, figure
from benchmarks.places import ROOT
from zhicheng.policy.case import Case, eligibility_facts
from zhicheng.policy.command import answer_check
from zhicheng.policy.eligibility import check

CASES = ("eligibility.json", "own_eligibility.json")
ROUNDS = 7
AIM_CHECK_MS, AIM_BULK, AIM_MEMORY_MB = 0.5, 5000, 50
# The yardstick of memory: the interpreter with what reads JSON and YAML.
BARE = "import json, yaml"


def measure() -> Iterator[dict[str, Any]]:
    """The three figures; times are processor time of one process, so of one core, also where others share it."""
    folder = ROOT / "tests" / "policy" / "cases"
    texts = [json.dumps(case) for name in CASES for case in json.loads((folder / name).read_text("utf-8"))]
    cases = [Case(json.loads(text), at) for at, text in enumerate(texts, 1)]
    asked = [(eligibility_facts(case), case.book()) for case in cases]
    read, whole, bulk = [], [], []
    for _round in range(ROUNDS):
        read.append(_seconds(lambda: [json.loads(text) for text in texts]) / len(texts))
        whole.append(_seconds(lambda: [answer_check(case) for case in cases]) / len(cases))
        bulk.append(_seconds(lambda: [check(*one) for one in asked]) / len(asked))
    milliseconds = [one * 1000 for one in read]
    yield figure("policy.check_ms", [one * 1000 for one in whole], "ms", milliseconds, LATENCY, AIM_CHECK_MS)
    rates = [1 / one for one in read]
    yield figure("policy.bulk_per_s", [1 / one for one in bulk], "checks/s", rates, RATE, AIM_BULK)
    loaded = _megabytes("import benchmarks.loaded_law")
    yield figure("policy.memory_mb", [loaded], "MB", [_megabytes(BARE)], LATENCY, AIM_MEMORY_MB)


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _megabytes(program: str) -> float:
    """The most memory that a fresh process ever had resident while it ran a program."""
    tell = "; print([line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')][0])"
    done = subprocess.run(
        [sys.executable, "-c", program + tell], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return int(done.stdout) / 1024
