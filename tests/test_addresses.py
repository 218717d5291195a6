"""Every address × role: who sees it, who may act there; strangers find nothing and change nothing.

One row per named address, judged by the table of permissions. `page` answers GET alone, `form` GET and POST,
`act` POST alone (GET answers 405). Who is not named gets 404; a visitor who has not logged in is sent to the
log-in page. `leads` names those who are sent on to another page.
"""

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker

from tests import cast as casting
from tests import making
from tests import scene as scenes
from zhicheng.almanac import clock

pytestmark = pytest.mark.django_db

PEOPLE = "applicant other_applicant unattached"
UNITS = "unit_officer other_unit_officer"
DEPARTMENTS = "department_officer other_department_officer"
BUREAUS = "county_officer wrong_county_officer city_officer province_officer"
OFFICES = "office_officer other_office_officer"
EXPERTS = "expert unseated_expert"
SIGNED_IN = f"{PEOPLE} {UNITS} {DEPARTMENTS} {BUREAUS} {OFFICES} {EXPERTS} supervisor drawer_1 support"
EVERYBODY = f"anonymous {SIGNED_IN}"
ROLES = tuple(EVERYBODY.split())
STRANGERS = (  # one of each kind, to whom nothing of the scene belongs
    "anonymous", "other_applicant", "unattached", "other_unit_officer", "other_department_officer",
    "wrong_county_officer", "other_office_officer", "unseated_expert", "supervisor", "drawer_1", "support",
)  # fmt: skip
NEAR = ("applicant", "unit_officer", "office_officer", "city_officer")  # to whom some of it does
STATIONS = "unit_officer department_officer"  # those that the application has reached
WATCHERS = "city_officer province_officer supervisor"  # of the session, beside its office


@dataclass(frozen=True)
class Address:
    """Who gets a page (200) by GET, who is led elsewhere (302), who may POST; the names of its arguments' rows."""

    sees: frozenset[str]
    acts: frozenset[str] | None
    leads: frozenset[str] = frozenset()
    reads: bool = True
    arguments: dict[str, Any] = field(default_factory=dict)

    def expected(self, role: str) -> int:
        """The answer to GET."""
        if not self.reads:
            return 405
        if role in self.sees:
            return 200
        return 302 if role in self.leads or role == "anonymous" else 404


def who(names: str) -> frozenset[str]:
    """The roles in a line of names."""
    found = frozenset(names.split())
    assert found <= set(ROLES), found - set(ROLES)
    return found


def page(sees: str, *, leads: str = "", **arguments: Any) -> Address:
    """Answers GET alone."""
    return Address(who(sees), None, who(leads), arguments=arguments)


def form(sees: str, *, leads: str = "", **arguments: Any) -> Address:
    """Answers GET and POST."""
    return Address(who(sees), who(sees), who(leads), arguments=arguments)


def act(acts: str, **arguments: Any) -> Address:
    """Answers POST alone."""
    return Address(frozenset(), who(acts), reads=False, arguments=arguments)


