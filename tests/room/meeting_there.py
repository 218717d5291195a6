"""What happens in the room, in a process of its own: `python -m tests.room.meeting_there JSON`; `story`: the module."""

import importlib
import json
import os
import sys
from pathlib import Path

import django

from zhicheng.room import unlocking

if __name__ == "__main__":
    folder = Path(os.environ["DATA_DIR"])
    unlocking.unlocked(unlocking.kept(folder), folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ["READS_BY_THREAD"] = "0"
    django.setup()
    told = json.loads(sys.argv[1])
    there = importlib.import_module(f"tests.room.{told.get('story', 'meeting')}")
    print(json.dumps(there.in_the_room(told)))
