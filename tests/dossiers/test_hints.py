"""Known short names and numbers whose check digit does not fit are pointed out, and never refused."""

import datetime as dt
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.dossiers.samples import SAMPLES
from zhicheng.dossiers import hints
from zhicheng.dossiers.models import Record
from zhicheng.dossiers.modules import BY_KEY, Standard
from zhicheng.policy.strict_yaml import SourceError

TODAY = dt.date(2023, 7, 20)


@pytest.mark.parametrize(
    ("standard", "right", "wrong"),
    [
        (Standard.ISBN, "978-7-111-00000-6", "978-7-111-00000-0"),
        (Standard.ISBN, "ISBN 7-302-02368-9", "7-302-02368-8"),
        (Standard.ISSN, "0577-6686", "0577-6687"),
        (Standard.ISSN, "issn 0577-6686", "11-2187/TH"),
        (Standard.PATENT, "ZL200310102344.5", "ZL200310102344.6"),
        (Standard.PATENT, "zl 2003 1010 2344.5", "ZL20031010234"),
        (Standard.UNIT, "昆明理工大学", "昆工"),
        (Standard.UNIT, "机械学报", "市人社局"),
        (Standard.JOURNAL, "机械工程学报", "《机械学报》"),
    ],
)
def test_what_fits_is_left_alone_and_what_does_not_is_pointed_out(
    standard: Standard, right: str, wrong: str
) -> None:
    assert hints.hint(standard, right, TODAY) == ""
    assert wrong in hints.hint(standard, wrong, TODAY)


def test_every_sample_is_without_hints() -> None:
    assert {key: found for key in SAMPLES if (found := hints.hints(BY_KEY[key], SAMPLES[key], TODAY))} == {}


def test_a_short_name_counts_on_its_days_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    row = hints.Abbreviation(Standard.UNIT, "甲所", "甲研究所", dt.date(2023, 7, 20), dt.date(2023, 7, 21))
    monkeypatch.setattr(hints, "abbreviations", lambda: (row,))
    says = [bool(hints.hint(Standard.UNIT, "甲所", dt.date(2023, 7, day))) for day in (19, 20, 21, 22)]
    assert says == [False, True, True, False]


ROW = "{id: a, of: unit, short: [甲], full: 甲所, from: 2020-01-01, until: null}"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (ROW.replace("unit", "village"), "unit or journal"),
        (ROW.replace("2020-01-01", "null"), "first day"),
        (f"{ROW}, {ROW}", "stands twice"),
        ("", "no short name"),
    ],
)
def test_a_wrong_list_is_refused(tmp_path: Path, rows: str, says: str) -> None:
    path = tmp_path / "list.yaml"
    path.write_text(f"source: GUIDE-5.2.0\nrecords: [{rows}]\n", "utf-8")
    with pytest.raises(SourceError, match=says):
        hints.read_abbreviations(path)


@pytest.mark.clause("GUIDE-5.2.0")
def test_a_short_name_is_kept_and_said(cast: Cast, client: Client) -> None:
    client.force_login(cast.applicant)
    data = {**SAMPLES["papers"], "journal": "机械学报", "issn": "0577-6687"}
    page = client.post(reverse("dossiers:new", args=["papers"]), data, follow=True).content.decode()
    assert Record.objects.get().data["journal"] == "机械学报"
    assert "像是简称，请写全称，如“机械工程学报”" in page and "不是有效的ISSN" in page
