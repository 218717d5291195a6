"""Before Django starts in a room: its keys, from the package into memory. `zhicheng room open` and `run`. No Django."""

import atexit
import contextlib
import getpass
import os
import shutil
import sys
import tempfile
from pathlib import Path

from zhicheng.register.records import Broken
from zhicheng.room import package
from zhicheng.room.package import HEAD, KEYS, Package
from zhicheng.vault import keys

MEMORY = Path("/dev/shm")  # noqa: S108 (a folder of our own is made in it, for us alone)
PHRASE = "ROOM_PASSPHRASE"


_found: list[tuple[Package, Path]] = []  # at most one: a process opens one room


def current() -> Package:
    """The package that this process has unlocked. Errors: Broken where it is no room's."""
    if not _found:
        raise Broken("这不是封闭会场的数据目录")
    return _found[0][0]


def data_dir() -> Path:
    """The room's data folder."""
    return _found[0][1]


def unlocked(source: Path, folder: Path) -> Package:
    """The package with its keys laid out for Django under `folder`/keys, a link into memory, until the program ends.

    Asks for the passphrase unless the environment names it. Errors: Broken; FileExistsError where the folder has keys
    of its own, as that of a main system does.
    """
    phrase = os.environ.pop(PHRASE, "") or getpass.getpass("封闭会场口令：", sys.stderr)
    found = package.opened(source, phrase)
    place = keys.folder(folder)
    if place.exists() and not place.is_symlink():
        raise FileExistsError(f"{folder} 是另一个系统的数据目录，请用 DATA_DIR 指定一个空目录")
    fresh = Path(tempfile.mkdtemp(prefix="zhicheng-room-", dir=MEMORY if MEMORY.is_dir() else None))
    for name in keys.NAMES:
        target = fresh / name
        target.touch(mode=0o600)
        target.write_text(found.keys()[name], encoding="ascii")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    served = place.readlink() if place.is_symlink() else None  # by `run`, beside which slips are printed
    place.unlink(missing_ok=True)
    place.symlink_to(fresh)
    _found[:] = [(found, folder)]
    owner = os.getpid()

    def forget() -> None:
        if os.getpid() == owner:
            with contextlib.suppress(OSError):
                if place.is_symlink() and place.readlink() == fresh:
                    place.unlink()
                    if served is not None and served.is_dir():
                        place.symlink_to(served)
            shutil.rmtree(fresh, ignore_errors=True)

    atexit.register(forget)
    return found


def keep_head(found: Package, folder: Path) -> None:
    """What `run` and `result` need of the package later: its head and the encrypted keys."""
    target = kept(folder)
    target.mkdir(mode=0o700, exist_ok=True)
    for name in (HEAD, KEYS):
        shutil.copyfile(found.folder / name, target / name)


def kept(folder: Path) -> Path:
    """Where they lie. A data folder that has them is a room's."""
    return folder / "this-room"
