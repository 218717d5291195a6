"""`zhicheng bench worker`: what the worker does for a desk in the background, on a scratch copy of 100,000 applications."""

from collections.abc import Iterator
from typing import Any

from benchmarks import figures, keeping
from benchmarks.places import Place

SIZE = 100_000
AIM_MB = 150
PARTS = {
    "batch": "pass 500 cases, each checked on its own",
    "list": "a list of 100,000 lines as an Excel file",
}


def measure(engine: str) -> Iterator[dict[str, Any]]:
    """Seconds and memory of each, one mapping a figure. Errors: NotMade."""
    kept, _made = keeping.seeded(engine, SIZE)
    for part, words in PARTS.items():
        place = Place(engine, SIZE, "worker")
        try:
            place.copy_of(kept)
            told = keeping.inside(place, "background", part)
        finally:
            place.clear()
        beside = {"yardstick": None, "ratio": None, "ratio_is": words, "told": told}
        yield figures.named(
            engine, {"name": f"worker.{part}_s", "value": told["seconds"], "unit": "s", **beside}
        )
        aim = {"aim": AIM_MB} if part == "list" else {}
        yield figures.named(
            engine,
            {"name": f"worker.{part}_mb", "value": told["memory_mb"], "unit": "MB", **beside, **aim},
        )
