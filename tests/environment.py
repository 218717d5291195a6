"""A pytest plugin, loaded before Django's settings: a data folder of the test run's own, with keys."""

import os
import tempfile
from pathlib import Path

from zhicheng.vault import keys

data_dir = Path(os.environ.get("ZHICHENG_TEST_DATA") or tempfile.mkdtemp(prefix="zhicheng-test-"))
os.environ["DATA_DIR"] = str(data_dir)
os.environ.pop("DATABASE_URL", None)
os.environ["READING"] = "0"  # tests of the reading aid switch it on
os.environ["READS_BY_THREAD"] = "0"  # tests let it be written when they look at it
os.environ["PAGES_KEPT"] = "0"  # a test sees at once what it has done
if os.environ.get("TEST_DATABASE_URL") and os.environ.get("ZHICHENG_TEST_ON") == "postgresql":
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
keys.create(data_dir)
(data_dir / "static").mkdir(exist_ok=True)
