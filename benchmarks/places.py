"""Where seeded data is kept: var/bench/<engine>-<N>/ with keys and files; on PostgreSQL a database zhicheng_bench_<N>."""

import hashlib
import json
import os
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
LOCAL_SERVER = "postgres://postgres@127.0.0.1:5432/postgres"
SQLITE, POSTGRESQL = "sqlite", "postgresql"
BASE = 200  # applicants of the rehearsal that is multiplied


@dataclass(frozen=True)
class Place:
    """The data of one engine and size; `label` tells a scratch copy from the kept data."""

    engine: str
    size: int
    label: str = ""

    @property
    def name(self) -> str:
        """The database's name, and the end of the folder's."""
        return f"{self.size}{'_' + self.label if self.label else ''}"

    @property
    def folder(self) -> Path:
        """DATA_DIR."""
        return bench_folder() / f"{self.engine}-{self.name}"

    @property
    def database(self) -> str:
        """The database on the server (PostgreSQL)."""
        return f"zhicheng_bench_{self.name}"

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs so that the system, or the yardstick, works on this data."""
        kept = {
            key: value
            for key, value in os.environ.items()
            if key not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
        }
        kept |= {"DATA_DIR": str(self.folder), "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
        if self.engine == POSTGRESQL:
            kept["DATABASE_URL"] = kept["YARDSTICK_DATABASE_URL"] = self.url(self.database)
        return kept

    def url(self, database: str) -> str:
        """The server's address with another database."""
        return urlunsplit(urlsplit(server_url())._replace(path=f"/{database}"))

    def stamp(self) -> dict[str, Any]:
        """What was written when the data was made; empty where there is none, or it does not fit the code."""
        try:
            found: dict[str, Any] = json.loads((self.folder / "stamp.json").read_text())
        except (OSError, ValueError):
            return {}
        fits = found.get("code") == code_state(self.size) and (self.engine == SQLITE or self.exists())
        return found if fits else {}

    def write_stamp(self, code: str, facts: dict[str, Any]) -> None:
        """Say that the data is whole, and by which code (as it was before) it was made."""
        (self.folder / "stamp.json").write_text(json.dumps({**facts, "code": code}, ensure_ascii=False))

    def exists(self) -> bool:
        """Whether the database is on the server."""
        with _server() as server:
            row = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.database]).fetchone()
        return row is not None

    def clear(self) -> None:
        """Remove folder and database."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.engine == POSTGRESQL:
            with _server() as server:
                server.execute(
                    sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.database))
                )

    def create(self) -> None:
        """An empty folder and, on PostgreSQL, an empty database."""
        self.clear()
        self.folder.mkdir(parents=True)
        (self.folder / "static").mkdir()
        if self.engine == POSTGRESQL:
            with _server() as server:
                server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self.database)))

    def copy_of(self, other: "Place") -> None:
        """The same data as `other`: keys, files and rows; whoever is still connected to it is put off."""
        self.clear()
        shutil.copytree(other.folder, self.folder, ignore=shutil.ignore_patterns("*.sqlite3*", "stamp.json"))
        if self.engine == SQLITE:
            source = sqlite3.connect(other.folder / "zhicheng.sqlite3")
            target = sqlite3.connect(self.folder / "zhicheng.sqlite3")
            source.backup(target)
            source.close()
            target.close()
            return
        with _server() as server:
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [other.database]
            )
            server.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(self.database), sql.Identifier(other.database)
                )
            )


def bench_folder() -> Path:
    """var/bench, or bench in DATA_DIR where that is set."""
    return Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve() / "bench"


def server_url() -> str:
    """The PostgreSQL server that BENCH_DATABASE_URL or TEST_DATABASE_URL names, else the one on loopback."""
    return os.environ.get("BENCH_DATABASE_URL") or os.environ.get("TEST_DATABASE_URL") or LOCAL_SERVER


def server_answers() -> bool:
    """Whether a PostgreSQL server is there."""
    try:
        _server().close()
    except psycopg.Error:
        return False
    return True


def code_state(size: int) -> str:
    """A hash over migrations and, for multiplied data, the code that multiplies: other data is made anew."""
    digest = hashlib.sha256()
    parts = list(ROOT.glob("zhicheng/*/migrations/*.py"))
    if size > BASE:
        parts.append(ROOT / "benchmarks" / "multiplying.py")
    for path in sorted(parts):
        lines = path.read_text().splitlines()
        digest.update(
            "\n".join(line for line in lines if not line.startswith("#")).encode()
        )  # not their dates
    return digest.hexdigest()[:16]


def _server() -> "psycopg.Connection[tuple[Any, ...]]":
    return psycopg.connect(server_url(), autocommit=True, connect_timeout=3)
