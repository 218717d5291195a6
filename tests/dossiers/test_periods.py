"""Periods of 资格信息 do not run at once and are told whole."""

from typing import Any

import pytest

from tests.cast import Cast
from zhicheng.dossiers.actions import WrongRecord, save_qualification
from zhicheng.dossiers.qualifying import told

FIRST = {"excluded_periods.0.from": "2018-01-01", "excluded_periods.0.to": "2018-06-30"}
INSURED = {
    "insured_from": "2015-01-01",
    "insurance.0.from": "2010-01-01",
    "insurance.0.to": "2014-12-31",
    "insurance.0.place": "昆明市",
}


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({**FIRST, "excluded_periods.1.from": "2018-06-30", "excluded_periods.1.to": "2018-07-30"},
         "excluded_periods.1.from"),
        ({**FIRST, "excluded_periods.2.from": "2017-01-01", "excluded_periods.2.to": "2019-01-01"},
         "excluded_periods.2.from"),
        ({"excluded_periods.0.from": "2018-01-01"}, "excluded_periods.0.to"),
        ({"excluded_periods.0.from": "2018-01-02", "excluded_periods.0.to": "2018-01-01"},
         "excluded_periods.0.to"),
        ({**INSURED, "insurance.0.to": "2015-01-01"}, "insurance.0.to"),
        ({name: value for name, value in INSURED.items() if "place" not in name}, "insurance.0.place"),
        ({"applications.0.year": 2022, "applications.0.kind": "晋升评审", "applications.0.level": "中级"},
         "applications.0.outcome"),
        ({"mismatch_training.2.months": "3"}, "mismatch_training.2.kind"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_at_its_field(cast: Cast, data: dict[str, Any], wrong: str) -> None:
    with pytest.raises(WrongRecord) as refused:
        save_qualification(cast.people["applicant"], data=data)
    assert set(refused.value.errors) == {wrong}


def test_periods_beside_each_other_are_kept(cast: Cast) -> None:
    data = {
        **FIRST,
        **INSURED,
        "excluded_periods.1.from": "2018-07-01",
        "excluded_periods.1.to": "2018-07-30",
    }
    row = save_qualification(cast.people["applicant"], data=data)
    assert told(row) == data
