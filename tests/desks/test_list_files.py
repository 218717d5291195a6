"""The desk's list as an Excel file, made in the background."""

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests import making
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.desks import list_files
from zhicheng.desks.models import ListFile
from zhicheng.people.models import Account, Membership
from zhicheng.trail.models import Entry

ClientOf = Callable[[Account], Client]


@pytest.fixture(autouse=True)
def _exports(settings: object, tmp_path: Path) -> None:
    settings.EXPORTS_ROOT = tmp_path


def listed(season: making.Season) -> Application:
    row = making.application(season, State.AT_DEPARTMENT)
    row.applicant_name = "=1+1"
    row.save(update_fields=["applicant_name"])
    return row


def sheet(data: bytes) -> list[list[str]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def test_it_is_asked_for_made_and_fetched(season: making.Season, client_of: ClientOf) -> None:
    case = listed(season)
    officer = client_of(season.cast.department_officer)
    assert "导出 Excel" in officer.get("/desk/").content.decode()
    answer = officer.post(f"/desk/lists/?tab=vetting&level={case.level}&evil=1")
    assert answer.status_code == 302 and answer["Location"] == "/desk/lists/"
    row = ListFile.objects.get()
    assert "evil" not in row.query and Entry.objects.filter(act="ask_list").count() == 1
    list_files.make(row.pk)
    page = officer.get("/desk/lists/").content.decode()
    assert "下载 Excel" in page and case.level in page and "hx-get" not in page
    answer = officer.get(f"/desk/lists/{row.pk}.xlsx")
    data = b"".join(answer.streaming_content)
    answer.close()
    head, *lines = sheet(data)
    assert head[:2] == ["申报编号", "姓名"] and [line[:2] for line in lines] == [[case.number, "=1+1"]]
    assert (ListFile.objects.get().lines, len(lines)) == (1, 1)
    made = list_files.path_of(row).stat().st_mtime_ns
    list_files.make(row.pk)  # it is there
    assert list_files.path_of(row).stat().st_mtime_ns == made


def test_while_it_is_made_the_same_is_not_asked_for_twice(season: making.Season, client_of: ClientOf) -> None:
    officer = client_of(season.cast.department_officer)
    officer.post("/desk/lists/?tab=vetting")
    assert "生成中" in officer.get("/desk/lists/").content.decode()
    officer.post("/desk/lists/?tab=vetting")
    assert ListFile.objects.count() == 1
    with clock.at(clock.now() + dt.timedelta(hours=1)):  # the worker was ended
        assert "没有生成" in officer.get("/desk/lists/").content.decode()
        officer.post("/desk/lists/?tab=vetting")
    assert ListFile.objects.count() == 2


def test_it_is_the_officers_alone_and_goes_with_the_role(season: making.Season, client_of: ClientOf) -> None:
    listed(season)
    row = making.list_file(season.cast.department_officer)
    list_files.make(row.pk)
    address = f"/desk/lists/{row.pk}.xlsx"
    answer = client_of(season.cast.department_officer).get(address)
    assert answer.status_code == 200
    answer.close()
    assert client_of(season.cast.other_department_officer).get(address).status_code == 404
    assert client_of(season.cast.applicant).post("/desk/lists/").status_code == 404
    late = making.list_file(season.cast.department_officer)
    Membership.objects.filter(pk=row.membership_id).update(until=clock.now())
    assert client_of(season.cast.department_officer).get(address).status_code == 404
    list_files.make(late.pk)
    late.refresh_from_db()
    assert late.failed_at is not None and not list_files.path_of(late).exists()


def test_a_crash_leaves_no_file_and_old_ones_go(
    season: making.Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(season)
    old = making.list_file(season.cast.department_officer)
    list_files.make(old.pk)
    with clock.at(clock.now() + dt.timedelta(days=8)):
        row = making.list_file(season.cast.department_officer)
        monkeypatch.setattr(list_files.officer, "cells", lambda _one: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            list_files.make(row.pk)
    row.refresh_from_db()
    assert row.failed_at is not None and row.finished_at is None
    assert (
        not list(list_files.path_of(row).parent.iterdir()) and not ListFile.objects.filter(pk=old.pk).exists()
    )
