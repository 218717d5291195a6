"""Who looks at the page, for the header and the menu of every page; asked only when the page shows it."""

import datetime as dt
from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from uuid import UUID

from django.db.models import FilteredRelation, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.desks.navigation import MENUS, Desk, Entry, Words
from zhicheng.inbox.queries import Unread
from zhicheng.people.models import Account, Membership
from zhicheng.people.queries import in_force
from zhicheng.vault.prepared import Prepared


@dataclass(frozen=True)
class Item:
    """An entry of the menu, ready to draw."""

    label: Words
    url: str
    here: bool
    count: str


@dataclass(frozen=True)
class Visitor:
    """Name, organisation, role and menu of whoever looks; `home` is where 首页 in the breadcrumb leads."""

    signed_in: bool
    menu: list[Item]
    home: str
    home_label: str
    name: str = ""
    organisation: str = ""
    role: str = ""

    @property
    def may_open(self) -> frozenset[str]:
        """The addresses of the visitor's menu."""
        return frozenset(item.url for item in self.menu)


def visitor(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `visitor`, worked out on first use."""
    return {"visitor": SimpleLazyObject(partial(see, request))}


def see(request: HttpRequest) -> Visitor:
    """One SQL statement for an account, none for a visitor without one."""
    user = getattr(request, "user", None)
    if not isinstance(user, Account):
        return Visitor(False, _menu(request, (Desk.PUBLIC,), 0), reverse("desks:public"), _("首页"))
    rows = _seats(user.pk, clock.now())
    roles = [row[0] for row in rows if row[0]]
    principal = {row[0]: row[6] for row in rows if row[0]}
    desks = [Desk(role) for role in dict.fromkeys(roles)]
    _role, organisation, unit, person, expert, unread, _whom = rows[0]
    words = [_titled(role, principal[role]) for role in dict.fromkeys(roles)]
    if person:
        desks.append(Desk.PERSON)
        words.append(_("申报人"))
    if expert:
        desks.append(Desk.EXPERT)
        words.append(_("评审专家"))
    return Visitor(
        signed_in=True,
        menu=_menu(request, tuple(desks), unread),
        home=reverse("desks:home"),
        home_label=_("我的工作台"),
        name=user.display_name,
        organisation=organisation or unit or "",
        role="、".join(words),
    )


def _titled(role: str, principal: str | None) -> str:
    label = str(Membership.Role(role).label)
    return _("%(role)s（代%(whom)s）") % {"role": label, "whom": principal} if principal else label


@Prepared
def _seats(account: UUID, at: dt.datetime) -> QuerySet[Account, tuple[Any, ...]]:
    return (
        Account.objects.filter(pk=account)
        .annotate(seat=FilteredRelation("memberships", condition=in_force(at, "memberships__")))
        .order_by("seat__since", "seat__id")
        .values_list(
            "seat__role",
            "seat__organisation__name",
            "person__unit__name",
            "person__id",
            "expert__id",
            Unread(account),
            "seat__standing_in__role__account__display_name",
        )
    )


def _menu(request: HttpRequest, desks: tuple[Desk, ...], unread: int) -> list[Item]:
    entries = _entries(desks)
    here = _here(request, entries)
    return [
        Item(entry.label, url, url == here, _count(unread) if entry.counts else "") for entry, url in entries
    ]


def _here(request: HttpRequest, entries: tuple[tuple[Entry, str], ...]) -> str:
    """Where the visitor is: the longest address that the page's begins with, else the entry that names its view."""
    fits = [url for entry, url in entries if _within(request.path, url, below=entry.below)]
    if fits:
        return max(fits, key=len)
    view = request.resolver_match.view_name if request.resolver_match else ""
    return next((url for entry, url in entries if view in entry.pages), "")


@cache
def _entries(desks: tuple[Desk, ...]) -> tuple[tuple[Entry, str], ...]:
    """The entries of all the desks, each view once, with their addresses."""
    found: dict[str, Entry] = {}
    for entry in (entry for desk in desks for entry in MENUS[desk]):
        found.setdefault(entry.view, entry)
    return tuple((entry, reverse(view)) for view, entry in found.items())


def _within(path: str, url: str, *, below: bool) -> bool:
    return path.startswith(url) if below and url != "/" else path == url


def _count(number: int) -> str:
    return "" if number == 0 else "99+" if number > 99 else str(number)
