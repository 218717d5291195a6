"""Every address × role: who sees it, who may act there; strangers find nothing and change nothing.

One row per named address, judged by the table of permissions. `page` answers GET alone, `form` GET and POST,
`act` POST alone (GET answers 405). Who is not named gets 404; a visitor who has not logged in is sent to the
log-in page. `leads` names those who are sent on to another page.
"""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.call_addresses import CALLS
from tests.desk_addresses import DESKS
from tests.own_addresses import OWN
from tests.pool_addresses import POOL
from tests.roles import (
    BUREAUS,
    EVERYBODY,
    EXPERTS,
    NEAR,
    OFFICES,
    PEOPLE,
    ROLES,
    SIGNED_IN,
    STATIONS,
    STRANGERS,
    UNITS,
    WATCHERS,
    Address,
    act,
    form,
    form_for,
    page,
)
from tests.unit_addresses import UNIT_PAGES
from tests.visiting import Visited, Writes, checksums, visited

__all__ = ["visited"]  # the fixture
pytestmark = pytest.mark.django_db

TABLE: dict[str, Address] = {
    # the public site
    "desks:public": page(EVERYBODY),
    "desks:search": page(EVERYBODY),
    "desks:selfcheck": form(EVERYBODY),
    "desks:guide": page(EVERYBODY),
    "desks:questions": page(EVERYBODY),
    "desks:downloads": page(EVERYBODY),
    "desks:download": page(EVERYBODY, key="=title_confirmation"),
    "desks:law": page(EVERYBODY),
    "desks:law_document": page(EVERYBODY, short="=KM2023"),
    "desks:law_text": page(EVERYBODY, short="=KM2023"),
    "desks:committees": page(EVERYBODY),
    "desks:bureaus": page(EVERYBODY),
    "desks:titles": page(EVERYBODY),
    # accounts
    "people:login": form("anonymous", leads=SIGNED_IN),
    "people:log_in_code": form("", leads=EVERYBODY),  # nobody has given a password
    "people:log_in_set_up": form("", leads=EVERYBODY),
    "people:log_in_passkey": form("", leads=EVERYBODY),
    "people:passkey_begin": act(SIGNED_IN),
    "people:passkey_ask": act(SIGNED_IN),
    "people:passkey_answer": act(SIGNED_IN),
    "people:outside": page("", leads=EVERYBODY),  # no provider is set
    "people:outside_back": page("", leads=EVERYBODY),
    "people:outside_confirm": form("", leads=EVERYBODY),
    "people:outside_unbind": act(SIGNED_IN),
    "people:logout": act(EVERYBODY),
    "people:register": form(EVERYBODY),
    "people:register_code": form("", leads=EVERYBODY),  # nobody has begun
    "people:register_unit": form(EVERYBODY),
    "people:recover": form(EVERYBODY),
    "people:recover_code": form("", leads=EVERYBODY),  # nobody has asked for a code
    "people:new_password": form("", leads=EVERYBODY),
    "people:basics": form(PEOPLE),
    "people:choose_unit": form(PEOPLE),
    "people:end_other_devices": act(SIGNED_IN),
    "people:end_device": act("applicant", id="device"),
    **UNIT_PAGES,  # a unit, its people, who acts for it
    "people:units": page(BUREAUS),
    "people:unit": form_for("county_officer city_officer province_officer", "city_officer", id="unit"),
    "people:roles": page(f"{BUREAUS} security"),
    "people:role": page("city_officer security", id="department_role"),
    "people:confirm_role": act("city_officer", id="department_role"),
    "people:end_role": act("city_officer security", id="department_role"),
    "people:reset_second_factor": act("city_officer security", id="department_role"),
    "people:delegate": form("city_officer province_officer", id="unit"),
    "people:competences": page("city_officer province_officer"),
    "people:lay_down": form("city_officer", way="=superior"),
    "people:end_competence": form("city_officer", id="competence"),
    "people:staff_choose": page(f"{BUREAUS} admin"),
    "people:staff": form("city_officer", id="department"),
    "people:account_records": page("auditor"),
    "people:delegations": page(SIGNED_IN),
    "people:hand_over": form("department_officer", id="department_role"),
    "people:end_delegation": act("office_officer drawer_1", id="delegation"),
    "people:support": page("support"),
    "people:support_account": page("support", id="account"),
    "people:support_unlock": act("support", id="account"),
    "people:support_reset": act("support", id="account"),
    "people:support_unit": act("support", id="account"),
    "people:support_case": form("support", id="support_case"),
    "people:support_statement": page("", id="support_case"),  # a correction has no statement
    "people:support_correct": act("support", id="account"),
    **DESKS,  # lists, batches and what auditors keep
    **OWN,  # dossier and applications: their person's
    # public notices
    "public_notice:running": page(EVERYBODY),
    "public_notice:mine": page(f"{UNITS} {OFFICES}"),
    "public_notice:open_unit": form(UNITS),
    "public_notice:lookup": page(EVERYBODY),
    "public_notice:receipt": page(EVERYBODY, number="objection.receipt"),
    "public_notice:answer": form("unit_officer", objection_id="objection"),
    "public_notice:take": act("unit_officer", objection_id="objection"),
    "public_notice:objector": page("unit_officer", objection_id="objection"),
    "public_notice:evidence": page("unit_officer", evidence_id="objection_proof"),
    "public_notice:object": form(EVERYBODY, entry_id="entry"),
    "public_notice:form": page(STATIONS, entry_id="entry"),
    "public_notice:open_session": form("office_officer", session_id="session", kind="=pre_meeting"),
    "public_notice:notice": page(EVERYBODY, notice_id="notice"),
    "public_notice:close": form("unit_officer", notice_id="notice"),
    # the stations; supervisors read and decide nothing
    "vetting:case": page(f"{STATIONS} supervisor", application_id="application"),
    "vetting:scans": page(f"{STATIONS} supervisor", application_id="application"),
    "vetting:differences": page(
        "", leads=f"{STATIONS} supervisor", application_id="application"
    ),  # handed in once
    "vetting:file": page(f"{STATIONS} supervisor", application_id="application", sha256="file.sha256"),
    "vetting:form": page(f"{STATIONS} supervisor", application_id="application"),
    "vetting:ask": form(STATIONS, application_id="application"),
    "vetting:demand": form(STATIONS, application_id="application"),
    "vetting:correction": page(
        f"{STATIONS} supervisor", application_id="application", notice_id="correction"
    ),
    "vetting:verify": act(STATIONS, application_id="application"),
    "vetting:opinion": form("unit_officer", application_id="at_unit"),
    "integrity:cases": page(f"{BUREAUS} {OFFICES}"),
    "integrity:open_case": form(f"{BUREAUS} {OFFICES}"),
    "integrity:close_case": form("county_officer", id="unit_case"),
    "register:lost": form("other_applicant", id="certificate"),
    "outcomes:replace": act("city_officer province_officer", id="replacement"),
    "vetting:assess": form("unit_officer", application_id="recognition_at_unit"),
    "vetting:approve": form("department_officer", application_id="recognition_at_department"),
    "vetting:refuse_approval": form("department_officer", application_id="recognition_at_department"),
    "vetting:pass_on": form(STATIONS, application_id="application"),
    "vetting:send_back": form(STATIONS, application_id="application"),
    "vetting:reset": form(STATIONS, application_id="application"),
    "vetting:returns": page(f"{STATIONS} supervisor", application_id="application"),
    "vetting:undo": form("", application_id="application", decision_id="reason", kind="=withdrawn"),  # none
    "vetting:refuse": form("unit_officer", application_id="at_unit"),
    "vetting:suspect": form(STATIONS, application_id="application"),
    "vetting:finding": form("city_officer province_officer", id="suspicion"),
    "vetting:statement": form("applicant", id="suspicion"),
    "vetting:suspicion_file": page(
        "applicant city_officer province_officer", id="suspicion", which="=evidence"
    ),
    "vetting:dispatch_proof": page(f"{UNITS} supervisor", application_id="dispatched"),
    "vetting:disagree": form("unit_officer city_officer", application_id="entrusted"),
    "vetting:consent": form("unit_officer", application_id="to_consent"),
    "vetting:upload_letter": form("unit_officer", application_id="letter_due"),
    "vetting:renew_link": act("unit_officer", application_id="letter_due"),
    "vetting:letter_scan": page("unit_officer city_officer supervisor", application_id="entrusted"),
    "vetting:letter_pdf": page("unit_officer city_officer supervisor", application_id="entrusted"),
    "vetting:letter": form(EVERYBODY, token="=letter-of-the-scene"),
    "vetting:decline_letter": form(EVERYBODY, token="=letter-of-the-scene"),
    "vetting:letter_draft": page(EVERYBODY, token="=letter-of-the-scene"),
    "vetting:send_paper": form("unit_officer", application_id="audited"),
    "vetting:note_stamp": act("unit_officer department_officer", application_id="audited"),
    "vetting:channels": page(BUREAUS),
    "vetting:withdraw_channel": form("", id="application"),  # no decision that stands
    "vetting:channel": form("", application_id="application"),  # an ordinary one: nothing to say
    "vetting:accept": form("office_officer", application_id="audited"),
    # plan, sessions, filings
    "planning:plan": page(EVERYBODY),
    "planning:plan_pdf": page(EVERYBODY, year="=2023"),
    "planning:propose_plan": form(OFFICES),
    "planning:publish_plan": form(BUREAUS),
    "planning:import_plan": form(BUREAUS),
    "planning:forward_calls": page("county_officer wrong_county_officer"),
    "planning:forward_call": form("county_officer wrong_county_officer", id="call"),
    "planning:committees_desk": page(BUREAUS),
    "planning:register_committee": form(BUREAUS),
    "planning:edit_committee": form("province_officer", code="=committee-senior-04"),
    "planning:renew_committee": form("province_officer", code="=committee-senior-04"),
    "planning:plan_template": page(BUREAUS),
    "planning:calls": page(EVERYBODY),
    **CALLS,  # the call, what goes out with it and after it
    "planning:committee": page(EVERYBODY, code="=committee-senior-04"),
    "planning:open_session": form("office_officer", code="=committee-senior-04"),
    "catalogues:library": page(EVERYBODY),
    "catalogues:table": page(EVERYBODY, kind="=areas"),
    "catalogues:version": page(EVERYBODY, id="table"),
    "catalogues:desk": page("city_officer province_officer"),
    "catalogues:template": page("city_officer province_officer", kind="=areas"),
    "catalogues:enter": form("city_officer province_officer", kind="=areas"),
    "catalogues:draft": form("province_officer", id="table_draft"),
    "catalogues:discard": act("province_officer", id="table_draft"),
    "planning:standards": page(EVERYBODY),
    "planning:standard": page(EVERYBODY, id="standard"),
    "planning:standards_desk": page("city_officer province_officer"),
    "planning:enter_standard": form("city_officer province_officer"),
    "planning:standard_draft": form("province_officer", id="standard_draft"),
    "planning:edit_standard": form("province_officer", id="standard_draft"),
    "planning:report_standard": act("province_officer", id="standard_draft"),
    "planning:send_back_standard": act("province_officer", id="standard_draft"),
    "planning:filings": page(BUREAUS),
    "planning:filing": page(f"{WATCHERS} office_officer", id="filing"),
    "planning:answer_filing": form("city_officer province_officer", id="filing"),
    "planning:pass_filing": act("city_officer province_officer", id="filing"),
    "planning:withdraw_filing": act("office_officer", id="filing"),
    "planning:sessions": page(f"{BUREAUS} {OFFICES} supervisor"),
    "planning:session": page(f"{WATCHERS} office_officer drawer_1", id="session"),
    "planning:change_window": form("office_officer", id="session"),
    "planning:settings": page(f"{WATCHERS} office_officer", id="session"),
    "planning:setting": form("office_officer", id="session", key="=seats"),
    "planning:groups": form_for(f"{WATCHERS} office_officer", "office_officer", id="session"),
    "planning:pilot": form("office_officer", id="session"),
    "planning:petition": form("city_officer", id="petition"),
    "planning:inspections": form_for(f"{WATCHERS} office_officer", "city_officer supervisor", id="session"),
    # titles from elsewhere: the session's readers, the bureau that confirms
    "title_confirmation:lists": page(BUREAUS),
    "title_confirmation:session": page(f"{WATCHERS} office_officer", session_id="session"),
    "title_confirmation:send": act("office_officer", session_id="session"),
    "title_confirmation:answer": form("city_officer", list_id="title_list"),
    "title_confirmation:pdf": page(f"{WATCHERS} office_officer", list_id="title_list"),
    **POOL,  # experts and draw
    # the meeting: each reading and each ballot is its expert's alone
    "meeting:mine": page(EXPERTS),
    "meeting:reading": form("expert", reading_id="reading"),
    "meeting:avoid": form("expert", reading_id="reading"),
    "meeting:evidence": page("expert", reading_id="reading", sha256="file.sha256"),
    "meeting:qualification": form("office_officer", application_id="application"),
    "meeting:end_ballot": form("office_officer", ballot_id="ballot"),
    "meeting:sealed_list": page("expert office_officer supervisor", ballot_id="ballot"),
    "meeting:revote": form("expert", ballot_id="ballot"),
    "meeting:vote": form("expert", ballot_id="ballot"),
    "meeting:session": page("office_officer supervisor", session_id="session"),
    "meeting:move_meeting": form("office_officer", session_id="session"),
    "meeting:rechecks": page("office_officer supervisor", session_id="session"),
    "meeting:people": page("office_officer", session_id="session"),
    "meeting:qualify": act("office_officer", session_id="session"),
    "meeting:assign_group": act("office_officer", application_id="application"),
    "meeting:name_readers": act("office_officer", session_id="session", group_id="group"),
    "meeting:pre_filing": form("office_officer", session_id="session"),
    "meeting:pre_filing_pdf": page("office_officer", session_id="session"),
    "meeting:readings": page("office_officer supervisor", session_id="session"),
    "meeting:looks": page("supervisor", session_id="session"),
    "meeting:look": act("expert", reading_id="reading"),
    "meeting:training": act("office_officer", session_id="session"),
    "meeting:assignment": page("office_officer supervisor", session_id="session"),
    "meeting:assign": act("office_officer", session_id="session"),
    "meeting:confirm_assignment": act("office_officer", session_id="session"),
    "meeting:correct_planned": form("office_officer", planned_id="planned"),
    "meeting:found": form("office_officer", session_id="session"),
    "meeting:chair": act("office_officer", session_id="session"),
    "meeting:spot_check": form_for(f"{WATCHERS} office_officer", "city_officer", session_id="session"),
    "meeting:spot_check_pdf": page(f"{WATCHERS} office_officer", session_id="session"),
    "meeting:finding": form("city_officer", finding_id="finding"),
    "meeting:open_meeting": act("office_officer", session_id="session"),
    "meeting:open_ballots": act("office_officer", session_id="session"),
    "meeting:end_full_ballots": act("office_officer", session_id="session"),
    "meeting:break_off": form("office_officer", session_id="session"),
    "meeting:member_left": form("office_officer", session_id="session"),
    "meeting:resume": act("office_officer", session_id="session"),
    "meeting:key": form_for(
        "expert supervisor drawer_1 office_officer", "office_officer", session_id="session"
    ),
    "meeting:withdraw": form("office_officer expert", session_id="session", seat_id="seat"),
    "meeting:key_state": page("expert supervisor drawer_1", session_id="session"),
    "meeting:key_message": act("expert supervisor drawer_1", session_id="session"),
    "meeting:key_waiting": page("expert supervisor drawer_1", session_id="session"),
    "meeting:key_open": act("expert supervisor drawer_1", session_id="session"),
    "meeting:key_abandon": form("office_officer", session_id="session"),
    "meeting:key_lost": form("expert supervisor drawer_1", session_id="session"),
    "meeting:key_destroy": act("expert supervisor drawer_1", session_id="session"),
    "meeting:tally": page("office_officer supervisor", session_id="session"),
    "meeting:sign_minutes": form("office_officer", session_id="session"),
    "meeting:notice": form("office_officer", session_id="session"),
    "meeting:notice_pdf": page("office_officer supervisor expert", session_id="session"),
    "meeting:minutes": page("office_officer supervisor", session_id="session"),
    "meeting:seat": page("expert", session_id="session"),
    "meeting:check_in": act("expert", session_id="session"),
    "meeting:check_out": act("expert", session_id="session"),
    "meeting:close_meeting": form("expert", session_id="session"),
    # results, documents, the seal
    "outcomes:work": page(BUREAUS),
    "outcomes:post_filing": page(f"{WATCHERS} office_officer", id="session"),
    "outcomes:file_results": act("office_officer", id="session"),
    "outcomes:filing_pdf": page(f"{WATCHERS} office_officer", id="session"),
    "outcomes:release": form(f"{WATCHERS} office_officer", id="session"),
    "outcomes:reasons": form("office_officer", id="not_passed"),
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
    "outcomes:ask_recheck": form("other_applicant", id="certified"),
    "outcomes:rechecks": page(f"{WATCHERS} office_officer", id="session"),
    "outcomes:archive": form("office_officer supervisor", id="session"),
    "outcomes:archive_file": page("", id="archive"),  # its ZIP is not there
    "room:session": page("office_officer supervisor", session_id="session"),
    "room:own_code": form("", leads=EVERYBODY),  # in a room alone
    "room:cancel": form("office_officer supervisor", room_id="room"),
    "outcomes:recheck": form("office_officer", id="recheck"),
    "outcomes:review_form": page(
        "other_applicant office_officer city_officer province_officer", id="certified"
    ),
    "register:verify": form(EVERYBODY),
    "register:keys": page(EVERYBODY),
    "register:keys_file": page(EVERYBODY),
    "register:collect": form(BUREAUS),
    "register:collected": page(BUREAUS, year="=2023"),
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


def _url(visited: Visited, name: str) -> str:
    return visited.url(name, TABLE[name].arguments)


def test_every_address_has_its_row() -> None:
    assert sorted(named(get_resolver())) == sorted(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_who_sees_it_and_reading_changes_nothing(visited: Visited, name: str) -> None:
    address, url = TABLE[name], _url(visited, name)
    found, writes = {}, Writes()
    for role in ROLES:
        client = visited.clients[role]
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
    address, url = TABLE[name], _url(visited, name)
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
        visited.clients["applicant"].post(_url(visited, "inbox:read"))
    assert writes.seen and checksums() != visited.before


@pytest.mark.parametrize("name", [name for name, address in TABLE.items() if address.acts is None])
def test_pages_to_read_take_no_post(visited: Visited, name: str) -> None:
    url = _url(visited, name)
    for role in ("anonymous", "applicant", "unit_officer", "office_officer", "city_officer"):
        answer = visited.clients[role].post(url)
        assert answer.status_code in ({302, 405} if role == "anonymous" else {405}), role
        answer.close()
