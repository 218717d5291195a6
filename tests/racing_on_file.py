"""`python -m tests.racing_on_file MODULE N`: the races or crashes of a module on a SQLite file in ZHICHENG_TEST_DATA."""

import importlib
import os
import sys

import django

from tests import environment

if __name__ == "__main__":
    assert environment.data_dir.is_dir()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    sys.exit(importlib.import_module(sys.argv[1]).main(int(sys.argv[2])))
