"""A session goes out to a closed room, its meeting is held there, its result comes back; once."""

import datetime as dt
import socket
import ssl
import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from tests.experts import ready as drawing
from tests.making import Season
from tests.outcomes.after_vote import AfterVote
from tests.room.conftest import CHOICES
from tests.room.forging import FORGERIES, Forger
from tests.room.laptop import Laptop
from tests.room.meeting import MEETING, MINUTE, hold, outcome
from tests.room.people import client_of
from zhicheng.almanac import clock
from zhicheng.applications.models import Application, Step
from zhicheng.applications.states import State
from zhicheng.experts.queries import members
from zhicheng.inbox.models import Message
from zhicheng.meeting import tally
from zhicheng.meeting.ballots import verifier
from zhicheng.meeting.models import Attendance, Ballot, Meeting, Reading
from zhicheng.outcomes import actions as outcomes
from zhicheng.outcomes import archiving
from zhicheng.outcomes.archives import verifier as archive_verifier
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.models import ClosedRoom
from zhicheng.public_notice.models import Notice
from zhicheng.register.records import Broken, written
from zhicheng.room import checking, merging
from zhicheng.room.scope import back_rows
from zhicheng.signatures.actions import holds
from zhicheng.trail import reads, sealing
from zhicheng.trail.models import Entry, Read

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TakeOut = Callable[[], tuple[ClosedRoom, Laptop]]
BACK = MEETING + dt.timedelta(hours=6)
TRIES = 60  # places of the file at which one byte is another


class Undo(Exception):
    """Back to before."""


def held_here(season: Season) -> dict[str, object]:
    """What comes of the same meeting held in the main system; nothing of it stays."""
    found: dict[str, object] = {}
    try:
        with transaction.atomic():
            hold(season.session, CHOICES)
            found = outcome(season.session)
            raise Undo
    except Undo:
        return found


