"""Passkeys stay behind: their owners get a code in the room before a witness, on record. A delegation begins there."""

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from pytest_django import Settings

from tests.experts import ready as drawing
from tests.making import Season
from tests.people.passkey_device import NAME, ORIGIN, Device, added, without_phone
from tests.room import conftest, panels
from tests.room.forging import Content, Forger
from tests.room.laptop import Laptop
from tests.room.meeting import MEETING, MINUTE
from tests.room.people import client_of
from tests.room.test_story import merge
from zhicheng.almanac import clock
from zhicheng.experts.queries import members
from zhicheng.inbox.models import Message
from zhicheng.meeting.models import Meeting
from zhicheng.people.actions import begin_due_delegations
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Delegation, Membership
from zhicheng.people.passkey_site import PasskeySite
from zhicheng.planning.models import ClosedRoom
from zhicheng.room import codes, exporting, serving
from zhicheng.trail import chain
from zhicheng.trail.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.database]
HALF_DAY = dt.timedelta(hours=12)


@pytest.fixture
def people(season: Season, settings: Settings) -> Iterator[dict[str, Account]]:
    """The day before the meeting: chair and supervisor have a passkey alone; from tomorrow on a colleague stands in."""
    settings.PASSKEYS = PasskeySite(NAME, (ORIGIN,))
    with conftest.prepared(season):
        panels.second_office(season.cast, season.session, MEETING.date())
        seats = members(season.session)
        chair = next(seat for seat in seats if seat.chair).expert.account
        member = next(seat for seat in seats if not seat.chair).expert.account
        cast = season.cast
        found = {
            "chair": chair,
            "member": member,
            "supervisor": cast.supervisor,
            "office": cast.office_officer,
        }
        for number, role in enumerate(("chair", "supervisor")):
            found[role] = without_phone(found[role])
            added(found[role], Device(credential=f"passkey {number}".encode()))
        yield found


def gone_out(season: Season, folder: Path, by: Account) -> tuple[ClosedRoom, Laptop]:
    phrase = exporting.new_phrase()
    room = exporting.export(season.session, folder / "package", phrase, drawing.code(), by)
    return room, Laptop(folder / "laptop", folder / "package", phrase)


@pytest.mark.long
def test_who_has_a_passkey_alone_enters_before_a_witness_and_whoever_finds_a_slip_does_not(
    season: Season, people: dict[str, Account], tmp_path: Path
) -> None:
    room, laptop = gone_out(season, tmp_path, people["office"])
    printed = laptop.open()
    assert printed.count("没有动态码") == 2
    names = {role: one.display_name for role, one in people.items()}
    slips = {role: laptop.slips[name] for role, name in names.items()}
    seen = laptop.meet(story="vouching", part="door", names=names, slips=slips)
    door = "/rooms/code/"
    assert seen == {
        "by the slip": door, "alone": door, "without a slip": "/account/login/",
        "by a member": 400, "by oneself": 400, "by nobody": 400, "by a wrong code": 400,
        "by no code of one's own": 400, "still none": ["", False], "vouched": [302, True],
        "by a used code": 400, "by the next code": [302, True], "offered": True,
        "guesses": [400, 400, 400, 403], "after that": [403, False, None],
    }  # fmt: skip
    login = slips["member"][0]
    fresh = laptop.run("slips", login).stdout.splitlines()
    (line,) = [one.split("\t") for one in fresh if one.startswith("  hc")]
    assert line[0].strip() == login and line[1] != slips["member"][1]
    slips["member"] = (login, line[1])
    assert laptop.meet(story="vouching", part="again", names=names, slips=slips) == {"in": True}
    held = laptop.meet(story="vouching", part="meeting", names=names, choices=conftest.CHOICES)
    assert held["roles"] == [["department"], ["department", "office"]]
    raw = laptop.result(tmp_path / "result")
    with clock.at(MEETING - HALF_DAY + 30 * MINUTE * 8):  # the main system's own clock, early that morning
        begin_due_delegations()
    _alone_is_refused(Forger(room, laptop, raw), people)
    assert merge(raw, people["office"]).status == ClosedRoom.Status.MERGED
    _on_record(people)
    recorded = Meeting.objects.select_related("recorder_signature").get().recorder_signature
    assert (recorded.account.display_name, recorded.on_behalf_of.display_name) == (
        panels.CO_OFFICER,
        panels.AWAY,
    )


def _alone_is_refused(forger: Forger, people: dict[str, Account]) -> None:
    """A result whose chain is made anew by whoever has the laptop's keys: somebody has vouched for oneself."""

    def change(content: Content) -> None:
        one = next(one for one in content["trail"] if one["act"] == codes.ACT)
        one["actor"] = one["subject"]
        before = chain.FIRST
        for number, entry in enumerate(content["trail"], start=1):
            entry["previous_seal"] = before
            before = entry["seal"] = chain.seal(number, before, [entry[name] for name in chain.FIELDS])

    with pytest.raises(Refused, match="没有经人证实"):
        merge(forger.write(change), people["office"])


def _on_record(people: dict[str, Account]) -> None:
    """Who vouched for whom stands in the main trail; the owners are told; nothing of their accounts is another."""
    acts = Entry.objects.filter(act=codes.ACT).values_list("actor", "subject")
    assert set(acts) == {(people["office"].pk, people[role].pk) for role in ("chair", "supervisor")}
    told = Message.objects.filter(subject="封闭会场里设置过您的动态码")
    assert set(told.values_list("recipient", flat=True)) == {people["chair"].pk, people["supervisor"].pk}
    assert all("钱办事" in one.body for one in told)
    for role in ("chair", "supervisor"):
        account = Account.objects.get(pk=people[role].pk)
        assert account.second_factor == "" and account.passkeys.count() == 1


def test_the_page_names_who_has_no_code_while_it_can_be_mended(
    season: Season, people: dict[str, Account]
) -> None:
    page = client_of(people["office"]).get(f"/rooms/{season.session.pk}/").content.decode()
    assert "还没有手机动态码" in page and people["chair"].display_name in page
    Account.objects.filter(second_factor="").update(second_factor=people["office"].second_factor)
    assert (
        "还没有手机动态码"
        not in client_of(people["office"]).get(f"/rooms/{season.session.pk}/").content.decode()
    )


def test_it_does_not_go_out_where_nobody_could_vouch(
    season: Season, people: dict[str, Account], tmp_path: Path
) -> None:
    for one in codes.who_vouch(season.session):
        without_phone(one)
    with pytest.raises(Refused, match="都没有手机动态码"):
        gone_out(season, tmp_path, people["office"])
    assert not ClosedRoom.objects.exists()
    with pytest.raises(CommandError, match="命令行不能用通行密钥"):
        call_command("room", "export", str(season.session.pk), str(tmp_path / "no"), "--by", "office_officer")


def test_the_main_system_has_no_such_door(client: Client) -> None:
    assert client.get("/rooms/code/").headers["Location"] == "/account/login/set-up/"


def test_a_served_room_begins_who_stands_in_from_today(season: Season, people: dict[str, Account]) -> None:
    colleague = season.cast.co_officer
    seats = Membership.objects.filter(account=colleague, role="office")
    with subprocess.Popen([sys.executable, "-c", ""]) as served:
        with clock.at(MEETING - 24 * 60 * MINUTE):
            serving.attend(served)
        assert not seats.exists()
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1)"]) as served, clock.at(MEETING):
        serving.attend(served)
    assert seats.get().standing_in == Delegation.objects.get()
