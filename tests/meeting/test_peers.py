"""Expert groups by profession: formed, their written opinions, demanded before the vote, told the meeting."""

from collections.abc import Callable, Sequence

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.making import Season
from tests.meeting import ready
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.experts.actions import declare_avoidance
from zhicheng.experts.models import Seat
from zhicheng.inbox.models import Message
from zhicheng.meeting import actions, peers
from zhicheng.meeting.agenda import agenda_of
from zhicheng.meeting.course import opinions_by_case
from zhicheng.meeting.models import Ballot, PeerGroup, PeerOpinion, PeerSeat, Reading
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("meeting_day")]
ClientOf = Callable[[Account], Client]
SAID = "本组认为业绩达到标准条件，建议提交表决。"


def formed(season: Season, seats: Sequence[Seat], row: Application, name: str = "机械组") -> PeerGroup:
    group = actions.form_peers(
        season.session, name, [row.profession], list(seats), seats[0], season.cast.office_officer
    )
    return peers.groups(season.session).get(pk=group.pk)


def read(season: Season) -> None:
    with clock.at(ready.READ_DAY):
        ready.assign(season)
        ready.read_all(season)


def test_no_vote_before_the_group_has_said_what_it_thinks(season: Season) -> None:
    """Story: two people, one opinion; the other one waits; the meeting and the minutes are told."""
    rows, seats = ready.people(season, 2), ready.seated(season)
    office = season.cast.office_officer
    group = formed(season, seats[:3], rows[0])
    assert Message.objects.filter(recipient=seats[1].expert.account_id, subject="专业组评议").exists()
    read(season)
    rows = list(Application.objects.filter(session=season.session).order_by("number"))
    for row in rows:
        actions.write_peer_opinion(group, row, "草稿", seats[0], seats[0].expert.account, hand_in=False)
    actions.write_peer_opinion(group, rows[0], SAID, seats[0], seats[0].expert.account, hand_in=True)
    with pytest.raises(Refused, match="不能再改"):
        actions.write_peer_opinion(group, rows[0], "别的", seats[0], seats[0].expert.account, hand_in=True)
    for seat in seats:
        actions.check_in(seat, seat.expert.account)
    actions.open_meeting(season.session, office)
    ready.keyed(season)
    assert [(line.ready, line.holds) for line in agenda_of(season.session).lines] == [
        (True, ()),
        (False, ("peers",)),
    ]
    with pytest.raises(Refused, match="还没有专业组"):
        actions.open_ballot(rows[1], office)
    actions.open_ballot(rows[0], office)
    told = opinions_by_case(season.session, agenda_of(season.session))
    assert told[0]["faced"] == [f"机械组（3人）意见：{SAID}"] and told[1]["faced"] == []
    with pytest.raises(IntegrityError), transaction.atomic():
        PeerOpinion.objects.filter(application=rows[0]).update(words="")


def test_what_a_group_is_refused_for(season: Season) -> None:
    rows, seats = ready.people(season, 1), ready.seated(season)
    office, row = season.cast.office_officer, rows[0]
    for seats_of, leader, words in (
        (seats[:2], seats[0], "至少3人"),
        (seats[:3], seats[4], "须是本组成员"),
    ):
        with pytest.raises(Refused, match=words):
            actions.form_peers(season.session, "机械组", [row.profession], seats_of, leader, office)
    for name, professions in (("", [row.profession]), ("机械组", [])):
        with pytest.raises(Refused):
            actions.form_peers(season.session, name, professions, seats[:3], seats[0], office)
    with pytest.raises(Refused) as found:
        actions.form_peers(
            season.session, "机械组", [row.profession], seats[:3], seats[0], season.cast.supervisor
        )
    assert found.value.status == 404
    formed(season, seats[:3], row)
    with pytest.raises(Refused, match="已经属于其他组"):
        formed(season, seats[2:5], row, "另一组")
    with pytest.raises(Refused, match="只能参加一个"):
        actions.form_peers(season.session, "电气组", ["电气工程"], seats[2:5], seats[2], office)
    with pytest.raises(IntegrityError), transaction.atomic():
        PeerSeat.objects.create(group=PeerGroup.objects.get(), seat=seats[0])
    read(season)
    for seat in seats:
        actions.check_in(seat, seat.expert.account)
    actions.open_meeting(season.session, office)
    with pytest.raises(Refused, match="已经开始"):
        actions.dissolve_peers(PeerGroup.objects.get(), office)


