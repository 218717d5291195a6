"""Clauses of the notices that the stations carry out by reading."""

import pytest

from zhicheng.vetting import sheet


@pytest.mark.clause("KM2023-5.1a", "KM2023-5.3a", "GUIDE-Q10")
def test_stations_read_what_the_person_told_of_special_standing() -> None:
    more = {
        "grassroots_place": "禄劝县则黑乡",
        "green_channel": "引进的急需紧缺人才",
        "post_moved": {"vacancy": True, "document_on": "2021-03-01"},
        "post_document": "昆机院〔2021〕3号",
    }
    content = {"basics": {"name": "李文静"}, "qualification": {"employment": "在编", "more": more}}
    lines = dict(sheet.entries(content, sheet.BASICS)[1].lines)
    assert lines["用工形式"] == "在编"
    assert lines["基层工作所在县（市）区、乡镇（街道）"] == "禄劝县则黑乡"
    assert lines["绿色通道的情形"] == "引进的急需紧缺人才"
    assert lines["转岗文件文号"] == "昆机院〔2021〕3号"
    assert lines["专业技术岗位有空余"] == "是"
    assert lines["单位转岗文件日期"] == "2021年3月1日"
