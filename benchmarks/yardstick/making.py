"""Make the yardstick's tables and rows, and log one account in: `python -m benchmarks.yardstick.making`."""

import importlib
import json
import os
import sys
from typing import Any

import django

ROWS = 1000


def main() -> int:
    """Print {"cookies": …} as one JSON object."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.yardstick.settings"
    django.setup()
    from_django: Any = importlib.import_module("benchmarks.yardstick.rows")
    print(json.dumps(from_django.make(ROWS)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
