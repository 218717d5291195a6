"""Returns at each station until the year's chances are used up, through the pages: under the words of 2021, 2022 and 2023.

The unit, the competent department, the county's bureau, the city's bureau and the committee's office each send back; the
applicant hands in again each time.
"""

from collections.abc import Callable

import pytest
from django.test import Client

from tests import making
from tests.applications.conftest import REQUIRED, choose, fill_dossier, pdf
from tests.applications.test_photo import picture
from tests.cast import account, seat
from tests.vetting import ready
from tests.vetting.ready import AFTER_NOTICE, GOOD, POINTS
from zhicheng.almanac import clock
from zhicheng.applications import ledger
from zhicheng.applications.actions import add_attachment, save_cover, submit
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.people.models import Account, Organisation
from zhicheng.planning.models import Committee
from zhicheng.vetting import actions

ClientOf = Callable[[Account], Client]
HELD_BY = {
    "unit": State.AT_UNIT,
    "department": State.AT_DEPARTMENT,
    "county": State.AT_COUNTY,
    "city": State.AT_CITY,
    "committee": State.AT_COMMITTEE,
}
BEFORE = {"department": [], "county": ["department"], "city": ["department"], "committee": ["department"]}


def second(organisation: Organisation, role: str) -> Account:
    """Another officer of the organisation."""
    made = account(f"second_{organisation.pk.hex[-6:]}_{role}", "董复核")
    seat(made, organisation, role)
    return made


class Story:
    """One declaration, with a client for each of the stations."""

    def __init__(self, season: making.Season, client_of: ClientOf, year: int, station: str) -> None:
        self.season, cast = season, season.cast
        person = cast.people["applicant"]
        if station == "county":
            Organisation.objects.filter(pk=person.unit_id).update(unit_kind="县区国有")
        if station == "city":
            season.committee.tier = Committee.Tier.PROVINCE
            season.committee.save()
        making.issued_standard()
        fill_dossier(person)
        row = save_cover(person, choose(season), by=person.account)
        for key in REQUIRED:
            add_attachment(row, key=key, upload=pdf(f"{key}.pdf"), by=person.account)
        if station == "city":
            add_attachment(row, key="photo", upload=picture(), by=person.account)
        submit(row, by=person.account)
        Application.objects.filter(pk=row.pk).update(year=year)
        self.row = Application.objects.get(pk=row.pk)
        self.applicant = client_of(person.account)
        house, of = cast.organisations["department"], cast.organisations
        self.officers = {
            "unit": [client_of(cast.unit_officer), client_of(second(row.unit, "unit"))],
            "department": [client_of(cast.department_officer), client_of(second(house, "department"))],
            "county": [client_of(cast.county_officer), client_of(second(of["county_bureau"], "bureau"))],
            "city": [client_of(cast.city_officer), client_of(second(of["city_bureau"], "bureau"))],
            "committee": [client_of(cast.office_officer), client_of(second(house, "office"))],
        }
        ready.publish(season, self.row)

    def bring_to(self, station: str) -> None:
        """The stations before pass it, each on its own page."""
        if station == "unit":
            return
        actions.write_opinion(self.row, GOOD, self.season.cast.unit_officer, self.row.unit)
        self._send("unit", "pass", {"opinion": "同意推荐", "checked": POINTS})
        for one in BEFORE[station]:
            self._send(one, "pass", {"opinion": "同意上报"})
        assert self.row.state == HELD_BY[station]

    def send_back(self, station: str, officer: int = 0) -> str:
        """返回修改 on the page; what the page said before."""
        page = self.officers[station][officer].get(f"/vetting/{self.row.pk}/return/").content.decode()
        words = {
            "opinion": "请补充佐证材料",
            "confirmed": "on",
            "defect-0-at": "*",
            "defect-0-words": "请补充",
        }
        self._send(station, "return", words, officer)
        return page

    def hand_in_again(self) -> None:
        """The applicant ticks what was told and submits."""
        answer = self.applicant.post(f"/apply/{self.row.pk}/submit/")
        assert answer.status_code == 302, answer.content.decode()
        self.row.refresh_from_db()

    def _send(self, station: str, act: str, words: dict[str, object], officer: int = 0) -> None:
        client = self.officers[station][officer]
        answer = client.post(f"/vetting/{self.row.pk}/{act}/", {"version": self.row.version, **words})
        assert answer.status_code == 302, answer.content.decode()
        self.row.refresh_from_db()


@pytest.mark.parametrize("station", HELD_BY)
@pytest.mark.parametrize(
    ("year", "limit", "clause"),
    [(2021, 4, "GUIDE-5.3.0"), (2022, 3, "DC2022-1.4b"), (2023, 3, "KM2023-4.1d")],
)
@pytest.mark.clause("GUIDE-5.3.0", "DC2022-1.4b", "KM2023-4.1d")
def test_until_the_chances_are_used_up(
    season: making.Season, client_of: ClientOf, year: int, limit: int, clause: str, station: str
) -> None:
    story = Story(season, client_of, year, station)
    row = story.row
    with clock.at(AFTER_NOTICE):
        if station == "unit" and year != 2021:
            # Before its first pass the unit may send back as often as it wants.
            for _time in range(limit + 2):
                story.send_back("unit")
                assert row.state == State.RETURNED
                story.hand_in_again()
            assert ledger.used(row.person, year) == 0
            return
        for used in range(1, limit + 1):
            story.bring_to(station)
            before = story.send_back(station)
            assert row.state == State.RETURNED
            assert ("本年度不再受理" in before) is (used == limit)  # the last one that is left warns
            entry = row.returns.order_by("used_after").last()
            assert (entry.counts, entry.used_after, entry.clause) == (True, used, clause)
            own = story.applicant.get(f"/apply/{row.pk}/").content.decode()
            assert f"已用{used}次" in own.replace(" ", "")
            story.hand_in_again()
        story.bring_to(station)
        assert "须由本单位两位审核人先后办理" in story.send_back(station)
        assert row.state == HELD_BY[station]  # proposed: one officer alone ends nobody's year
        story.send_back(station, officer=1)
        assert row.state == State.CLOSED_FOR_YEAR
        closed = story.applicant.get(f"/apply/{row.pk}/").content.decode()
        assert "本年度不再受理" in closed
        many = row.submissions.count()
        story.applicant.post(f"/apply/{row.pk}/submit/")  # leads to the last receipt
    row.refresh_from_db()
    assert row.submissions.count() == many
    assert row.state == State.CLOSED_FOR_YEAR
