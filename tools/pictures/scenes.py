"""What the last groups of the table show: before each of them something happens, by the acts of the pages."""

import hashlib
import json
from collections.abc import Callable

import committee_scenes
import entering_scenes
import more

from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.experts import actions as experts
from zhicheng.experts.models import Clue, Seat
from zhicheng.meeting import actions as meeting
from zhicheng.meeting import faces
from zhicheng.meeting.access import must_keep_away
from zhicheng.meeting.actions.reading import EMPHASES
from zhicheng.meeting.ballot_rows import ceremony_of
from zhicheng.meeting.models import Ballot, BallotKey, Look, PlannedReading, Reading
from zhicheng.people.models import Account, Organisation
from zhicheng.planning.models import ClosedRoom, Session
from zhicheng.rehearsal import demo
from zhicheng.rehearsal.ballot_client import Trustee
from zhicheng.rehearsal.committee_year import code_now
from zhicheng.rehearsal.secret_vote import Holders, sealed_for
from zhicheng.room import actions as rooms
from zhicheng.room.package import PURPOSE
from zhicheng.signatures.actions import content_hash, sign
from zhicheng.signatures.models import Signature
from zhicheng.vetting import actions as vetting

MEETS = "committee-senior-05"
Rows = dict[str, str]


def _spot_check() -> Rows:
    """The county has accepted the filing that waited: who is looked at, and one who has no finding yet."""
    check = more.admit_and_draw()
    finding = check.findings.filter(outcome="pending").order_by("position")[0]
    return {"checked": str(check.session_id), "finding": str(finding.pk)}


def _panels() -> Rows:
    """Panels and an expert group."""
    return committee_scenes.panels_and_groups(_session(), _office())


def _relation() -> Rows:
    """A possible relation."""
    return committee_scenes.relation(_session(), _office())


def _reader_away() -> Rows:
    """A reader who is absent is found to be a relative of the applicant; another one is proposed."""
    for clue in Clue.objects.filter(outcome="waiting"):
        words = "向专家本人核实，是同名的另一人。"
        meeting.settle_relation(clue, _session(), words, _office(), away=False)
    waiting = Reading.objects.filter(application__session=_session(), application__state=State.READING)
    absent = waiting.filter(application__ballot=None, seat__attendance=None).order_by("application__number")
    reading = absent.select_related("seat__expert", "application__person")[0]
    experts.declare_avoidance(reading.seat.expert, reading.application.person, "经查为近亲属", _office())
    meeting.plan_readings(_session(), _office())
    _look_through()
    return {"planned": str(PlannedReading.objects.get().pk)}


def _look_through() -> None:
    """What the readers have opened before they handed in, more or less of it."""
    handed_in = Reading.objects.filter(application__session=_session(), handed_in_at__isnull=False)
    for number, one in enumerate(handed_in.select_related("application").order_by("id")):
        for item in ("cover", "basics", "education", "tasks", "attachments")[number % 4 :]:
            Look.objects.create(
                application=one.application, person_id=one.person_id, seat_id=one.seat_id, item=item, proof=False,
                seconds=45 + 17 * (number % 9), first_at=one.handed_in_at, seen_at=one.handed_in_at,
            )  # fmt: skip


def _votes_end() -> Rows:
    """All who are present have voted; the office ends the ballot, which waits for two trustees."""
    office = _office()
    for ballot in (one for one in _ballots() if one.ended_at is None):
        _vote(ballot)
        meeting.end_ballot(ballot, office)
    return {}


def _counted() -> Rows:
    """Two trustees open the sums with the files that the demo has written."""
    holders = Holders(_key(), upto=0)
    for position in holders.clients:
        seed = _seed(position)
        holders.clients[position] = Trustee(ceremony_of(holders.key), position, seed)
    holders.open(list(_ballots()))
    return {}


def _key_given_up() -> Rows:
    """The office gives the key up."""
    meeting.abandon_key(_key(), "一名持有人的U盘损坏，为稳妥起见重新生成。", _office())
    return {}


def _holders_named() -> Rows:
    """The office has named three holders, who have not begun."""
    _begin_key()
    return {}


def _meeting_over() -> Rows:
    """A new key, the rest of the readings and votes, the chair's signature; the recorder's is due."""
    meeting.abandon_key(_key(), "持有人须当面一起重新生成。", _office())
    holders = Holders(_begin_key())
    session, office = _session(), _office()
    meeting.confirm_readings(session, office)
    for reading in Reading.objects.filter(application__session=session, handed_in_at=None):
        scores = dict.fromkeys(EMPHASES, 85)
        opinion = "业绩达到评价标准条件，建议提交表决。"
        meeting.hand_in_reading(reading, scores, opinion, reading.seat.expert.account)
    for slot in (slot for one in faces.panels_of(session) for slot in one.slots):
        done = set(slot.appearance.marks.values_list("seat", flat=True))
        for seat in slot.due if slot.appearance.outcome == "came" else ():
            if seat.pk not in done:
                meeting.give_mark(
                    slot.appearance, seat, 84, "回答切题，熟悉本专业技术。", seat.expert.account
                )
    rows = Application.objects.filter(session=session, state=State.READING).exclude(ballot__isnull=False)
    meeting.open_ballots(list(rows), office)
    _votes_end()
    holders.open(list(_ballots()))
    chair = Seat.objects.get(draw__session=session, chair=True)
    by = chair.expert.account
    Account.objects.filter(pk=by.pk).update(
        second_factor_step=0
    )  # the log-in of the picture before took the code
    meeting.close_meeting(session, code_now(), by)
    return {}