def test_who_writes_and_who_does_not(season: Season) -> None:
    row, seats = ready.people(season, 1)[0], ready.seated(season)
    group = formed(season, seats[:4], row)

    def write(seat: Seat, words: str = SAID, *, hand_in: bool = True) -> PeerOpinion:
        found = Application.objects.get(pk=row.pk)
        return actions.write_peer_opinion(group, found, words, seat, seat.expert.account, hand_in=hand_in)

    with pytest.raises(Refused, match="不在评议阶段"):
        write(seats[0])
    with clock.at(ready.READ_DAY):
        ready.assign(season)
    own = Reading.objects.filter(application=row, seat=seats[0])
    if not own.exists():
        Reading.objects.create(application=row, person=row.person, seat=seats[0], assigned_at=ready.READ_DAY)
    with pytest.raises(Refused, match="先提交您自己的"):
        write(seats[0])
    ready.read_all(season)
    for stranger in (seats[1], seats[4]):  # a member who does not lead, and one of no group
        with pytest.raises(Refused) as found:
            write(stranger)
        assert found.value.status == 404
    with pytest.raises(Refused, match="请写专业组意见"):
        write(seats[0], " ")
    declare_avoidance(seats[0].expert, row.person, "师生", season.cast.office_officer)
    with pytest.raises(Refused):
        write(seats[0])  # the leader keeps away: the next member writes
    assert write(seats[1], hand_in=False).written_by == seats[1]
    declare_avoidance(seats[2].expert, row.person, "师生", season.cast.office_officer)
    with pytest.raises(Refused, match="只有2名成员"):
        write(seats[1])
    assert not PeerOpinion.objects.filter(handed_in_at__isnull=False).exists()


def test_who_steps_in_takes_the_place_also_the_leader_s(season: Season) -> None:
    row, seats = ready.people(season, 1)[0], ready.seated(season)
    formed(season, seats[:3], row)
    left = actions.withdraw_member(seats[0], "住院", season.cast.office_officer)
    group = PeerGroup.objects.get()
    assert left.withdrawal.successor is not None and group.leader_id == left.withdrawal.successor.pk
    assert not PeerSeat.objects.filter(seat=seats[0]).exists() and group.seats.count() == 3


def test_on_the_pages(season: Season, client_of: ClientOf) -> None:
    rows, seats = ready.people(season, 2), ready.seated(season)
    office, supervisor = client_of(season.cast.office_officer), client_of(season.cast.supervisor)
    page, new = ready.page("peers", season), ready.page("form_peers", season)
    assert new in office.get(page).content.decode() and new not in supervisor.get(page).content.decode()
    assert supervisor.get(new).status_code == 404
    said = {
        "name": "机械组", "professions": [rows[0].profession], "leader": str(seats[0].pk),
        "seats": [str(seat.pk) for seat in seats[:2]],
    }  # fmt: skip
    wrong = office.post(new, said)
    assert (
        wrong.status_code == 409
        and "机械组" in wrong.content.decode()
        and "至少3人" in wrong.content.decode()
    )
    assert office.post(new, said | {"seats": [str(seat.pk) for seat in seats[:3]]}).status_code == 302
    assert "不需要再成立" in office.get(new).content.decode()
    read(season)
    own = reverse("meeting:peer_opinion", args=[rows[0].pk])
    leader, member, outsider = (client_of(seats[number].expert.account) for number in (0, 1, 4))
    assert own in leader.get(reverse("meeting:mine")).content.decode()
    assert outsider.get(own).status_code == 404
    assert "保存草稿" in leader.get(own).content.decode()
    assert "保存草稿" not in member.get(own).content.decode()
    assert member.post(own, {"words": SAID, "act": "hand_in"}).status_code == 404
    assert leader.post(own, {"words": "", "act": "hand_in"}).status_code in {400, 409}
    assert leader.post(own, {"words": SAID, "act": "save"}).status_code == 302
    assert SAID in leader.get(own).content.decode() and SAID not in supervisor.get(page).content.decode()
    assert leader.post(own, {"words": SAID, "act": "hand_in"}).status_code == 302
    assert SAID in member.get(own).content.decode()
    assert "意见已提交" in supervisor.get(page).content.decode()
    declare_avoidance(seats[1].expert, rows[0].person, "师生", season.cast.office_officer)
    assert member.get(own).status_code == 404
    assert rows[0].applicant_name not in member.get(reverse("meeting:mine")).content.decode()
    group = PeerGroup.objects.get()
    assert office.post(reverse("meeting:dissolve_peers", args=[group.pk])).status_code == 409
    PeerOpinion.objects.update(handed_in_at=None)
    assert office.post(reverse("meeting:dissolve_peers", args=[group.pk])).status_code == 302
    assert not PeerGroup.objects.exists()


def test_the_vote_s_page_tells_the_opinion(season: Season, client_of: ClientOf) -> None:
    row, seats = ready.people(season, 1)[0], ready.seated(season)
    group = formed(season, seats[:3], row)
    read(season)
    found = Application.objects.get(pk=row.pk)
    actions.write_peer_opinion(group, found, SAID, seats[0], seats[0].expert.account, hand_in=True)
    for seat in seats:
        actions.check_in(seat, seat.expert.account)
    actions.open_meeting(season.session, season.cast.office_officer)
    ready.keyed(season)
    actions.open_ballot(found, season.cast.office_officer)
    page = reverse("meeting:vote", args=[Ballot.objects.get().pk])
    assert SAID in client_of(seats[4].expert.account).get(page).content.decode()
