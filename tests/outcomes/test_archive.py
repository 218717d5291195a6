"""归档包: made in the background, complete, checked without the system; no changed byte goes unseen."""

import datetime as dt
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.experts import ready as drawing
from tests.making import Season
from tests.meeting import ready
from tests.outcomes import after_vote
from tests.outcomes.after_vote import AfterVote
from tests.outcomes.conftest import ClientOf
from tests.outcomes.test_pages import statements
from zhicheng.almanac import clock
from zhicheng.meeting import actions as meeting
from zhicheng.meeting.models import Ballot
from zhicheng.outcomes import archive_parts, archiving
from zhicheng.outcomes.actions import ask_archive, issue_waiting_certificates
from zhicheng.outcomes.archives import bag, verifier
from zhicheng.outcomes.models import Archive
from zhicheng.people.errors import Refused
from zhicheng.planning.models import Filing, Session
from zhicheng.public_notice import actions as notices
from zhicheng.register.records import written
from zhicheng.trail.models import Entry

ROOT = Path(__file__).parents[2]
FILED = {"list": [], "refused": [], "plan": "方案", "audit": "已审查", "publicity": "无异议"}


@pytest.fixture(autouse=True)
def _apart(settings: Any, tmp_path: Path) -> None:
    settings.EXPORTS_ROOT = tmp_path / "exports"


@pytest.fixture
def closed(season: Season) -> Session:
    """A session with a signed draw and one case voted on, the meeting closed."""
    with clock.at(ready.MEETING):
        seats = ready.opened(season)
        ballot = meeting.open_ballot(season.session.applications.get(), season.cast.office_officer)
        ready.cast_all(ballot, [(seat, "agree") for seat in seats])
        ready.count(season, ballot)
        chair = next(seat for seat in seats if seat.chair)
        meeting.close_meeting(season.session, drawing.code(), chair.expert.account)
    Filing.objects.filter(session=season.session, kind=Filing.Kind.PRE_MEETING).update(content=FILED)
    return season.session


def unpacked(archive: Archive, into: Path) -> Path:
    """The package's folder."""
    with zipfile.ZipFile(archiving.path_of(archive.pk)) as book:
        assert book.testzip() is None
        book.extractall(into)
    return into / archiving.name_of(archive.session)


def made(session: Session, season: Season, into: Path) -> Path:
    archive = ask_archive(session, by=season.cast.office_officer)
    archiving.make(archive.pk)
    archive.refresh_from_db()
    assert archive.done == archive.total > 5
    return unpacked(archive, into)


def address(session: Session) -> str:
    return reverse("outcomes:archive", args=[session.pk])


