"""Visit the scene with one logged-in client for every role, and see whether anything changed."""

import datetime as dt
import hashlib
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from tests import cast as casting
from tests import making
from tests import scene as scenes
from tests.people.samples import id_number
from zhicheng.almanac import clock
from zhicheng.people.actions import appoint, ask_correction, delegate_role, remember_device
from zhicheng.people.models import Account, Membership, Passkey

ANONYMOUS = "anonymous"


@dataclass
class Visited:
    """The scene with one logged-in client for every role."""

    scene: scenes.Scene
    clients: dict[str, Client]
    before: dict[str, str]

    def url(self, name: str, arguments: Mapping[str, str]) -> str:
        """The named address of the scene's rows: `=text` stands for itself, else `row` or `row.attribute`."""
        return reverse(name, kwargs={key: self._value(source) for key, source in arguments.items()})

    def _value(self, source: str) -> Any:
        if source.startswith("="):
            return source[1:]
        row, _, attribute = source.partition(".")
        return getattr(self.scene.rows[row], attribute or "id")


TRIES = {"failed_logins", "failed_codes", "locked_at"}  # counted whatever else is refused


@dataclass
class Writes:
    """Notes whether a statement writes to a business table, so that checksums are taken only then."""

    seen: bool = False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        verb = sql.lstrip()[:6].upper()
        self.seen |= verb in {"INSERT", "UPDATE", "DELETE"} and '"django_session"' not in sql
        return execute(sql, params, many, context)


def checksums() -> dict[str, str]:
    """A checksum of the rows of every business table; web sessions and counted tries aside."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table not in {"django_session", "public_notice_objectiontry", "people_unknownlogin"}:
                names = (one.column for one in model._meta.concrete_fields if one.name not in TRIES)
                columns = ", ".join(f'"{name}"' for name in names)
                cursor.execute(f'SELECT {columns} FROM "{table}"')  # noqa: S608 (tables of our models)
                lines = sorted(map(repr, cursor.fetchall()))
                found[table] = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return found


def three_apart(cast: casting.Cast) -> None:
    """Accounts of administration, security and audit, who are three persons."""
    for key, apart in zip(("admin", "security", "auditor"), Membership.APART, strict=True):
        cast.accounts[key] = casting.account(key, str(apart.label))
        bureau = cast.organisations["city_bureau"]
        Membership.objects.create(
            account=cast.accounts[key], organisation=bureau, role=apart, since=clock.now()
        )


def second_supporter(cast: casting.Cast) -> Account:
    """Another person of technical support: some things take two."""
    support = cast.organisations["support"]
    return appoint(organisation=support, role="support", login="support-2", name="支持二")


@pytest.fixture(scope="module")
def visited(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visited]:
    """The scene, made once; undone at the end."""
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    fast = {
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "FILES_ROOT": tmp_path_factory.mktemp("files"),
    }
    with django_db_blocker.unblock(), override_settings(**fast), clock.at(casting.NOON), transaction.atomic():
        scene = scenes.build(making.open_season(casting.assemble()))
        three_apart(scene.cast)
        scene.rows["person"] = scene.cast.people["applicant"]
        scene.rows["device"] = remember_device(
            scene.cast.applicant, cookie="x" * 24, words="Chrome", session_key=""
        )
        scene.rows["account"] = scene.cast.applicant
        scene.rows["passkey"] = Passkey.objects.create(
            account=scene.cast.applicant,
            name="笔记本电脑",
            credential="cGFzc2tleQ",
            public_key="a2V5",
            sign_count=0,
            made_at=clock.now(),
        )
        scene.rows["department"] = scene.cast.organisations["department"]
        scene.rows["department_role"] = scene.cast.department_officer.memberships.get()
        scene.rows["support_case"] = ask_correction(
            scene.cast.people["other_applicant"],
            name="赵云飞",
            number=id_number(order="777"),
            reason="来电",
            by=second_supporter(scene.cast),
        )
        scene.rows["delegation"] = delegate_role(
            scene.cast.office_officer.memberships.get(),
            delegate=scene.cast.drawer_1,
            first_day=casting.NOON.date() + dt.timedelta(days=1),  # it has not begun
            last_day=casting.NOON.date() + dt.timedelta(days=2),
            reason="年休假",
            by=scene.cast.office_officer,
        )
        clients = {role: Client() for role in (ANONYMOUS, *scene.cast.accounts)}
        for role, client in clients.items():
            if role != ANONYMOUS:
                client.force_login(scene.cast.accounts[role])
        yield Visited(scene, clients, checksums())
        transaction.set_rollback(True)
    logging.getLogger("django.request").setLevel(logging.NOTSET)
