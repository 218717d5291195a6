"""Keep what is typed, give it up, and clear away what nobody came back for."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.drafts.models import ADDRESS_LIMIT, Draft
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.vault.ids import new_id

MOST_DRAFTS = 300  # of one account
MOST_CHARACTERS = 200_000  # of one draft, as JSON
BASE_LIMIT = 64  # characters
KEPT_FOR = dt.timedelta(
    days=400
)  # a season and a little: who comes back a year later starts from the dossier


class NewerElsewhere(Refused):
    """Another window or device has kept a newer version. `newer`: that version, or None where it was handed in."""

    def __init__(self, newer: Draft | None) -> None:
        super().__init__(_("另一个窗口或设备上有更新的内容，没有覆盖。"), status=409)
        self.newer = newer


def keep(account: Account, *, address: str, typed: Mapping[str, Sequence[str]], base: str, seen: int) -> int:
    """Keep what is typed in the form at `address`; the number of the version.

    `typed`: field → texts; `seen`: the version that this window knows, 0 for none. Nothing is overwritten that this
    window has not seen. Errors: NewerElsewhere; Refused where the address is none of ours or there is too much.
    """
    address = form_address(address)
    text = json.dumps({name: list(texts) for name, texts in typed.items()}, ensure_ascii=False)
    if len(text) > MOST_CHARACTERS or len(base) > BASE_LIMIT:
        raise Refused(_("内容太长，没有自动保存。请先提交一部分。"), status=413)
    fields = {"typed": text, "base": base, "saved_at": clock.now()}
    mine = Draft.objects.filter(account=account, path=address)
    if seen:
        if not mine.filter(version=seen).update(**fields, version=F("version") + 1):
            raise NewerElsewhere(mine.first())
        return seen + 1
    if Draft.objects.filter(account=account).count() >= MOST_DRAFTS:
        raise Refused(_("没有提交的内容太多，请先提交或放弃一些。"), status=409)
    try:
        with transaction.atomic():
            Draft.objects.create(id=new_id(), account=account, path=address, **fields)
    except IntegrityError:
        raise NewerElsewhere(mine.first()) from None
    return 1


def drop(account: Account, address: str) -> None:
    """Give up what was typed: it was handed in, or is not wanted any more. Nothing happens where nothing is kept."""
    Draft.objects.filter(account=account, path=address[:ADDRESS_LIMIT]).delete()


def clear_forgotten() -> int:
    """Delete what nobody came back for in KEPT_FOR; how many."""
    return Draft.objects.filter(saved_at__lt=clock.now() - KEPT_FOR).delete()[0]


def form_address(text: str) -> str:
    """The path of an address of this site. Errors: Refused."""
    path = urlsplit(text).path if len(text) <= ADDRESS_LIMIT and "\x00" not in text else ""
    try:
        resolve(path)
    except Resolver404:
        raise Refused(_("没有这个页面，内容没有自动保存。"), status=400) from None
    return path
