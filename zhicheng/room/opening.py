"""Make the room's own database from a package, on a laptop: rows, files, log-ins for the day."""

import datetime as dt
import gzip
import json
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.files.stores import Folder
from zhicheng.people.models import Account
from zhicheng.planning.models import ClosedRoom, Session
from zhicheng.register.records import Broken
from zhicheng.room.boxes import ALPHABET
from zhicheng.room.package import FILES, ROWS, Package
from zhicheng.room.rows import object_of
from zhicheng.trail.writing import write
from zhicheng.vault.crypto import keyed_index

PASSWORD = 10  # characters


@dataclass(frozen=True)
class Slip:
    """What is printed and handed to somebody at the door."""

    name: str
    login: str
    password: str
    without_code: bool


def load(package: Package, report: Callable[[str], object] = str) -> list[Slip]:
    """Fill the empty database and the folder of files from the package; the slips, which are kept nowhere.

    All of it or nothing. Errors: Broken, also where the database is not empty.
    """
    if Account.objects.exists():
        raise Broken("这个数据目录已经有数据，请换一个空的")
    rows: dict[str, list[dict[str, Any]]] = json.loads(gzip.decompress(package.part(ROWS)))
    _load_files(package, report)
    with transaction.atomic():
        for label, some in rows.items():
            model = apps.get_model(label)
            model._default_manager.bulk_create([object_of(model, row) for row in some], batch_size=200)
        connection.check_constraints()
        clock.forget_cached_offset()
        session = Session.objects.get(pk=package.content["session"])
        ClosedRoom.objects.create(
            id=package.content["room"], session=session, status=ClosedRoom.Status.HERE,
            taken_at=dt.datetime.fromisoformat(package.content["taken_at"]),
            taken_by_id=package.signature["account"], rows_hash=package.content["rows"],
            package_hash=package.digest,
        )  # fmt: skip
        slips = new_slips()
        write("open_room", "session", session.pk, actor=None, facts={"package": package.digest})
    report(_("已装入%(many)s行数据。") % {"many": sum(len(some) for some in rows.values())})
    return slips


@transaction.atomic
def new_slips(only: str = "") -> list[Slip]:
    """A log-in and a fresh password for everybody who acts in the room; who had one before needs the new one.

    `only`: the log-in of one who has lost the slip, or is locked after wrong tries; others keep theirs.
    Errors: Broken where nobody has it.
    """
    slips = []
    for number, account in enumerate(
        Account.objects.filter(is_active=True).order_by("display_name", "pk"), 1
    ):
        slip = Slip(
            account.display_name,
            f"hc{number:02d}",
            "".join(secrets.choice(ALPHABET) for _sign in range(PASSWORD)),
            not account.second_factor,
        )
        if only and only != slip.login:
            continue
        account.login_index, account.login_hint = keyed_index("login", slip.login), slip.login
        account.set_password(slip.password)
        account.failed_logins, account.failed_codes, account.locked_at = 0, 0, None
        account.save(
            update_fields=[
                "login_index", "login_hint", "password", "failed_logins", "failed_codes", "locked_at",
            ]
        )  # fmt: skip
        account.devices.update(failed_logins=0, locked_at=None)
        if only:
            write("new_slip", "account", account.pk, actor=None)
        slips.append(slip)
    if not slips:
        raise Broken(f"没有会场账号 {only}")
    return slips


def _load_files(package: Package, report: Callable[[str], object]) -> None:
    names = [name for name in package.content["parts"] if name.startswith(f"{FILES}/")]
    folder = Folder(Path(settings.FILES_ROOT))
    folder.root.mkdir(parents=True, exist_ok=True)
    for name in names:
        with tempfile.NamedTemporaryFile(dir=folder.root, delete=False) as stream:
            stream.write(package.part(name))
        folder.put(name.removeprefix(f"{FILES}/"), Path(stream.name))
    report(_("已解开材料%(many)s份。") % {"many": len(names)})
