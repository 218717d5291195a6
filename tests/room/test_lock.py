"""While a session is out nobody acts on its meeting here; two people bring it back; one export at a time."""

import gzip
import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.experts import ready as drawing
from tests.making import Season
from tests.meeting import ready
from tests.room.laptop import Laptop
from tests.room.meeting import MEETING, MINUTE
from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor, Event, State
from zhicheng.experts.actions import appoint_chair
from zhicheng.experts.queries import members
from zhicheng.meeting import actions
from zhicheng.meeting.models import Ballot, BallotKey, Meeting, PlannedReading, Reading, SpotCheck, Trustee
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning import actions as planning
from zhicheng.planning.models import ClosedRoom
from zhicheng.room import actions as rooms
from zhicheng.room import exporting, package
from zhicheng.room.scope import shown_files
from zhicheng.vault import keys as key_files

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TakeOut = Callable[[], tuple[ClosedRoom, Laptop]]
ClientOf = Callable[[Account], Client]
OUT = "导出到封闭会场"
NO_ACT_OF_A_SESSION_OUT = {
    "answer_pre_meeting_filing",  # by planning.answer_filing, which is tried below
    "take_answered_filings",  # of filings that are accepted already
    "record_finding",  # flow.lock, tried below
    "qualify", "qualify_several", "disqualify", "return_audit", "assign_group",  # of people in other states: flow.lock
    "open_ballots", "end_ballots",  # each by the act on one
    # of panels and groups that went out: tests/room/test_panels.py
    "convene_panel", "move_panel", "order_panel", "drop_panel", "record_presence", "give_mark",
    "dissolve_peers", "write_peer_opinion",
}  # fmt: skip