def test_from_the_page_to_a_package_that_holds_without_the_system(
    closed: Session, season: Season, client_of: ClientOf, tmp_path: Path
) -> None:
    for keeper in (season.cast.office_officer, season.cast.supervisor):
        assert "还没有归档包" in client_of(keeper).get(address(closed)).content.decode()
    supervisor = client_of(season.cast.supervisor)
    assert supervisor.post(address(closed)).status_code == 302
    archive = Archive.objects.get()
    assert ask_archive(closed, by=season.cast.office_officer) == archive
    page = supervisor.get(address(closed)).content.decode()
    assert "已排队" in page and 'hx-trigger="load delay:2s"' in page
    file = reverse("outcomes:archive_file", args=[archive.pk])
    assert supervisor.get(file).status_code == 404
    archiving.make(archive.pk)
    archiving.make(archive.pk)
    archive.refresh_from_db()
    page = supervisor.get(address(closed)).content.decode()
    assert archive.fingerprint in page and "重新归档" in page and "hx-trigger" not in page
    assert file not in page and "由办事机构下载" in page
    assert supervisor.get(file).status_code == 404  # it holds what experts have said on people
    answer = client_of(season.cast.office_officer).get(file)
    content = b"".join(answer.streaming_content)
    answer.close()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        book.extractall(tmp_path)
    folder = tmp_path / archiving.name_of(closed)
    assert hashlib.sha256((folder / bag.TAG_MANIFEST).read_bytes()).hexdigest() == archive.fingerprint
    names = {one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()}
    assert {
        "bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt", "data/contents.csv",
        "data/draw.json", "data/tally.json", "data/trail.json", "data/documents/minutes.pdf",
        "data/documents/draw-record.pdf", "data/documents/pre-meeting-filing.pdf", "data/formats/archive.md",
    } <= names  # fmt: skip
    acts = {one["act"] for one in json.loads((folder / "data/trail.json").read_bytes())["entries"]}
    assert {"close_meeting", "sign_draw", "cast_ballot", "ask_archive"} <= acts
    assert set(Entry.objects.filter(act__endswith="_archive").values_list("act", flat=True)) == {
        "ask_archive",
        "make_archive",
    }
    program = subprocess.run(
        [sys.executable, "-m", "zhicheng.command", "verify", "archive", str(folder)],
        cwd=ROOT, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert program.returncode == 0, program.stdout + program.stderr
    assert archive.fingerprint in program.stdout
    for what in ("计票记录：成立", "抽取记录：成立", "办理记录：成立"):
        assert what in program.stdout
    check = folder / "data/formats/check_tally.py"
    with (folder / "data/tally.json").open("rb") as tally:
        assert subprocess.run([sys.executable, str(check)], stdin=tally, capture_output=True).returncode == 0
    check = folder / "data/formats/check_draw.py"
    with (folder / "data/draw.json").open("rb") as drawn:
        assert subprocess.run([sys.executable, str(check)], stdin=drawn, capture_output=True).returncode == 0
    ledger = subprocess.run(
        ["sha256sum", "--quiet", "-c", "tagmanifest-sha256.txt", "manifest-sha256.txt"],
        cwd=folder, capture_output=True,
    )  # fmt: skip
    assert ledger.returncode == 0, ledger.stderr


def resealed(folder: Path) -> None:
    """All hashes written anew, as somebody would who wants to hide a change."""
    files = [one for one in (folder / "data").rglob("*") if one.is_file()]
    hashes = {one.relative_to(folder).as_posix(): bag.digest_of(one) for one in files}
    info = {key: value for key, value in bag.info_of(folder).items() if key != "Payload-Oxum"}
    size = sum(one.stat().st_size for one in files)
    for name, content in bag.tag_files(hashes, size, info).items():
        (folder / name).write_bytes(content)


def _other_count(file: dict[str, Any]) -> None:
    file["content"]["ballots"][0]["counts"] = {"agree": 4, "against": 1, "abstain": 0}


def _other_member(file: dict[str, Any]) -> None:
    first, second = file["content"]["result"][:2]
    first["commitment"], second["commitment"] = second["commitment"], first["commitment"]


def _other_number(file: dict[str, Any]) -> None:
    file["content"]["drawers"][0]["number"] = "99999999"


def _smaller_roster(file: dict[str, Any]) -> None:
    file["content"]["frozen"]["roster"].pop()


def _other_name(file: dict[str, Any]) -> None:
    file["names"][0]["name"] = "另一人"


def _one_signer(file: dict[str, Any]) -> None:
    file["signatures"][1] = file["signatures"][0]


def _other_signature(file: dict[str, Any]) -> None:
    file["signatures"][3]["signed_at"] = "2023-10-10T09:00:01+08:00"


def _other_draw(file: dict[str, Any]) -> None:
    file["content"]["frozen"]["session"] = "another"


def _other_session(file: dict[str, Any]) -> None:
    file["session"] = "another"


def _other_act(file: dict[str, Any]) -> None:
    file["entries"][3]["act"] = "another"


def _swapped(file: dict[str, Any]) -> None:
    file["entries"][0], file["entries"][1] = file["entries"][1], file["entries"][0]


def _old_head(file: dict[str, Any]) -> None:
    file["head"]["seal_number"] = 1


def test_lies_are_found_though_all_hashes_are_written_anew(
    closed: Session, season: Season, tmp_path: Path
) -> None:
    folder = made(closed, season, tmp_path)
    lies: list[tuple[str, Callable[[dict[str, Any]], None]]] = [
        ("tally", _other_count), ("draw", _other_member), ("draw", _other_number), ("draw", _smaller_roster),
        ("draw", _one_signer), ("draw", _other_signature), ("draw", _other_draw), ("draw", _other_name),
        ("trail", _other_session), ("trail", _other_act), ("trail", _swapped), ("trail", _old_head),
    ]  # fmt: skip
    for name, lie in lies:
        path = folder / f"data/{name}.json"
        before = path.read_bytes()
        file = json.loads(before)
        lie(file)
        path.write_bytes(written(file))
        resealed(folder)
        assert len(verifier.check(folder).faults) == 1, lie
        path.write_bytes(before)
    resealed(folder)
    assert verifier.check(folder).faults == []


def small(folder: Path) -> Path:
    """A package of two small files."""
    contents = {"data/contents.csv": b"a,b\n", "data/documents/call.pdf": b"%PDF-1.7\n"}
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    info = {verifier.SESSION: "x", verifier.KIND: verifier.FORMAT}
    tags = bag.tag_files(hashes, sum(map(len, contents.values())), info)
    for name, content in {**contents, **tags}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def holds(folder: Path) -> bool:
    try:
        return not verifier.check(folder).faults
    except bag.NotABag:
        return False


def test_every_flipped_byte_of_a_small_package_is_found(tmp_path: Path) -> None:
    folder = small(tmp_path / "bag")
    assert holds(folder)
    for path in [one for one in folder.rglob("*") if one.is_file()]:
        raw = path.read_bytes()
        for at in range(len(raw)):
            for bit in (1, 0x20, 0x80):
                path.write_bytes(raw[:at] + bytes([raw[at] ^ bit]) + raw[at + 1 :])
                assert not holds(folder), (path.name, at, bit)
        for changed in (raw + b"\n", raw[:-1], b"", b"\xef\xbb\xbf" + raw, raw.replace(b"\n", b"\r\n")):
            path.write_bytes(changed)
            assert not holds(folder), (path.name, changed)
        path.write_bytes(raw)
    assert holds(folder)


def test_missing_and_added_files_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = small(tmp_path / "bag")
    (folder / "data" / "more.txt").write_text("x")
    (folder / "data" / "contents.csv").unlink()
    (folder / "data" / "link.pdf").symlink_to("documents/call.pdf")
    assert verifier.main([str(folder)]) == 1
    said = capsys.readouterr().out
    assert "多出文件：data/more.txt" in said and "缺少文件：data/contents.csv" in said
    assert "不是文件而是链接：data/link.pdf" in said
    assert verifier.main([str(tmp_path)]) == 2
    assert verifier.main([str(tmp_path / "none")]) == 2


def test_certificates_and_documents_are_in_it(voted: AfterVote, tmp_path: Path) -> None:
    voted.confirm()
    issue_waiting_certificates()
    Filing.objects.filter(kind=Filing.Kind.PRE_MEETING).update(content=FILED)
    folder = made(voted.season.session, voted.season, tmp_path)
    assert len(list((folder / "data/certificates").glob("*.json"))) == len(voted.passed)
    assert len(list((folder / "data/certificates").glob("*.pdf"))) == len(voted.passed)
    assert len(list((folder / "data/review-forms").glob("*.pdf"))) == Ballot.objects.count()
    assert (folder / "data/documents/title-document-1.pdf").is_file()
    assert (folder / "data/documents/post-meeting-filing.pdf").is_file()
    report = verifier.check(folder)
    assert report.faults == [] and f"证书签名文件：{len(voted.passed)}份" in report.checked
    assert "计票记录：归档包中没有" in report.checked
    path = next((folder / "data/certificates").glob("*.json"))
    file = json.loads(path.read_bytes())
    file["content"]["name"] = "别人"
    path.write_bytes(written(file))
    resealed(folder)
    assert [one for one in verifier.check(folder).faults if path.stem in one]


def test_only_office_and_supervisors_and_only_after_the_meeting(season: Season, client_of: ClientOf) -> None:
    where = address(season.session)
    office = client_of(season.cast.office_officer)
    assert "评审会议结束后才能归档" in office.get(where).content.decode()
    assert office.post(where).status_code == 409
    with pytest.raises(Refused):
        ask_archive(season.session, by=season.cast.city_officer)
    for stranger in ("applicant", "other_office_officer", "city_officer", "unit_officer", "expert"):
        assert client_of(season.cast.accounts[stranger]).get(where).status_code == 404
    assert Client().get(where).status_code == 302
    assert not Archive.objects.exists()


def test_the_page_costs_the_same_for_one_and_many(season: Season, client_of: ClientOf) -> None:
    office, at = client_of(season.cast.office_officer), clock.now()

    def row(number: int) -> None:
        Archive.objects.create(
            session=season.session, asked_by=season.cast.office_officer, asked_at=at, finished_at=at,
            fingerprint=f"{number:064x}",
        )  # fmt: skip

    row(1)
    one = statements(office, address(season.session))
    for number in range(2, 6):
        row(number)
    assert statements(office, address(season.session)) == one <= 9


def test_what_fails_says_so_and_may_be_asked_again(
    closed: Session, season: Season, client_of: ClientOf
) -> None:
    Ballot.objects.update(agree=4, against=1)
    archive = ask_archive(closed, by=season.cast.office_officer)
    with pytest.raises(archive_parts.TallyChanged):
        archiving.make(archive.pk)
    assert list(archiving.path_of(archive.pk).parent.iterdir()) == []
    office = client_of(season.cast.office_officer)
    assert "这次没有做成" in office.get(address(closed)).content.decode()
    Ballot.objects.update(agree=5, against=0)
    again = ask_archive(closed, by=season.cast.office_officer)
    assert again != archive
    with clock.at(clock.now() + dt.timedelta(hours=3)):
        third = ask_archive(closed, by=season.cast.office_officer)
        archiving.make(again.pk)
        archiving.make(third.pk)
    assert Archive.objects.get(finished_at__isnull=False) == third
    with clock.at(clock.now() + dt.timedelta(days=31)):
        assert archiving.clear_old() == 1
        assert "已过保留期" in office.get(address(closed)).content.decode()
        assert office.get(reverse("outcomes:archive_file", args=[third.pk])).status_code == 404


def test_the_postings_and_what_was_released_are_proven(voted: AfterVote, tmp_path: Path) -> None:
    voted.close(voted.post())
    with clock.at(after_vote.NOTICE_OVER):
        assert notices.take_down() == 1
        assert notices.take_down() == 0
    Filing.objects.filter(kind=Filing.Kind.PRE_MEETING).update(content=FILED)
    folder = made(voted.season.session, voted.season, tmp_path)
    report = verifier.check(folder)
    assert report.faults == []
    assert "张贴证明：1份" in report.checked and "公布的结果：成立" in report.checked
    page = (folder / "data/notices/1.html").read_text("utf-8")
    assert voted.passed[0].applicant_name in page and voted.not_passed[0].applicant_name not in page
    proof = json.loads((folder / "data/notices/1.json").read_bytes())
    assert (proof["posted_at"], proof["taken_down_at"]) == (
        "2023-10-23T10:00:00+08:00",
        "2023-10-31T00:00:00+08:00",
    )
    told = json.loads((folder / "data/results.json").read_bytes())["content"]["results"]
    assert [one["passed"] for one in told] == [True, True, False]
    assert told[2]["reasons"] == {"innovation": after_vote.WHY}
    for name, old, new in (
        ("notices/1.html", voted.passed[0].applicant_name, "别人"),
        ("notices/1.json", proof["salt"], "0" * 64),
        ("notices/1.json", proof["page_hash"], "0" * 64),
        ("notices/1.json", proof["posted_at"], "2023-10-22T10:00:00+08:00"),
        ("notices/1.json", proof["taken_down_at"], "2023-10-23T09:00:00+08:00"),
        ("notices/1.json", proof["notice"], str(voted.season.session.pk)),
        ("notices/1.json", proof["session"], "another"),
        ("notices/1.json", '"salt"', '"pepper"'),
        ("results.json", after_vote.WHY, "另一个理由"),
        ("results.json", '"passed":false', '"passed":true'),
    ):
        path = folder / "data" / name
        before = path.read_bytes()
        path.write_bytes(before.replace(old.encode(), new.encode()))
        resealed(folder)
        assert len(verifier.check(folder).faults) == 1, (name, old)
        path.write_bytes(before)


def test_nothing_is_archived_over_changed_reasons(voted: AfterVote) -> None:
    archive = ask_archive(voted.season.session, by=voted.cast.office_officer)
    Filing.objects.filter(kind=Filing.Kind.PRE_MEETING).update(content=FILED)
    Ballot.objects.filter(application=voted.passed[0]).update(passed=False, agree=0, against=10)
    with pytest.raises(archive_parts.ResultsChanged):
        archiving.make(archive.pk)