def _own_address() -> str:
    """The machine's address in its network, where it has one: others reach a room over TLS."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asks, suppress(OSError):
        asks.connect(("10.255.255.255", 9))  # sends nothing
        return str(asks.getsockname()[0])
    return "127.0.0.1"


def _fetched(address: str, path: str, certificate: Path) -> str:
    """A page of the served room; over TLS where it is served so, trusting its own certificate alone."""
    parts = urlsplit(address)
    if parts.scheme == "https":
        trusts = ssl.create_default_context(cafile=certificate)
        served = HTTPSConnection(parts.netloc, timeout=60, context=trusts)
    else:
        served = HTTPConnection(parts.netloc, timeout=60)
    with closing(served):
        served.request("GET", path)
        with closing(served.getresponse()) as answer:
            return answer.read().decode()


def merge(raw: bytes, by: Account) -> ClosedRoom:
    """Some hours after the meeting."""
    with clock.at(BACK):
        return merging.merge(raw, drawing.code(), by)


@pytest.mark.long
def test_a_session_held_in_a_closed_room_comes_back_as_if_it_had_been_held_here(
    going: Season, take_out: TakeOut, tmp_path: Path
) -> None:
    here = held_here(going)
    room, laptop = take_out()
    assert room.package_hash in laptop.open()
    wrong = laptop.run("slips", phrase="wrong")
    assert wrong.returncode == 2 and "口令不对" in wrong.stderr
    assert "记录人签字" in laptop.run("result", str(tmp_path / "early")).stderr
    with laptop.serve(_own_address()) as address:
        page = _fetched(address, "/account/login/", laptop.folder / "keys" / "tls.crt")
        assert "封闭会场" in page and "不连接网络" in page
        slips = laptop.run("slips", "hc01")
        assert slips.stdout.count("  hc") == 1 and slips.stdout.count("hc01") == 1
        assert (laptop.folder / "keys").is_symlink() and len(list((laptop.folder / "keys").iterdir())) >= 4
        assert "没有会场账号" in laptop.run("slips", "hc99").stderr
    slip = laptop.slips[members(going.session)[0].expert.account.display_name]
    seen = laptop.meet(choices=CHOICES, slip=slip)
    assert seen["after_log_in"] == [302, f"/meeting/{going.session.pk}/seat/"]
    assert seen["banner"] and seen["elsewhere"] == [403] * 4 and seen["settled"] == 403
    assert seen["logins"] == len(laptop.slips)
    assert not (laptop.folder / "keys").exists()  # in memory while a program of the room runs, never on disk
    assert (
        "请先校准时钟" in laptop.run("run").stderr
    )  # the laptop's own clock, which the meeting did not wait for
    raw = laptop.result(tmp_path / "result")
    _refused_whatever_is_changed(raw, Forger(room, laptop, raw), going)
    stranger = going.cast.accounts["other_office_officer"]
    with pytest.raises(Refused, match="只有本评委会"):
        merge(raw, stranger)
    merged = merge(raw, going.cast.office_officer)
    assert merged.status == ClosedRoom.Status.MERGED and outcome(going.session) == here
    with clock.at(BACK):
        seen_by = client_of(going.cast.supervisor).get("/desk/").content.decode()
    assert "合并会议结果" in seen_by and (merged.result_hash or "-")[:16] in seen_by
    with pytest.raises(Refused, match="只能合并一次"):
        merge(raw, going.cast.office_officer)
    assert outcome(going.session) == here
    _everything_holds(going)
    _what_acts_guarantee_is_computed_again(going)
    _goes_on(going, tmp_path)


def _refused_whatever_is_changed(raw: bytes, forger: Forger, going: Season) -> None:
    before = back_rows(going.session), Entry.objects.count()
    for at in range(0, len(raw), len(raw) // TRIES):
        with pytest.raises(Refused):
            merge(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :], going.cast.office_officer)
    for words, change in FORGERIES:
        with pytest.raises(Refused, match=words):
            merge(forger.write(change), going.cast.office_officer)
    with pytest.raises(Refused, match="不是这个封闭会场的密钥"):
        merge(forger.write(len, signer=Ed25519PrivateKey.generate()), going.cast.office_officer)
    assert (back_rows(going.session), Entry.objects.count()) == before


def _everything_holds(going: Season) -> None:
    meeting = Meeting.objects.get(session=going.session)
    file = tally.file_of(meeting)
    assert file is not None and verifier.check(written(file))["session"] == str(going.session.pk)
    assert holds(meeting.signature) and holds(meeting.recorder_signature)
    assert Step.objects.filter(application__session=going.session, to_state=State.VOTED).count() == 3
    assert Message.objects.filter(subject__startswith="申报进度", body__contains="已经表决").count() == 3
    sealing.seal_all()
    assert not sealing.verify().fault and not reads.verify().fault
    assert Read.objects.filter(page="meeting:seat").exists()
    acts = list(Entry.objects.values_list("act", flat=True))
    assert {"open_room", "cast_ballot", "close_meeting", "sign_minutes", "merge_room"} <= set(acts)
    assert acts.count("vote") == 3 and acts.count("cast_ballot") == 15


def _what_acts_guarantee_is_computed_again(going: Season) -> None:
    """Rows under signatures that hold, as whoever has the laptop's keys could make them."""
    meeting = Meeting.objects.get(session=going.session)
    ballot = Ballot.objects.select_related("application__unit").order_by("opened_at").last()
    rows = back_rows(going.session)
    later = ballot.opened_at + MINUTE

    def wrong(words: str, change: Callable[[], object]) -> None:
        with pytest.raises(Broken, match=words), transaction.atomic():
            change()
            checking.check_ballot(Ballot.objects.get(pk=ballot.pk), rows, room, meeting)

    room = ClosedRoom.objects.get(session=going.session)
    checking.check_ballot(ballot, rows, room, meeting)
    mine = Ballot.objects.filter(pk=ballot.pk)
    one = Attendance.objects.filter(seat=ballot.marks.first().seat)
    wrong("到会人数与签到不符", lambda: one.update(arrived_at=later))
    wrong("投票的人不在会场", lambda: (one.update(arrived_at=later), mine.update(present=4)))
    wrong("不足法定人数", lambda: (Attendance.objects.exclude(pk__in=one).delete(), mine.update(present=1)))
    readings = Reading.objects.filter(application=ballot.application)
    wrong("审阅意见不够", lambda: readings.update(handed_in_at=later))
    wrong("先后不对", lambda: mine.update(ended_at=ballot.opened_at - MINUTE))
    wrong("休会期间", lambda: meeting.breaks.create(
        begun_at=ballot.opened_at - MINUTE, ended_at=later, begun_by=going.cast.office_officer, reason="午休"
    ))  # fmt: skip


def _goes_on(going: Season, tmp_path: Path) -> None:
    """Released, published, filed, confirmed, certified; the package of the session is checked offline."""
    rows = Application.objects.filter(session=going.session).select_related("ballot", "person")
    passed = [row for row in rows if row.ballot.passed]
    after = AfterVote(going, passed, [row for row in rows if not row.ballot.passed]).release()
    assert after.certify()
    assert Notice.objects.filter(session=going.session, kind=Notice.Kind.RESULT).exists()
    sealing.seal_all()
    filed = going.session.filings.filter(kind="pre_meeting")
    filed.update(
        content={"list": [], "refused": [], "plan": "方案", "audit": "已审查", "publicity": "无异议"}
    )
    asked = outcomes.ask_archive(going.session, by=going.cast.office_officer)
    archiving.make(asked.pk)
    with zipfile.ZipFile(archiving.path_of(asked.pk)) as book:
        book.extractall(tmp_path / "archive")
    folder = tmp_path / "archive" / archiving.name_of(going.session)
    assert archive_verifier.main([str(folder)]) == 0
    assert verifier.main([str(folder / "data" / "tally.json")]) == 0