TABLE: dict[str, Address] = {
    # the public site
    "desks:public": page(EVERYBODY),
    "desks:search": page(EVERYBODY),
    "desks:guide": page(EVERYBODY),
    "desks:questions": page(EVERYBODY),
    "desks:law": page(EVERYBODY),
    "desks:law_document": page(EVERYBODY, short="=KM2023"),
    "desks:committees": page(EVERYBODY),
    "desks:committee": page(EVERYBODY, code="=committee-senior-04"),
    "desks:bureaus": page(EVERYBODY),
    "desks:titles": page(EVERYBODY),
    "desks:home": page(
        f"{PEOPLE} {UNITS} {DEPARTMENTS} {BUREAUS} {OFFICES} supervisor drawer_1 support", leads=EXPERTS
    ),
    "desks:export": page(f"{UNITS} {DEPARTMENTS} {BUREAUS} {OFFICES}"),
    # accounts
    "people:login": form("anonymous", leads=SIGNED_IN),
    "people:logout": act(EVERYBODY),
    "people:register": form(EVERYBODY),
    "people:register_unit": form(EVERYBODY),
    "people:recover": form(EVERYBODY),
    "people:recover_code": form("", leads=EVERYBODY),  # nobody has asked for a code
    "people:new_password": form("", leads=EVERYBODY),
    "people:basics": form(PEOPLE),
    "people:choose_unit": form(PEOPLE),
    "people:security": page(SIGNED_IN),
    "people:change_password": act(SIGNED_IN),
    "people:second_factor": form(SIGNED_IN),
    "people:unit_profile": form(UNITS),
    "people:unit_people": page(UNITS),
    "people:notice": form(UNITS),
    "people:unit_person": page("unit_officer", id="person"),
    "people:unlock": act("unit_officer", id="person"),
    "people:reset_password": act("unit_officer", id="person"),
    "people:remove": act("unit_officer", id="person"),
    "people:units": page(BUREAUS),
    "people:support": page("support"),
    "people:support_account": page("support", id="account"),
    "people:support_unlock": act("support", id="account"),
    "people:support_reset": act("support", id="account"),
    "people:support_correct": act("support", id="account"),
    # the dossier is its person's alone
    "dossiers:overview": page(PEOPLE),
    "dossiers:qualification": form(PEOPLE),
    "dossiers:record": form("applicant", id="record"),
    "dossiers:delete": form("applicant", id="record"),
    "dossiers:move": act("applicant", id="record"),
    "dossiers:add_evidence": act("applicant", id="record"),
    "dossiers:evidence": page("applicant", id="evidence"),
    "dossiers:remove_evidence": act("applicant", id="evidence"),
    "dossiers:module": page(PEOPLE, key="=awards"),
    "dossiers:new": form(PEOPLE, key="=awards"),
    # the application, for its applicant
    "applications:record": page(PEOPLE),
    "applications:cover": form(PEOPLE),
    "applications:detail": page("applicant", id="application"),
    "applications:attachments": form("applicant", id="application"),
    "applications:attachment": page("applicant", id="application", attachment="attachment"),
    "applications:remove_attachment": act("applicant", id="application", attachment="attachment"),
    "applications:check": page("", leads="applicant", id="application"),  # submitted: nothing to check
    "applications:submit": act("applicant", id="application"),
    "applications:receipt": page("applicant", id="application"),
    "applications:preview": page("applicant", id="application"),
    "applications:material": page("applicant", id="application", sha256="file.sha256"),
    "applications:paper": page("applicant", id="application", kind="=copies"),
    "applications:everything": page("applicant", id="application"),
    "applications:withdraw": act("applicant", id="application"),
    "applications:review_form": page("applicant", id="application"),
    # public notices
    "public_notice:running": page(EVERYBODY),
    "public_notice:mine": page(f"{UNITS} {OFFICES}"),
    "public_notice:open_unit": form(UNITS),
    "public_notice:lookup": page(EVERYBODY),
    "public_notice:receipt": page(EVERYBODY, number="objection.receipt"),
    "public_notice:answer": form("unit_officer", objection_id="objection"),
    "public_notice:object": form(EVERYBODY, entry_id="entry"),
    "public_notice:form": page(STATIONS, entry_id="entry"),
    "public_notice:open_session": form("office_officer", session_id="session", kind="=pre_meeting"),
    "public_notice:notice": page(EVERYBODY, notice_id="notice"),
    "public_notice:close": form("unit_officer", notice_id="notice"),
    # the stations; supervisors read and decide nothing
    "vetting:case": page(f"{STATIONS} supervisor", application_id="application"),
    "vetting:file": page(f"{STATIONS} supervisor", application_id="application", sha256="file.sha256"),
    "vetting:form": page(f"{STATIONS} supervisor", application_id="application"),
    "vetting:opinion": form("unit_officer", application_id="at_unit"),
    "vetting:pass_on": form(STATIONS, application_id="application"),
    "vetting:send_back": form(STATIONS, application_id="application"),
    "vetting:reset": form(STATIONS, application_id="application"),
    "vetting:refuse": form("unit_officer", application_id="at_unit"),
    "vetting:send_paper": form("unit_officer", application_id="audited"),
    "vetting:accept": form("office_officer", application_id="audited"),
    # plan, sessions, filings
    "planning:plan": page(EVERYBODY),
    "planning:plan_pdf": page(EVERYBODY, year="=2023"),
    "planning:propose_plan": form(OFFICES),
    "planning:publish_plan": form(BUREAUS),
    "planning:calls": page(EVERYBODY),
    "planning:call": page(EVERYBODY, id="call"),
    "planning:call_pdf": page(EVERYBODY, id="call"),
    "planning:committee": page(EVERYBODY, code="=committee-senior-04"),
    "planning:open_session": form("office_officer", code="=committee-senior-04"),
    "planning:filings": page(BUREAUS),
    "planning:filing": page(f"{WATCHERS} office_officer", id="filing"),
    "planning:answer_filing": form("city_officer province_officer", id="filing"),
    "planning:pass_filing": act("city_officer province_officer", id="filing"),
    "planning:withdraw_filing": act("office_officer", id="filing"),
    "planning:sessions": page(f"{BUREAUS} {OFFICES} supervisor"),
    "planning:session": page(f"{WATCHERS} office_officer drawer_1", id="session"),
    "planning:move_meeting": form("office_officer", id="session"),
    "planning:change_window": form("office_officer", id="session"),
    "planning:write_call": form("office_officer", id="session"),
    "planning:file_call": form("office_officer", id="session"),
    "planning:publish_call": form("office_officer", id="session"),
    # experts: only who drew, watched or organised sees names
    "experts:draws": page(f"{OFFICES} supervisor drawer_1"),
    "experts:pool": page("office_officer", session_id="session"),
    "experts:file_pool": form("office_officer", session_id="session"),
    "experts:enrol": form("office_officer", session_id="session"),
    "experts:set_active": form("office_officer", session_id="session", expert_id="expert"),
    "experts:draw": page("office_officer supervisor drawer_1", session_id="session"),
    "experts:open_draw": form("office_officer", session_id="session"),
    "experts:commit": act("office_officer supervisor drawer_1", session_id="session"),
    "experts:reveal": act("office_officer supervisor drawer_1", session_id="session"),
    "experts:sign": act("office_officer supervisor drawer_1", session_id="session"),
    "experts:record": page("office_officer supervisor drawer_1", session_id="session"),
    # the meeting: each reading and each ballot is its expert's alone
    "meeting:mine": page(EXPERTS),
    "meeting:reading": form("expert", reading_id="reading"),
    "meeting:avoid": form("expert", reading_id="reading"),
    "meeting:evidence": page("expert", reading_id="reading", sha256="file.sha256"),
    "meeting:qualification": form("office_officer", application_id="application"),
    "meeting:close_ballot": form("office_officer", ballot_id="ballot"),
    "meeting:vote": form("expert", ballot_id="ballot"),
    "meeting:session": page("office_officer supervisor", session_id="session"),
    "meeting:people": page("office_officer", session_id="session"),
    "meeting:qualify": act("office_officer", session_id="session"),
    "meeting:pre_filing": form("office_officer", session_id="session"),
    "meeting:pre_filing_pdf": page("office_officer", session_id="session"),
    "meeting:readings": page("office_officer supervisor", session_id="session"),
    "meeting:training": act("office_officer", session_id="session"),
    "meeting:assign": act("office_officer", session_id="session"),
    "meeting:found": form("office_officer", session_id="session"),
    "meeting:chair": act("office_officer", session_id="session"),
    "meeting:open_meeting": act("office_officer", session_id="session"),
    "meeting:open_ballots": act("office_officer", session_id="session"),
    "meeting:minutes": page("office_officer supervisor", session_id="session"),
    "meeting:seat": page("expert", session_id="session"),
    "meeting:check_in": act("expert", session_id="session"),
    "meeting:close_meeting": form("expert", session_id="session"),
    # results, documents, the seal
    "outcomes:work": page(BUREAUS),
    "outcomes:post_filing": page(f"{WATCHERS} office_officer", id="session"),
    "outcomes:file_results": act("office_officer", id="session"),
    "outcomes:filing_pdf": page(f"{WATCHERS} office_officer", id="session"),
    "outcomes:document": form(f"{WATCHERS} office_officer", id="session"),
    "outcomes:document_preview": page("province_officer", id="session"),
    "outcomes:document_pdf": page(f"{WATCHERS} office_officer", id="document"),
    "outcomes:seal": page(f"{WATCHERS} office_officer", id="session"),
    "outcomes:confirm": act("city_officer", id="session"),
    "outcomes:refuse": form("city_officer", id="certified"),
    "outcomes:certificates": page(f"{WATCHERS} office_officer", id="session"),
    "outcomes:issued": page(BUREAUS),
    "outcomes:revoke": form("city_officer province_officer", id="certificate"),
    "outcomes:result": page("other_applicant", id="certified"),
    "outcomes:review_form": page(
        "other_applicant office_officer city_officer province_officer", id="certified"
    ),
    # certificates
    "register:verify": form(EVERYBODY),
    "register:keys": page(EVERYBODY),
    "register:keys_file": page(EVERYBODY),
    "register:mine": page(PEOPLE),
    "register:pdf": page("other_applicant", id="certificate"),
    "register:own_signed": page("other_applicant", id="certificate"),
    "register:certificate": form(EVERYBODY, token="certificate.token"),
    "register:signed": act(EVERYBODY, token="certificate.token"),
    # integrity
    "integrity:lists": page("city_officer province_officer"),
    "integrity:record": form("city_officer province_officer"),
    "integrity:report": act("city_officer province_officer"),
    "integrity:suspend": form("city_officer province_officer"),
    "integrity:lift": form("city_officer province_officer", id="suspension"),
    # messages
    "inbox:list": page(SIGNED_IN),
    "inbox:read_all": act(SIGNED_IN),
    "inbox:message": page("applicant", message_id="message"),
    "inbox:read": act("applicant", message_id="message"),
}


