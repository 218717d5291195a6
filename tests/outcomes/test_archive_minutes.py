"""归档包's record of the meeting: panels with marks, groups with opinions; bound to the recorder's signature."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.experts import ready as drawing
from tests.making import Season
from tests.meeting import ready
from tests.meeting.test_panels import DAY, asked, came, convened, marked
from tests.meeting.test_peers import SAID, formed
from tests.outcomes.test_archive import FILED, made, resealed
from zhicheng.almanac import clock
from zhicheng.meeting import actions as meeting
from zhicheng.meeting import record
from zhicheng.meeting.models import Mark, Meeting
from zhicheng.outcomes import archive_parts, archiving
from zhicheng.outcomes.actions import ask_archive
from zhicheng.outcomes.archives import minutes, verifier
from zhicheng.planning.models import Filing
from zhicheng.register.records import Broken, written
from zhicheng.signatures.actions import sign
from zhicheng.signatures.models import Signature

File = dict[str, Any]


@pytest.fixture(autouse=True)
def _apart(settings: Any, tmp_path: Path) -> None:
    settings.EXPORTS_ROOT = tmp_path / "exports"


def held(season: Season, *, panels: bool) -> Meeting:
    """A meeting with the minutes signed; two people, one of whom did not come to the panel."""
    with clock.at(ready.MEETING):
        rows, seats = ready.people(season, 2), ready.seated(season)
        office = season.cast.office_officer
        if panels:
            asked(season)
            group = formed(season, seats[:3], rows[0])
        with clock.at(ready.READ_DAY):
            ready.assign(season)
            ready.read_all(season)
        if panels:
            panel = convened(season, rows, seats[:3])
            came(season, panel, seats[:3], **{rows[1].applicant_name: ("absent", "电话联系不上")})
            marked(panel, seats[:3])
            for row in rows:
                row.refresh_from_db()
                meeting.write_peer_opinion(group, row, SAID, seats[0], seats[0].expert.account, hand_in=True)
        for seat in seats:
            meeting.check_in(seat, seat.expert.account)
        meeting.open_meeting(season.session, office)
        ready.keyed(season)
        ballots = [meeting.open_ballot(row, office) for row in rows]
        for ballot in ballots:
            ready.cast_all(ballot, [(seat, "agree") for seat in seats])
        ready.count(season, *ballots)
        chair = next(seat for seat in seats if seat.chair)
        meeting.close_meeting(season.session, drawing.code(), chair.expert.account)
        with clock.at(ready.MEETING + dt.timedelta(minutes=2)):
            meeting.sign_minutes(season.session, drawing.code(), office)
    Filing.objects.filter(session=season.session, kind=Filing.Kind.PRE_MEETING).update(content=FILED)
    rows_of = Meeting.objects.select_related("signature", "recorder_signature", "session__committee")
    return rows_of.get(session=season.session)


def test_marks_presence_and_opinions_are_in_it_and_every_lie_is_found(season: Season, tmp_path: Path) -> None:
    held(season, panels=True)
    folder = made(season.session, season, tmp_path)
    assert "会议记录：成立" in verifier.check(folder).checked
    path = folder / "data/minutes.json"
    raw = path.read_bytes()
    content = json.loads(raw)["content"]
    (panel,) = content["panels"]
    first, second = panel["appearances"]
    assert [mark["score"] for mark in first["marks"]] == [80, 81, 82] and second["marks"] == []
    assert (second["outcome"], second["note"]) == ("absent", "电话联系不上")
    assert panel["starts_at"].startswith(f"{DAY.astimezone(dt.UTC):%Y-%m-%dT%H:%M}")
    assert [one["came"] for one in panel["experts"]] == [True] * 3 and len(content["attendance"]) == 5
    (group,) = content["groups"]
    assert [one["words"] for one in group["opinions"]] == [SAID] * 2 and len(group["members"]) == 3
    assert "minutes.json" in (folder / "data/contents.csv").read_text()

    def marks(file: File) -> list[File]:
        found: list[File] = file["content"]["panels"][0]["appearances"][0]["marks"]
        return found

    lies: list[tuple[str, Callable[[File], object]]] = [
        ("打分与签字时不一致", lambda file: marks(file)[0].update(score=99)),
        ("打分不在0到100之间", lambda file: marks(file)[0].update(score=101)),
        ("打分不是到场专家各一次", lambda file: marks(file)[0].update(seat=marks(file)[1]["seat"])),
        ("打分不是到场专家各一次", lambda file: file["content"]["panels"][0]["experts"][0].update(came=False)),
        ("没有到场，却有打分", lambda file: file["content"]["panels"][0]["appearances"][0].update(outcome="absent")),
        ("打分与签字时不一致", lambda file: file["content"]["panels"][0]["appearances"][1].update(outcome="excused")),
        ("打分与签字时不一致", lambda file: file["content"]["panels"].clear()),
        ("专业组意见与签字时不一致", lambda file: file["content"]["groups"][0]["opinions"][0].update(words="改写")),
        ("专业组意见与签字时不一致", lambda file: file["content"]["groups"][0]["opinions"][0].update(application="1")),
        ("到会情况与签字时不一致", lambda file: file["content"]["attendance"].pop()),
        ("内容与签名时不一致", lambda file: file["minutes"]["marks"].pop()),
        ("不是同一次评审会|不是这次", lambda file: file["content"].update(session="another")),
        ("format", lambda file: file["content"].update(format="other")),
    ]  # fmt: skip
    for words, lie in lies:
        file = json.loads(raw)
        lie(file)
        path.write_bytes(written(file))
        with pytest.raises(Broken, match=words):
            minutes.check(path.read_bytes())
        resealed(folder)
        (fault,) = verifier.check(folder).faults
        assert fault.startswith("会议记录不成立"), words
    path.write_bytes(raw)
    tally = json.loads((folder / "data/tally.json").read_bytes())
    tally["signature"]["content_hash"] = "0" * 64
    with pytest.raises(Broken, match="不是这份计票记录"):
        minutes.check(raw, tally)


def test_every_changed_byte_of_what_is_signed_is_found(season: Season) -> None:
    """What is not under the signature (time, place, note) stands under the manifest's hash: test_archive."""
    found = record.file_of(held(season, panels=True))
    assert found is not None
    raw = written(found)
    assert minutes.check(raw) == found["content"]
    for at in range(raw.index(b'"minutes":{"group_opinions"'), len(raw)):
        with pytest.raises(Broken):
            minutes.check(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])


def test_over_changed_rows_nothing_is_archived(season: Season) -> None:
    held(season, panels=True)
    Mark.objects.filter(score=80).update(score=79)
    asked_for = ask_archive(season.session, by=season.cast.office_officer)
    with pytest.raises(archive_parts.MinutesChanged):
        archiving.make(asked_for.pk)


def test_minutes_signed_before_there_were_panels_hold(season: Season) -> None:
    row = held(season, panels=False)
    assert row.signature is not None and record.file_of(row) is not None
    content = record.tally.minutes_of(row.session, row.signature.content_hash)
    former = {name: value for name, value in content.items() if name not in {"marks", "group_opinions"}}
    row.recorder_signature = sign(
        season.cast.office_officer, organisation=season.committee.organiser, content=former,
        method=Signature.Method.ORGANISATION_KEY, purpose="minutes",
    )  # fmt: skip
    found = record.file_of(row)
    assert found is not None and minutes.check(written(found))["panels"] == []
