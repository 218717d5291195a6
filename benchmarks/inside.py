"""`python -m benchmarks.inside PART …`: set Django up on the data that DATA_DIR and DATABASE_URL name, then run PART."""

import importlib
import os
import sys

import django

PARTS = ("seeding", "visitors", "desk_visits", "comparing", "gathering", "background")


def main(arguments: list[str]) -> int:
    """Run one of PARTS with the other arguments; its exit status."""
    part, *others = arguments
    if part not in PARTS:
        print(f"one of {', '.join(PARTS)}, not {part}", file=sys.stderr)
        return 2
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    answer: int = importlib.import_module(f"benchmarks.{part}").main(others)
    return answer


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
