"""批量办理 by its pages: from the ticks of the list to the results, and the files of print and export."""

import datetime as dt
import zipfile
from collections.abc import Callable

import pypdfium2
import pytest
from django.test import Client

from tests import making
from tests.cast import NOON
from tests.vetting.ticked import Killed, begun, code, outcomes, waiting
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.people import reading
from zhicheng.people.models import Account, Membership
from zhicheng.people.read_log import Visit
from zhicheng.vetting import actions, batching
from zhicheng.vetting.batching import carry_out, path_of
from zhicheng.vetting.models import Batch, Decision

ClientOf = Callable[[Account], Client]


class TestPages:
    def test_from_the_ticks_of_the_list_to_the_results(
        self, season: making.Season, officer: Account, client_of: ClientOf
    ) -> None:
        rows, client = waiting(season, 3), client_of(officer)
        page = client.get("/desk/").content.decode()
        assert all(f'value="{row.pk}.{row.version}"' in page for row in rows) and "send_back" not in page
        ticks = [f"{row.pk}.{row.version}" for row in rows[:2]]
        answer = client.post(
            "/desk/batch/?tab=vetting&level=副高级", {"act": "pass", "case": [*ticks, "x.1", "1"]}
        )
        batch = Batch.objects.get()
        assert answer["Location"] == f"/vetting/batches/{batch.pk}/" and batch.cases.count() == 2
        page = client.get(answer["Location"]).content.decode()
        assert "张000" in page and "张002" not in page
        refused = client.post(answer["Location"], {"opinion": "同意报送", "code": "123456"})
        assert refused.status_code == 400 and "同意报送" in refused.content.decode()
        assert client.post(answer["Location"], {"opinion": "同意报送", "code": code()}).status_code == 302
        page = client.get(answer["Location"]).content.decode()
        assert "hx-get" in page and "刷新进度" in page and "0/2" in page
        carry_out(batch.pk)
        page = client.get(answer["Location"]).content.decode()
        assert "hx-get" not in page and page.count("已通过") == 2 and "已办理2份，未办理0份" in page
        assert "批量通过" in client.get("/vetting/batches/").content.decode()
        assert client.post(answer["Location"], {"opinion": "再来", "code": code()}).status_code == 302
        assert Decision.objects.count() == 2

    def test_all_that_the_filter_finds(
        self, season: making.Season, officer: Account, client_of: ClientOf
    ) -> None:
        rows = waiting(season, 3)
        Application.objects.filter(pk=rows[0].pk).update(priority=True)
        client_of(officer).post("/desk/batch/?flag=priority", {"act": "print", "scope": "all"})
        assert Batch.objects.get().cases.get().application == rows[0]

    def test_nothing_ticked_is_told_and_what_does_not_wait_here_is_not_passed(
        self, season: making.Season, officer: Account, client_of: ClientOf
    ) -> None:
        (row,) = waiting(season, 1)
        client, tick = client_of(officer), f"{row.pk}.{row.version}"
        assert "请先勾选" in client.post("/desk/batch/", {"act": "pass"}, follow=True).content.decode()
        told = client.post("/desk/batch/?tab=correcting", {"act": "pass", "case": tick}, follow=True)
        assert "不能批量通过" in told.content.decode() and not Batch.objects.exists()

    def test_it_is_the_officers_own(
        self, season: making.Season, officer: Account, client_of: ClientOf
    ) -> None:
        batch = begun(officer, waiting(season, 1))
        for who in ("unit_officer", "other_department_officer", "applicant", "supervisor"):
            client = client_of(getattr(season.cast, who))
            assert client.get(f"/vetting/batches/{batch.pk}/").status_code == 404
            assert client.post(f"/vetting/batches/{batch.pk}/stop/").status_code == 404
        Membership.objects.filter(account=officer).update(until=clock.now())
        assert client_of(officer).get(f"/vetting/batches/{batch.pk}/").status_code == 404


class TestFiles:
    def test_printing_makes_one_pdf_of_the_forms(
        self, season: making.Season, officer: Account, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rows = waiting(season, 3)
        batch = begun(officer, rows, "print")
        actions.pass_on(rows[1], "同意", [], officer, season.cast.organisations["department"])
        carry_out(batch.pk)
        assert outcomes(batch) == ["done", "refused", "done"]
        batch.refresh_from_db()
        pages = len(pypdfium2.PdfDocument(path_of(batch)))
        assert pages >= 4 and pages % 2 == 0
        visits: list[Visit] = []
        monkeypatch.setattr(reading.writer, "put", visits.append)
        answer = client_of(officer).get(f"/vetting/batches/{batch.pk}/file/")
        assert b"".join(answer).startswith(b"%PDF")
        assert {look.application for look in visits[-1].looks} == {rows[0].pk, rows[2].pk}
        with clock.at(NOON + dt.timedelta(days=8)):
            assert client_of(officer).get(f"/vetting/batches/{batch.pk}/file/").status_code == 404

    def test_exporting_puts_each_case_into_a_folder(self, season: making.Season, officer: Account) -> None:
        batch = begun(officer, waiting(season, 2), "export")
        carry_out(batch.pk)
        batch.refresh_from_db()
        with zipfile.ZipFile(path_of(batch)) as book:
            names = book.namelist()
        assert sum(name.endswith("专业技术职称申报评审表.pdf") for name in names) == 2
        assert {name.split("/")[0][:3] for name in names} == {"001", "002", "清单."}

    def test_after_a_crash_the_file_is_made_whole(
        self, season: making.Season, officer: Account, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        batch, make, calls = begun(officer, waiting(season, 2), "print"), batching.review_form.pdf, [0]

        def killed(*args: object) -> bytes:
            calls[0] += 1
            if calls[0] == 2:
                raise Killed
            return make(*args)

        with monkeypatch.context() as patch, pytest.raises(Killed):
            patch.setattr(batching.review_form, "pdf", killed)
            carry_out(batch.pk)
        assert outcomes(batch) == ["done", "waiting"] and not list(path_of(batch).parent.iterdir())
        carry_out(batch.pk)
        alone = begun(officer, [batch.cases.get(position=1).application], "print")
        carry_out(alone.pk)
        assert len(pypdfium2.PdfDocument(path_of(batch))) == 2 * len(pypdfium2.PdfDocument(path_of(alone)))

    def test_a_worker_that_was_taken_over_leaves_nothing(
        self, season: making.Season, officer: Account, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        batch, make = begun(officer, waiting(season, 2), "print"), batching.review_form.pdf

        def taken_over(*args: object) -> bytes:
            Batch.objects.filter(pk=batch.pk).update(run=batch.pk)
            return make(*args)

        monkeypatch.setattr(batching.review_form, "pdf", taken_over)
        carry_out(batch.pk)
        batch.refresh_from_db()
        assert batch.finished_at is None and not path_of(batch).exists()