def tries(season: Season) -> dict[str, Callable[[], Any]]:
    """Every act of the meeting with arguments of this session."""
    session, office, cast = season.session, season.cast.office_officer, season.cast
    seat = members(session)[0]
    row = Application.objects.filter(session=session).first()
    reading = Reading.objects.filter(handed_in_at__isnull=True).select_related("seat__expert__account").get()
    reader = reading.seat.expert.account
    ballot = Ballot.objects.get(application=row)
    key = ballot.key
    trustee = key.trustees.get(position=1)
    planned = PlannedReading.objects.create(application=row, person_id=row.person_id, seat=seat)
    return {
        "abandon_key": lambda: actions.abandon_key(key, "重做", office),
        "begin_key": lambda: actions.begin_key(session, cast.supervisor, cast.drawer_1, office),
        "send_key_message": lambda: actions.send_key_message(trustee, "a", trustee.account),
        "report_lost": lambda: actions.report_lost(trustee, "丢失", trustee.account),
        "destroy_share": lambda: actions.destroy_share(trustee, trustee.account),
        "open_sums": lambda: actions.open_sums(trustee, {str(ballot.pk): "a"}, trustee.account),
        "break_off": lambda: actions.break_off(session, "午休", office),
        "resume": lambda: actions.resume(session, office),
        "record_training": lambda: actions.record_training(session, office),
        "open_meeting": lambda: actions.open_meeting(session, office),
        "close_meeting": lambda: actions.close_meeting(session, "1", seat_of_chair(season)),
        "sign_minutes": lambda: actions.sign_minutes(session, "1", office),
        "check_in": lambda: actions.check_in(seat, seat.expert.account),
        "check_out": lambda: actions.check_out(seat, "", seat.expert.account),
        "open_ballot": lambda: actions.open_ballot(row, office),
        "end_ballot": lambda: actions.end_ballot(ballot, office),
        "cast_ballot": lambda: actions.cast_ballot(ballot, seat, "a", seat.expert.account),
        "order_revote": lambda: actions.order_revote(ballot, "停电", "1", seat_of_chair(season)),
        "plan_readings": lambda: actions.plan_readings(session, office),
        "confirm_readings": lambda: actions.confirm_readings(session, office),
        "correct_plan": lambda: actions.correct_plan(planned, seat, "换人", office),
        "name_readers": None,
        "save_reading": lambda: actions.save_reading(reading, {}, "草稿", reader),
        "hand_in_reading": lambda: actions.hand_in_reading(reading, ready.SCORES, "好", reader),
        "keep_away": lambda: actions.keep_away(reading, "同学", reader),
        "find_avoidance": lambda: actions.find_avoidance(seat, row, "同学", office),
        "settle_relation": lambda: actions.settle_relation(None, session, "查实", office, away=True),
        "keep_look": lambda: actions.keep_look(reading, "cover", reader, still=False),
        "withdraw_member": lambda: actions.withdraw_member(seat, "生病", office),
        "draw_spot_check": lambda: actions.draw_spot_check(
            session, 100, by=cast.city_officer, organisation=cast.organisations["city_bureau"]
        ),
        "file_meeting": lambda: actions.file_meeting(session, office),
        "move_meeting": lambda: actions.move_meeting(
            session=session, meeting_on=session.meeting_on, reason="改期", by=office,
            organisation=season.committee.organiser,
        ),
        "draw_supplement": lambda: actions.draw_supplement(
            SpotCheck.objects.create(
                session=session, share=5, seed="00", roster=[], roster_hash="0" * 64, drawn_at=clock.now(),
                drawn_by=cast.city_officer,
            ),
            by=cast.city_officer, organisation=cast.organisations["city_bureau"],
        ),
        "issue_notice": lambda: actions.issue_notice(
            session, begins_at=MEETING, place="礼堂", contact="李四", by=office
        ),
        "schedule_panel": lambda: actions.schedule_panel(
            session, way="面试", starts_at=MEETING, minutes=20, place="礼堂", absence="不计分",
            seats=[seat], applications=[row], by=office,
        ),
        "form_peers": lambda: actions.form_peers(session, "机械组", ["机械工程"], [seat], seat, office),
        "appoint_chair": lambda: appoint_chair(members(session)[1], office),
        "flow.move": lambda: flow.move(row, Event.VOTE, flow.By(Actor.MEETING, office), ""),
        "flow.lock": lambda: flow.lock(row),
        "flow.hold": lambda: flow.hold(row),
        "planning.locked": lambda: planning.sessions.locked(session),
    }  # fmt: skip


def seat_of_chair(season: Season) -> Account:
    return next(seat.expert.account for seat in members(season.session) if seat.chair)


def test_every_act_of_the_meeting_is_refused_while_the_session_is_out(
    going: Season, take_out: TakeOut, client_of: ClientOf
) -> None:
    room, _laptop = take_out()
    on_paper(going)
    found = tries(going)
    known = {name for name in actions.__all__ if inspect.isfunction(getattr(actions, name))}
    assert known - set(found) == NO_ACT_OF_A_SESSION_OUT
    for name, attempt in found.items():
        if attempt is None:
            continue
        with pytest.raises(Refused) as refused, transaction.atomic():
            attempt()
        assert OUT in refused.value.message and "钱办事" in refused.value.message, name
    office = client_of(going.cast.office_officer)
    page = office.get(ready.page("session", going)).content.decode()
    assert OUT in page
    assert office.post(ready.page("open_meeting", going)).status_code == 409
    rooms.ask_cancellation(room, "电脑遗失", going.cast.supervisor)
    rooms.cancel(room, going.cast.office_officer)
    Ballot.objects.all().delete()
    actions.save_reading(*reading_of(going))
    assert OUT not in office.get(ready.page("session", going)).content.decode()


def reading_of(season: Season) -> tuple[Reading, dict[str, int], str, Account]:
    reading = Reading.objects.filter(handed_in_at__isnull=True).select_related("seat__expert__account").get()
    return reading, {}, "草稿", reading.seat.expert.account


