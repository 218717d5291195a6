"""The command-line program: `policy`, `certificates`, `verify` and `bench` need no Django; all else does."""

import gc
import os
import sys
import tempfile
from pathlib import Path

from django.core.management import execute_from_command_line

from benchmarks import command as bench_command
from zhicheng.experts import verifier as draw_verifier
from zhicheng.meeting.ballots import verifier
from zhicheng.outcomes.archives import verifier as archive_verifier
from zhicheng.policy import command as policy_command
from zhicheng.register import offline
from zhicheng.register.records import Broken
from zhicheng.room import unlocking
from zhicheng.vault import keys

IN_ROOM = ("open", "run", "slips", "result")


def main() -> int:
    """Run the command that the program's arguments name; the exit status."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["policy"]:
        return policy_command.main(arguments[1:])
    if arguments[:1] == ["certificates"]:
        return offline.main(arguments[1:])
    if arguments[:2] == ["verify", "tally"]:
        return verifier.main(arguments[2:])
    if arguments[:2] == ["verify", "archive"]:
        return archive_verifier.main(arguments[2:])
    if arguments[:2] == ["verify", "draw"]:
        return draw_verifier.main(arguments[2:])
    if arguments[:1] == ["bench"]:
        return bench_command.main(arguments[1:])
    data_dir = Path(os.environ.get("DATA_DIR") or Path(__file__).resolve().parent.parent / "var").resolve()
    if arguments[:2] == ["keys", "create"]:
        return keys.create_command(data_dir)
    if arguments[:1] == ["room"] and arguments[1:2] and arguments[1] in IN_ROOM:
        return _in_room(arguments, data_dir)
    if (
        arguments[:1] == ["run"]
        and not (data_dir / "zhicheng.sqlite3").exists()
        and keys.create_command(data_dir)
    ):
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if arguments[:1] == ["rehearse"]:
        return _rehearse()
    if arguments[:2] == ["import", "accounts"]:
        return _django([sys.argv[0], "import_accounts", *arguments[2:]])
    return _django(sys.argv)


def _in_room(arguments: list[str], data_dir: Path) -> int:
    """A closed room has its keys in memory, laid out before Django starts; nothing of another installation holds there."""
    for name in ("DATABASE_URL", "FILES_STORE"):
        os.environ.pop(name, None)
    opens = arguments[1] == "open" and len(arguments) > 2
    try:
        unlocking.unlocked(Path(arguments[2]) if opens else unlocking.kept(data_dir), data_dir)
    except (Broken, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    return _django(sys.argv)


def _rehearse() -> int:
    """A rehearsal has a data folder and, unless DATABASE_URL names one, a database of its own, dropped afterwards."""
    with tempfile.TemporaryDirectory(prefix="zhicheng-rehearsal-") as folder:
        os.environ |= {"DATA_DIR": folder, "SMS_SENDER": "file", "EMAIL_SENDER": "file"}
        keys.create(Path(folder))
        gc.disable()  # the program ends before garbage matters
        return _django([*sys.argv[:1], "migrate", "--verbosity=0"]) or _django(sys.argv)


def _django(arguments: list[str]) -> int:
    try:
        execute_from_command_line(arguments)
    except keys.KeyMissing as missing:
        print(missing, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
