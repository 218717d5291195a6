"""Who visits which pages: accounts logged in by rows of their own, addresses spread over the data, SQL counted."""

import datetime as dt
import json
import random
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session as LoginSession
from django.db import connection, transaction
from django.db.models import Count
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string

from benchmarks.multiplying import Multiplier
from zhicheng.almanac import clock
from zhicheng.almanac.models import DemoTime
from zhicheng.applications.actions import submit
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Person
from zhicheng.people.sessions import SessionStore
from zhicheng.public_notice.models import Notice
from zhicheng.register.models import Certificate
from zhicheng.vetting.actions import count_crowds

NOW = dt.datetime(2023, 8, 18, 10, tzinfo=clock.CHINA)  # two days after the rehearsal has stopped
SPREAD = 200  # addresses of each kind
NOTICES = 5  # different notices: as many at every size, since drawn pages are kept for seconds
DRAWN_ANEW = "seen=1"  # a visitor with a cookie is never answered from a kept page
FIRST_DRAFT = 0x700000  # copy numbers of drafts lie above those of multiplying
LOADERS = {"COMMIT", "BEGIN", "SAVEPOINT", "RELEASE"}


def main(arguments: list[str]) -> int:
    """`pages`: addresses and cookies of all pages, and their SQL counts; `drafts N`: N complete drafts to submit."""
    set_clock(NOW)
    if arguments[0] == "drafts":
        print(json.dumps({"submit": drafts(int(arguments[1]))}))
        return 0
    found = pages()
    print(
        json.dumps({"visits": found, "sql": {name: sql_count(visits[0]) for name, visits in found.items()}})
    )
    return 0


def set_clock(moment: dt.datetime) -> None:
    """Let the database's clock stand at `moment` now."""
    offset = int((moment - dt.datetime.now(clock.CHINA)).total_seconds())
    DemoTime.objects.update_or_create(id=1, defaults={"offset_seconds": offset, "started_at": moment})
    clock.forget_cached_offset()
    count_crowds()  # as the clock does beside the servers


def pages() -> dict[str, list[dict[str, str]]]:
    """For each figure's page the visits: address and cookies, in an order that jumps about in the data."""
    seat = busiest_office()
    officer = log_in([seat.account])[0]
    cases = _spread(Application.objects.filter(holder=seat.organisation, state=State.ACCEPTED))
    desk = reverse("desks:home")
    applicants = log_in(
        Account.objects.filter(
            person__applications__in=_spread(Application.objects.filter(year=NOW.year))
        ).distinct()
    )
    own = {row.person.account_id: row for row in _applications(applicants)}
    notices = _spread(_notices_of_one())[:NOTICES]
    return {
        "list": [{"path": f"{desk}?as={seat.pk}&tab=qualification", "cookies": officer["cookies"]}],
        "page.case": [_visit("vetting:case", key, officer) for key in cases],
        "page.own": [_visit("applications:detail", own[UUID(one["account"])].pk, one) for one in applicants],
        "page.dossier": [
            {"path": reverse("dossiers:overview"), "cookies": one["cookies"]} for one in applicants
        ],
        "form": [
            {"path": reverse("dossiers:new", args=["tasks"]), "cookies": one["cookies"]} for one in applicants
        ],
        "public.home": [{"path": reverse("desks:public"), "cookies": ""}],
        "public.notices": [{"path": reverse("public_notice:running"), "cookies": ""}],
        "public.notice": [_visit("public_notice:notice", key) for key in notices],
        "public.drawn": [_visit("public_notice:notice", key, {"cookies": DRAWN_ANEW}) for key in notices],
        "public.verify": [
            _visit("register:certificate", token)
            for token in _shuffled(
                Certificate.objects.order_by("-id").values_list("token", flat=True)[:SPREAD]
            )
        ],
    }


def busiest_office() -> Membership:
    """The membership of the committee's office with most applications waiting for the qualification audit."""
    row = (
        Application.objects.filter(state=State.ACCEPTED)
        .order_by()
        .values("holder")
        .annotate(many=Count("pk"))
        .order_by("-many")[0]
    )
    return Membership.objects.select_related("account", "organisation").filter(
        organisation=row["holder"], role=Membership.Role.OFFICE, until__isnull=True
    )[0]


