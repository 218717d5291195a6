"""Check a session's package without database or network: `zhicheng verify archive DIR`.

Layout, every hash, what is missing or too much; then the tally, the minutes, the draw, the certificates and the
trail's seals are computed again. docs/formats/archive.md describes the package, and how to check it where this program
is lost.
"""

import argparse
import datetime as dt
import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zhicheng.experts import verifier as draw_check
from zhicheng.meeting.ballots import verifier as tally_check
from zhicheng.outcomes.archives import bag, minutes, results
from zhicheng.register import offline
from zhicheng.register.records import Broken
from zhicheng.trail import chain

FORMAT = "zhicheng-archive-1"
SESSION, KIND = "External-Identifier", "Zhicheng-Format"
RESULTS, MINUTES = "data/results.json", "data/minutes.json"
TALLY, DRAW, TRAIL, CERTIFICATES = "data/tally.json", "data/draw.json", "data/trail.json", "data/certificates"
NOTICES = "data/notices"
CLOCKS = dt.timedelta(minutes=1)  # between the trail's entry and the proof, made in one act
GONE = "data/cancelled-draws.json"
PDF = b"%PDF-"
NOT_THERE = "归档包中没有"


@dataclass
class Report:
    """What was found: the faults (empty: everything holds), and what was checked, both in Chinese."""

    faults: list[str] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)


def check(folder: Path, trusted: frozenset[str] | None = None) -> Report:
    """Check everything. `trusted`: the issuers' published keys (base64). Errors: bag.NotABag."""
    report = Report(bag.faults(folder))
    if report.faults:  # what was changed is not worth reading
        return report
    info = bag.info_of(folder)
    if info.get(KIND) != FORMAT:
        report.faults.append(f"不是评审会归档包（{KIND} 应为 {FORMAT}）")
    session = info.get(SESSION, "")
    _documents(folder, report)
    _one(report, "计票记录", folder / TALLY, lambda raw: _of(session, tally_check.check(raw)))
    _one(report, "会议记录", folder / MINUTES, lambda raw: _minutes_fault(folder, session, raw))
    _one(report, "公布的结果", folder / RESULTS, lambda raw: _results_fault(folder, session, raw))
    _one(
        report,
        "抽取记录",
        folder / DRAW,
        lambda raw: _of(session, draw_check.check(raw)["frozen"]),
    )
    if (folder / GONE).exists():
        _one(report, "作废的抽取", folder / GONE, lambda raw: _gone(session, raw, folder / DRAW))
    elif _cancelled_in(folder / DRAW):
        report.faults.append("抽取记录写明有作废的抽取，归档包中没有作废的抽取")
    _one(report, "办理记录", folder / TRAIL, lambda raw: chain.fault_of(json.loads(raw)) or _of(session, raw))
    _certificates(folder, report, trusted)
    _postings(folder, report, session)
    return report


def _minutes_fault(folder: Path, session: str, raw: bytes) -> str:
    path = folder / TALLY
    return _of(session, minutes.check(raw, json.loads(path.read_bytes()) if path.exists() else None))


def _results_fault(folder: Path, session: str, raw: bytes) -> str:
    content = results.check(raw)
    if (folder / TALLY).exists():
        counted = json.loads((folder / TALLY).read_bytes())["content"]["ballots"]
        told = {one["application"]: one["passed"] for one in content["results"]}
        if told != {one["number"]: one["passed"] for one in counted}:
            return "与计票记录不一致"
    return _of(session, content)