def _taken_out() -> Rows:
    """A session in a closed room, as the export leaves it; the office asks it back."""
    session = Session.objects.select_related("committee__organiser").get(committee__code="committee-mid-12")
    by, at = more.office_of(session.committee), clock.now()
    kept = {"session": str(session.pk)}
    signature = sign(
        by, organisation=session.committee.organiser, content=kept, method=Signature.Method.ORGANISATION_KEY,
        purpose=PURPOSE,
    )  # fmt: skip
    room = ClosedRoom.objects.create(
        session=session, status=ClosedRoom.Status.OUT, taken_at=at, taken_by=by, signature=signature,
        rows_hash=content_hash({"rows": kept}), package_hash=content_hash({"package": kept}),
    )  # fmt: skip
    rooms.ask_cancellation(room, "会场停电，改在本系统开会。", by)
    return {"out": str(session.pk), "room": str(room.pk)}


def _withdrawal_asked() -> Rows:
    """An officer of the province asks to withdraw a decision on a special channel."""
    case = Application.objects.get(channel="破格")
    province = Organisation.objects.get(kind=Organisation.Kind.PROVINCE)
    first = more.officer_of("bureau", province.name)
    decision = vetting.decide_channel(case, True, "同意破格申报。", first)
    vetting.ask_withdrawal(decision, "误将同名申报人的意见填入本件，需重新审批。", first)
    return {"decision": str(decision.pk)}


SCENES: dict[str, Callable[[], Rows]] = {
    "会前备案通过以后": _spot_check,
    "抽取人员不签字": committee_scenes.unsigned_draw,
    "安排场次和专业组以后": _panels,
    "发现回避线索以后": _relation,
    "审阅人回避以后": _reader_away,
    "投票结束以后": _votes_end,
    "开票以后": _counted,
    "密钥作废以后": _key_given_up,
    "重新指定持有人以后": _holders_named,
    "评审会结束以后": _meeting_over,
    "破格审批有误以后": _withdrawal_asked,
    "导出封闭会场以后": _taken_out,
    "添加通行密钥以后": entering_scenes.passkeys,
    "设置统一身份认证以后": entering_scenes.provider,
}


def _session() -> Session:
    return Session.objects.select_related("committee__organiser").get(committee__code=MEETS, year=demo.YEAR)


def _office() -> Account:
    return more.office_of(_session().committee)


def _key() -> BallotKey:
    return BallotKey.objects.get(session=_session(), abandoned_at=None)


def _begin_key() -> BallotKey:
    """The same three people as before, by the office."""
    last = BallotKey.objects.filter(session=_session()).order_by("-begun_at")[0]
    _chair, supervisor, appointee = (one.account for one in last.trustees.order_by("position"))
    return meeting.begin_key(_session(), supervisor, appointee, _office())


def _ballots() -> list[Ballot]:
    """The ballots without a result."""
    rows = Ballot.objects.filter(application__session=_session(), closed_at=None)
    return list(rows.select_related("application__unit", "application__session", "key"))


def _vote(ballot: Ballot) -> None:
    """Everybody who may vote and has not does: one against, the others for it."""
    seats = Seat.objects.filter(
        draw__session=_session(), status=Seat.Status.MEMBER, attendance__arrived_at__lte=ballot.opened_at
    ).exclude(marks__ballot=ballot)
    for number, seat in enumerate(seats.select_related("expert__account").order_by("position")):
        if not must_keep_away(seat.expert, ballot.application):
            choice = "against" if number == 0 else "agree"
            meeting.cast_ballot(ballot, seat, sealed_for(ballot, seat.id, choice), seat.expert.account)


def _seed(position: int) -> bytes:
    """What the demo's file of a holder masks under the demo's password."""
    file = json.loads((demo.key_files() / f"{MEETS}-{position}.json").read_text("utf-8"))
    salt, masked = bytes.fromhex(file["salt"]), bytes.fromhex(file["masked"])
    pad = hashlib.scrypt(demo.PASSWORD.encode(), salt=salt, n=2**15, r=8, p=1, maxmem=2**26, dklen=32)
    return bytes(one ^ other for one, other in zip(masked, pad, strict=True))