def log_in(accounts: Iterable[Account]) -> list[dict[str, str]]:
    """A session row for each account, as the log-in page would leave it: account and cookies."""
    store, expires = SessionStore(), timezone.now() + dt.timedelta(days=1)
    found, rows = [], []
    for account in accounts:
        key = get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789")
        facts = {
            SESSION_KEY: str(account.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: account.get_session_auth_hash(),
        }
        rows.append(LoginSession(session_key=key, session_data=store.encode(facts), expire_date=expires))
        found.append({"account": str(account.pk), "cookies": f"{settings.SESSION_COOKIE_NAME}={key}"})
    LoginSession.objects.bulk_create(rows, batch_size=500)
    return found


def drafts(wanted: int) -> list[dict[str, str]]:
    """Multiply the complete drafts of the rehearsal to `wanted`, their owners logged in; one POST for each."""
    originals = Application.objects.filter(state=State.DRAFT, id__gte=UUID(int=1 << 120))
    complete = [row for row in originals if _can_submit(row)]
    if not complete:
        raise SystemExit("the rehearsal has left no complete draft")
    copies = -(-wanted // len(complete))
    people = Person.objects.filter(applications__in=complete)
    Multiplier(people).run(FIRST_DRAFT, FIRST_DRAFT + copies - 1)
    rows = (
        Application.objects.filter(state=State.DRAFT, id__gte=UUID(int=FIRST_DRAFT << 96))
        .filter(id__lt=UUID(int=(FIRST_DRAFT + copies) << 96))
        .select_related("person__account")
    )
    by_account = {str(row.person.account_id): row for row in rows}
    token = get_random_string(32)
    return [
        {
            "path": reverse("applications:submit", args=[by_account[one["account"]].pk]),
            "cookies": f"{one['cookies']}; {settings.CSRF_COOKIE_NAME}={token}",
            "form": f"csrfmiddlewaretoken={token}",
        }
        for one in log_in(row.person.account for row in by_account.values())
    ][:wanted]


def sql_count(visit: dict[str, str]) -> int:
    """How many SQL statements the page sends, once what every page shares is warm."""
    client = Client(headers={"cookie": visit["cookies"] or DRAWN_ANEW})
    sent: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append(sql)
        return execute(sql, params, many, context)

    for _time in range(2):
        sent.clear()
        with connection.execute_wrapper(note):
            answer = client.get(visit["path"])
        if answer.status_code != 200:
            raise SystemExit(f"{visit['path']} answers {answer.status_code}")
    return sum(sql.split(" ", 1)[0] not in LOADERS for sql in sent)


def _can_submit(row: Application) -> bool:
    try:
        with transaction.atomic():
            submit(row, by=row.person.account)
            transaction.set_rollback(True)
    except Refused:
        return False
    return True


def _applications(visitors: Sequence[dict[str, str]]) -> Iterable[Application]:
    accounts = [UUID(one["account"]) for one in visitors]
    return Application.objects.filter(person__account__in=accounts).select_related("person")


def _notices_of_one() -> Any:
    """Unit notices on which one person stands, as most do."""
    return Notice.objects.filter(kind=Notice.Kind.UNIT).annotate(many=Count("entries")).filter(many=1)


def _spread(rows: Any) -> list[UUID]:
    """Keys from the beginning and the end of the rows."""
    keys = rows.order_by("pk").values_list("pk", flat=True)
    last = list(rows.order_by("-pk").values_list("pk", flat=True)[: SPREAD // 2])
    return _shuffled({*keys[: SPREAD // 2], *last})


def _shuffled(keys: Iterable[Any]) -> list[Any]:
    found = sorted(keys)
    random.Random(7).shuffle(found)
    return found


def _visit(view: str, key: object, visitor: dict[str, str] | None = None) -> dict[str, str]:
    return {"path": reverse(view, args=[key]), "cookies": visitor["cookies"] if visitor else ""}
