"""Django's settings, keys and data folder; imported before anything of the project."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA_DIR = Path(os.environ.setdefault("DATA_DIR", str(ROOT / "var" / "pictures")))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps a loop of its own in this thread
sys.path.insert(0, str(ROOT))

import django  # noqa: E402 (after its settings)

from zhicheng.vault import keys  # noqa: E402 (after the path)

(DATA_DIR / "static").mkdir(parents=True, exist_ok=True)
keys.create(DATA_DIR)
django.setup()