def on_paper(season: Season) -> None:
    """Rows that no act could have made while the session is out, so that every act has something to begin with."""
    cast, at = season.cast, clock.now()
    row = Application.objects.filter(session=season.session).first()
    key = BallotKey.objects.create(
        session=season.session, begun_at=at, begun_by=cast.office_officer, public_key="a" * 64, made_at=at
    )
    holders = {"chair": seat_of_chair(season), "supervisor": cast.supervisor, "appointee": cast.drawer_1}
    for position, (role, account) in enumerate(holders.items(), start=1):
        Trustee.objects.create(
            key=key, position=position, role=role, account=account, organisation=f"单位{position}"
        )
    Ballot.objects.create(
        application=row, person_id=row.person_id, opened_at=at, members=5, present=5, key=key
    )


def test_it_takes_two_to_cancel_and_a_cancelled_room_stays_so(
    going: Season, take_out: TakeOut, client_of: ClientOf
) -> None:
    room, _laptop = take_out()
    office, supervisor = (client_of(going.cast.accounts[one]) for one in ("office_officer", "supervisor"))
    page, form = reverse("room:session", args=[going.session.pk]), reverse("room:cancel", args=[room.pk])
    assert "已导出" in supervisor.get(page).content.decode()
    desk = supervisor.get("/desk/").content.decode()
    assert "由钱办事导出到封闭会场" in desk and room.package_hash[:16] in desk and page in desk
    assert office.post(form, {"reason": ""}).status_code == 400
    assert office.post(form, {"reason": "电脑遗失"}).status_code == 302
    assert "等待另一人确认" in office.get(page).content.decode()
    assert office.post(form, {}).status_code == 409
    assert "电脑遗失" in supervisor.get(form).content.decode()
    assert supervisor.post(form, {}).status_code == 302
    assert "已取消" in supervisor.get(page).content.decode()
    assert f"取消，由{going.cast.supervisor.display_name}确认" in supervisor.get("/desk/").content.decode()
    assert supervisor.post(form, {}).status_code == 409
    assert "不能取消" in supervisor.get(form).content.decode()
    for name in ("other_office_officer", "drawer_1", "applicant"):
        stranger = client_of(going.cast.accounts[name])
        assert [stranger.get(one).status_code for one in (page, form)] == [404, 404]
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosedRoom.objects.filter(pk=room.pk).update(status="out", cancelled_at=None, cancelled_by=None)


def test_the_database_holds_one_room_out_and_one_merged(going: Season, take_out: TakeOut) -> None:
    room, _laptop = take_out()
    rows = ClosedRoom.objects.filter(pk=room.pk)
    twice = {"session": going.session, "taken_at": clock.now(), "taken_by": going.cast.office_officer}
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosedRoom.objects.create(**twice)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(status="merged")  # by nobody
    same = {"cancel_asked_by": going.cast.supervisor, "cancelled_by": going.cast.supervisor}
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(status="cancelled", cancelled_at=clock.now(), cancel_reason="x", **same)
    merged = {"status": "merged", "merged_at": clock.now(), "merged_by": going.cast.office_officer}
    rows.update(**merged, result_hash="a" * 64)
    whole = {"rows_hash": "1" * 64, "package_hash": "2" * 64, "signature": room.signature}
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosedRoom.objects.create(**twice, **whole, **merged, result_hash="b" * 64)


