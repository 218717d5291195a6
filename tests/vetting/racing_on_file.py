"""`python -m tests.vetting.racing_on_file N`: the races on a SQLite file in ZHICHENG_TEST_DATA, where threads can meet."""

import importlib
import os
import sys

import django

from tests import environment

if __name__ == "__main__":
    assert environment.data_dir.is_dir()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    sys.exit(importlib.import_module("tests.vetting.racing").main(int(sys.argv[1])))