def named(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    """The names of all addresses, with their stage's."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from named(pattern, f"{pattern.namespace}:" if pattern.namespace else prefix)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"


@dataclass
class Visited:
    """The scene with one logged-in client for every role."""

    scene: scenes.Scene
    clients: dict[str, Client]
    before: dict[str, str]

    def url(self, name: str) -> str:
        """The address of a row of the table."""
        return reverse(name, kwargs={key: self._value(value) for key, value in TABLE[name].arguments.items()})

    def _value(self, source: str) -> Any:
        if source.startswith("="):
            return source[1:]
        row, _, attribute = source.partition(".")
        return getattr(self.scene.rows[row], attribute or "id")


@dataclass
class Writes:
    """Notes whether a statement writes to a business table, so that checksums are taken only then."""

    seen: bool = False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        verb = sql.lstrip()[:6].upper()
        self.seen |= verb in {"INSERT", "UPDATE", "DELETE"} and '"django_session"' not in sql
        return execute(sql, params, many, context)


def checksums() -> dict[str, str]:
    """A checksum of the rows of every business table; web sessions aside."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table != "django_session":
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a table of ours
                lines = sorted(map(repr, cursor.fetchall()))
                found[table] = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return found


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
        scene.rows["person"] = scene.cast.people["applicant"]
        scene.rows["account"] = scene.cast.applicant
        clients = {role: Client() for role in ROLES}
        for role, client in clients.items():
            if role != "anonymous":
                client.force_login(scene.cast.accounts[role])
        yield Visited(scene, clients, checksums())
        transaction.set_rollback(True)
    logging.getLogger("django.request").setLevel(logging.NOTSET)


def test_every_address_has_its_row() -> None:
    assert sorted(named(get_resolver())) == sorted(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_who_sees_it_and_reading_changes_nothing(visited: Visited, name: str) -> None:
    address, url = TABLE[name], visited.url(name)
    found, writes = {}, Writes()
    for role, client in visited.clients.items():
        with connection.execute_wrapper(writes):
            answer = client.get(url)
        found[role] = answer.status_code
        if role == "anonymous" and answer.status_code == 302 and role not in address.leads:
            assert answer.headers["Location"].startswith(reverse("people:login")), url
        answer.close()
    assert found == {role: address.expected(role) for role in ROLES}
    assert not writes.seen or checksums() == visited.before


@pytest.mark.parametrize("name", [name for name, address in TABLE.items() if address.acts is not None])
def test_strangers_change_nothing(visited: Visited, name: str) -> None:
    address, url = TABLE[name], visited.url(name)
    acts, writes = address.acts or frozenset(), Writes()
    for role in [role for role in (*STRANGERS, *NEAR) if role not in acts | address.leads]:
        with connection.execute_wrapper(writes):
            answer = visited.clients[role].post(url, {"confirmed": "on", "sure": "on", "version": "0"})
        allowed = {302} if role == "anonymous" else {403, 404, 405}
        assert answer.status_code in allowed, role
        answer.close()
    assert not writes.seen or checksums() == visited.before


def test_the_watch_sees_what_changes(visited: Visited) -> None:
    writes = Writes()
    with connection.execute_wrapper(writes):
        visited.clients["applicant"].post(visited.url("inbox:read"))
    assert writes.seen and checksums() != visited.before


@pytest.mark.parametrize("name", [name for name, address in TABLE.items() if address.acts is None])
def test_pages_to_read_take_no_post(visited: Visited, name: str) -> None:
    url = visited.url(name)
    for role in ("anonymous", "applicant", "unit_officer", "office_officer", "city_officer"):
        answer = visited.clients[role].post(url)
        assert answer.status_code in ({302, 405} if role == "anonymous" else {405}), role
        answer.close()