def test_it_is_refused_when_it_is_not_the_moment(going: Season, tmp_path: Path) -> None:
    session, office = going.session, going.cast.office_officer

    def why(code: str | None = None) -> Refused:
        with pytest.raises(Refused) as refused:
            exporting.export(session, tmp_path / "no", "phrase", code or drawing.code(), office)
        assert not ClosedRoom.objects.exists() and not (tmp_path / "no").exists()
        return refused.value

    assert "动态码" in why("000000").message
    rows = Application.objects.filter(session=session)
    first = rows.order_by("number").first()
    rows.filter(pk=first.pk).update(state=State.FILED)
    assert why().clause == "KM2023-4.4g"
    rows.filter(pk=first.pk).update(state=State.READING)
    Meeting.objects.filter(session=session).update(training_at=None)
    assert why().clause == "KM2023-6.2"
    Meeting.objects.filter(session=session).update(training_at=clock.now(), opened_at=clock.now())
    assert why().clause == "YN2023-2.2c"
    Meeting.objects.filter(session=session).update(opened_at=None)
    session.filings.filter(kind="pre_meeting").update(kind="post_meeting")
    assert why().clause == "KM2023-4.4c"
    session.filings.filter(kind="post_meeting").update(kind="pre_meeting")
    for stranger in (going.cast.supervisor, going.cast.accounts["other_office_officer"]):
        with pytest.raises(Refused) as refused:
            exporting.export(session, tmp_path / "no", "phrase", drawing.code(), stranger)
        assert refused.value.status == 404


def test_what_fails_on_the_way_leaves_the_session_here(
    going: Season, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, office, folder = going.session, going.cast.office_officer, tmp_path / "package"

    def somebody_reads(_session: object) -> set[str]:
        Reading.objects.filter(handed_in_at__isnull=True).update(opinion="同时写的")
        return set()

    monkeypatch.setattr(exporting, "shown_files", somebody_reads)
    with pytest.raises(Refused, match="数据有变化"):
        exporting.export(session, folder, "phrase", drawing.code(), office)
    assert not (folder / package.HEAD).exists() and not ClosedRoom.objects.exists()
    monkeypatch.setattr(exporting, "shown_files", shown_files)
    with pytest.raises(Refused, match="不是空的"):
        exporting.export(session, folder, "phrase", drawing.code(), office)
    with clock.at(MEETING - 60 * MINUTE):
        room = exporting.export(session, tmp_path / "other", "phrase", drawing.code(), office)
    assert room.status == ClosedRoom.Status.OUT


@pytest.mark.long
def test_the_package_holds_no_password_number_or_key_of_the_main_system(
    going: Season, take_out: TakeOut, tmp_path: Path
) -> None:
    room, laptop = take_out()
    opened = package.opened(laptop.package, laptop.phrase.upper())
    rows = json.loads(gzip.decompress(opened.part(package.ROWS)))
    text = json.dumps(rows, ensure_ascii=False)
    for one in going.cast.accounts.values():
        assert one.password not in text and one.login_index not in text
    for person in going.cast.people.values():
        assert person.id_number not in text and person.id_index not in text
    assert going.cast.people["unattached"].name not in text
    accounts = {row["display_name"]: row for row in rows["people.Account"]}
    assert accounts["钱办事"]["is_active"] and accounts["钱办事"]["second_factor"]
    assert not accounts["马审核"]["is_active"] and not accounts["马审核"]["second_factor"]
    folder = key_files.folder(settings.DATA_DIR)
    mine = {(folder / name).read_text() for name in key_files.NAMES}
    assert not mine & set(opened.keys().values())
    assert set(room.public_keys) >= {"room", f"account:{going.cast.office_officer.pk}"}
    clear = b"".join(one.read_bytes() for one in laptop.package.rglob("*") if one.is_file())
    assert "昆明".encode() not in clear and going.session.committee.name.encode() not in clear
    with pytest.raises(package.Broken, match="口令不对"):
        package.opened(laptop.package, "wrong")
    for name in (package.HEAD, package.ROWS, package.KEYS):
        path = laptop.package / name
        raw = path.read_bytes()
        for at in range(0, len(raw), max(1, len(raw) // 40)):
            path.write_bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
            with pytest.raises(package.Broken):
                package.opened(laptop.package, laptop.phrase).part(
                    name if name != package.HEAD else package.ROWS
                )
            if name == package.HEAD and at > 400:
                break  # each try costs a key derivation
        path.write_bytes(raw)
