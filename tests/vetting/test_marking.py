"""The auditor's split desk: own notes, seen marks, differences, turned scans, the next case after a decision."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests import making
from tests.cast import person
from tests.vetting import ready
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.vetting import actions
from zhicheng.vetting.models import OwnMark

ClientOf = Callable[[Account], Client]


@pytest.fixture
def row(season: making.Season) -> Application:
    return making.application(season, State.AT_DEPARTMENT)


def page(client: Client, row: Application, **query: str) -> str:
    return client.get(f"/vetting/{row.pk}/", query).content.decode()


def test_a_seen_section_is_marked_for_oneself_alone_and_leads_to_the_next(
    season: making.Season, row: Application, client_of: ClientOf
) -> None:
    officer = client_of(season.cast.department_officer)
    address = reverse("vetting:mark", args=[row.pk])
    answer = officer.post(address, {"section": "titles", "seen": "1", "next": "education"})
    assert answer["Location"].endswith("?section=education#panes")
    assert "看过</span>" in page(officer, row)
    assert "看过</span>" not in page(client_of(season.cast.unit_officer), row)
    officer.post(address, {"section": "titles"})
    assert "看过</span>" not in page(officer, row)


def test_the_mark_falls_when_the_section_changes_and_stays_where_it_does_not(
    season: making.Season, row: Application, client_of: ClientOf
) -> None:
    cast = season.cast
    for section in ("titles", "education"):
        actions.mark_seen(row, section, True, cast.department_officer)
    content = dict(row.submissions.get().content)
    records = {**content["records"]}
    records["titles"] = [{**records["titles"][0], "data": {**records["titles"][0]["data"], "title": "技师"}}]
    ready.submit_again(row, {**content, "records": records})
    shown = page(client_of(cast.department_officer), row, section="titles")
    assert shown.count("看过</span>") == 1
    assert "<del>工程师</del>" in shown and "<ins>技师</ins>" in shown
    assert "1处不同" in shown
    assert "处不同" not in page(client_of(cast.department_officer), row, section="education")


def test_a_note_is_kept_cleared_and_read_by_nobody_else(
    season: making.Season, row: Application, client_of: ClientOf
) -> None:
    officer = client_of(season.cast.department_officer)
    address = reverse("vetting:note", args=[row.pk])
    officer.post(address, {"section": "titles", "note": "证书编号待核"})
    assert "证书编号待核" in page(officer, row, section="titles")
    assert "有笔记" in page(officer, row)
    for other in (season.cast.unit_officer, season.cast.supervisor):
        assert "证书编号待核" not in page(client_of(other), row, section="titles")
    officer.post(address, {"section": "titles", "note": " "})
    assert "有笔记" not in page(officer, row)
    officer.post(address, {"section": "nowhere", "note": "x"})
    officer.post(address, {"section": "titles", "note": "长" * 2001})
    assert OwnMark.objects.get().note == ""
    with pytest.raises(Refused):
        actions.mark_seen(row, "nowhere", True, season.cast.department_officer)


def test_a_scan_is_turned_and_enlarged_by_its_address(
    season: making.Season, row: Application, client_of: ClientOf
) -> None:
    submission = row.submissions.get()
    proof = {"sha256": "a" * 64, "title": "证书"}
    submission.content["records"]["titles"][0]["evidence"] = [proof]
    submission.save()
    officer = client_of(season.cast.department_officer)
    query = {"section": "titles", "file": proof["sha256"]}
    upright = page(officer, row, **query)
    assert (
        'class="turn-0 zoom-1"' in upright
        and "缩小" not in upright.split("look-tools")[1].split("figcaption")[0]
    )
    turned = page(officer, row, **query, turn="270", zoom="4")
    assert 'class="turn-270 zoom-4"' in turned
    assert "turn=0&amp;zoom=4" in turned  # to the right it is upright again
    for wrong in ("45", "x", "-90", "９０"):
        assert 'class="turn-0 zoom-1"' in page(officer, row, **query, turn=wrong, zoom=wrong)


def test_after_a_decision_the_next_case_of_the_desk_opens(season: making.Season, client_of: ClientOf) -> None:
    rows = []
    for number in range(3):
        with clock.at(making.day(2023, 7, 18 + number)):
            someone = person(f"53010219800101{number:03d}X", f"张{number}", season.cast.organisations["unit"])
            rows.append(making.application(season, State.AT_DEPARTMENT, person=someone))
    officer = client_of(season.cast.department_officer)

    def passed(one: Application) -> str:
        sent = {"version": one.version, "opinion": "审核通过"}
        return officer.post(reverse("vetting:pass_on", args=[one.pk]), sent)["Location"]

    with clock.at(making.day(2023, 7, 25)):
        assert passed(rows[1]) == f"/vetting/{rows[2].pk}/"
        assert passed(rows[2]) == f"/vetting/{rows[0].pk}/"  # nothing after it: the oldest
        assert passed(rows[0]) == f"/vetting/{rows[0].pk}/"  # nothing is left