def _cancelled_in(draw: Path) -> list[dict[str, Any]]:
    """The cancelled draws that the draw's record names; none where it cannot be read (which is told elsewhere)."""
    try:
        found: list[dict[str, Any]] = json.loads(draw.read_bytes())["content"]["frozen"]["cancelled"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return found


def _gone(session: str, raw: bytes, draw: Path) -> str:
    """Whether the cancelled draws hold and are those that the draw's record names; in Chinese what is wrong."""
    content = draw_check.check_cancelled(raw)
    named = _cancelled_in(draw)
    if draw.exists() and [one["cancelled"] for one in content["draws"]] != named:
        return "与抽取记录写明的不一致"
    return _of(session, content)


def _of(session: str, file: bytes | dict[str, Any]) -> str:
    """Whether a file is of the package's session; in Chinese what is wrong."""
    found = json.loads(file) if isinstance(file, bytes) else file
    return "" if found["session"] == session else "不是这次评审会的"


def _one(report: Report, what: str, path: Path, fault: Callable[[bytes], str]) -> None:
    if not path.exists():
        report.checked.append(f"{what}：{NOT_THERE}")
        return
    try:
        wrong = fault(path.read_bytes())
    except Broken as broken:
        wrong = str(broken)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as error:
        wrong = f"文件不完整（{type(error).__name__}）"
    if wrong:
        report.faults.append(f"{what}不成立：{wrong}")
    else:
        report.checked.append(f"{what}：成立")


def _certificates(folder: Path, report: Report, trusted: frozenset[str] | None) -> None:
    files = sorted((folder / CERTIFICATES).glob("*.json"))
    for path in files:
        try:
            wrong = offline.wrong(offline.read(path), trusted)
        except offline.NotACertificate as error:
            wrong = str(error)
        if wrong:
            report.faults.append(f"证书{path.stem}不成立：{wrong}")
    report.checked.append(f"证书签名文件：{len(files)}份" if files else f"证书签名文件：{NOT_THERE}")


def _postings(folder: Path, report: Report, session: str) -> None:
    """Each posted page against its salted hash, the times, and the entry of the trail that was sealed then."""
    files = sorted((folder / NOTICES).glob("*.json"))
    for path in files:
        try:
            wrong = _posting_fault(path, session, _posted(folder / TRAIL))
        except (KeyError, TypeError, ValueError, AttributeError, OSError) as error:
            wrong = f"文件不完整（{type(error).__name__}）"
        if wrong:
            report.faults.append(f"张贴证明{path.stem}不成立：{wrong}")
    report.checked.append(f"张贴证明：{len(files)}份" if files else f"张贴证明：{NOT_THERE}")


def _posting_fault(path: Path, session: str, sealed: dict[str, dt.datetime]) -> str:
    proof = json.loads(path.read_bytes())
    page = path.with_suffix(".html").read_bytes()
    if hashlib.sha256(bytes.fromhex(proof["salt"]) + page).hexdigest() != proof["page_hash"]:
        return "页面与公开过的摘要不符"
    posted = dt.datetime.fromisoformat(proof["posted_at"])
    if proof["taken_down_at"] and dt.datetime.fromisoformat(proof["taken_down_at"]) <= posted:
        return "撤下早于张贴"
    at = sealed.get(proof["notice"])
    if at is None or abs(at - posted) > CLOCKS:
        return "办理记录里没有同一时间的张贴"
    return _of(session, proof)


def _posted(trail: Path) -> dict[str, dt.datetime]:
    """When each notice was posted by the trail's sealed entries."""
    entries = json.loads(trail.read_bytes())["entries"]
    return {
        one["subject"]: dt.datetime.fromisoformat(one["at"]) for one in entries if one["act"] == "open_notice"
    }


def _documents(folder: Path, report: Report) -> None:
    files = sorted((folder / bag.PAYLOAD).rglob("*.pdf"))
    for path in files:
        with path.open("rb") as stream:
            if stream.read(len(PDF)) != PDF:
                report.faults.append(f"{path.name}不是PDF文件")
    report.checked.append(f"PDF文件：{len(files)}份")


def main(arguments: Sequence[str]) -> int:
    """The exit status: 0 everything holds, 1 it does not, 2 the folder is no package or cannot be read."""
    parser = argparse.ArgumentParser(prog="zhicheng verify archive", description="核对评审会的归档包")
    parser.add_argument("folder", type=Path, help="解压后的归档包文件夹（含 bagit.txt）")
    parser.add_argument("--keys", type=Path, help="从公钥页面下载的发证部门公钥（JSON）")
    given = parser.parse_args(arguments)
    try:
        trusted = offline.published(offline.read(given.keys)) if given.keys else None
        report = check(given.folder, trusted)
        info, fingerprint = bag.info_of(given.folder), bag.digest_of(given.folder / bag.TAG_MANIFEST)
    except (bag.NotABag, offline.NotACertificate, OSError) as error:
        print(f"不能核对：{error}", file=sys.stderr)
        return 2
    if report.faults:
        print(f"不成立，共{len(report.faults)}处：")
        print("\n".join(report.faults))
        print("请勿采信。")
        return 1
    print("归档包成立：布局、每个文件的摘要都已核对，没有缺少和多出的文件。")
    print("\n".join(report.checked))
    print(f"内容：{info.get('External-Description', '')}（{info.get('Bagging-Date', '')}）")
    print(f"归档包摘要：{fingerprint}，请与归档登记上的对照。")
    return 0
