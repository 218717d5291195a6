"""Components: dates, masks, fields with their errors, states with their tones."""

import datetime as dt
from typing import Any

import pytest
from django import forms
from django.template import Context, Template

from tests.cast import NOON
from zhicheng.almanac import clock
from zhicheng.applications.states import ENDS, State
from zhicheng.ui.templatetags import ui
from zhicheng.ui.tones import tone_of


class Sheet(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="姓名", help_text="与身份证一致")
    note = forms.CharField(label="备注", required=False)
    kind = forms.ChoiceField(
        label="方式", choices=[("a", "无记名投票"), ("b", "举手表决")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="我已阅读")
    level = forms.ChoiceField(label="级别", choices=[("中级", "中级")])


def draw(text: str, **words: Any) -> str:
    return Template(text).render(Context(words))


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (dt.datetime(2023, 9, 1, 0, 0, tzinfo=clock.CHINA), "2023年8月31日 24:00"),
        (dt.datetime(2023, 8, 31, 16, 0, tzinfo=dt.UTC), "2023年8月31日 24:00"),
        (dt.datetime(2023, 8, 31, 17, 5, tzinfo=clock.CHINA), "2023年8月31日 17:05"),
        (None, "—"),
    ],
)
def test_a_period_ends_at_24_of_its_last_day(moment: dt.datetime | None, words: str) -> None:
    assert ui.cn_until(moment) == words


def test_dates_are_written_as_officials_write_them() -> None:
    assert ui.cn_date(dt.date(2023, 8, 5)) == "2023年8月5日"
    assert ui.cn_date(dt.datetime(2023, 8, 4, 23, 0, tzinfo=dt.UTC)) == "2023年8月5日"
    assert ui.cn_moment(dt.datetime(2023, 8, 5, 9, 3, tzinfo=clock.CHINA)) == "2023年8月5日 09:03"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        ("", ""),
        (True, "是"),
        (False, "否"),
        (0, "0"),
        (3, "3"),
        ("1988-04-01", "1988年4月1日"),
        ("1988-13-01", "1988-13-01"),
        ("变电站扩建项目一二三", "变电站扩建项目一二三"),
        ("2006-09", "2006-09"),
    ],
)
def test_kept_values_are_shown_in_words(value: object, words: str) -> None:
    assert ui.kept_words(value) == words


def test_months_are_shown_in_words_where_they_are_months() -> None:
    assert ui.kept_words("2006-09", True) == "2006年9月"
    assert ui.kept_words("2006-9月", True) == "2006-9月"
    assert ui.kept_words("2006-09-01", True) == "2006年9月1日"


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (dt.datetime(2023, 7, 23, 16, 30, tzinfo=clock.CHINA), "还有 3 天 4 小时"),
        (dt.datetime(2023, 7, 20, 14, 30, tzinfo=clock.CHINA), "还有 2 小时 30 分钟"),
        (dt.datetime(2023, 7, 20, 12, 10, tzinfo=clock.CHINA), "还有 10 分钟"),
        (dt.datetime(2023, 7, 18, 12, 0, tzinfo=clock.CHINA), "已过 2 天 0 小时"),
        (dt.date(2023, 7, 20), "还有 12 小时 0 分钟"),
        (dt.date(2023, 7, 19), "已过 12 小时 0 分钟"),
        (None, ""),
    ],
)
def test_time_left_counts_from_the_one_clock(until: dt.datetime | dt.date | None, words: str) -> None:
    with clock.at(NOON):
        assert ui.time_left(until) == words


def test_masks_show_no_more_than_they_should() -> None:
    assert ui.mask_id("530102198505060023") == "530102**********23"
    assert ui.mask_phone("13812345678") == "138****5678"
    assert ui.mask_name("欧阳文静") == "欧***"
    assert ui.mask_id("1234") == "****"
    assert ui.mask_name("") == ""


def test_a_wrong_field_says_so_beside_it_and_in_the_summary() -> None:
    form = Sheet({"name": "", "level": "中级", "note": "<b>留着</b>"})
    html = draw("{% form_errors form %}{% field form.name %}{% field form.note %}", form=form)
    assert 'href="#id_name"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert "is-invalid" in html
    assert "&lt;b&gt;留着&lt;/b&gt;" in html
    assert "选填" in html


def test_a_right_form_has_no_summary() -> None:
    form = Sheet({"name": "李文静", "kind": "a", "agreed": "on", "level": "中级"})
    assert draw("{% form_errors form %}", form=form) == ""


def test_every_kind_of_control_has_its_label() -> None:
    html = draw("{% for one in form %}{% field one %}{% endfor %}", form=Sheet())
    assert '<label class="form-label" for="id_name">姓名' in html
    assert "<legend" in html
    assert html.count('type="radio"') == 2
    assert 'class="form-check-input"' in html
    assert 'class="form-select"' in html


def test_every_state_has_a_tone_and_only_the_end_is_green() -> None:
    assert {state for state in State if tone_of(state) == "green"} == {State.CERTIFIED}
    red = {state for state in State if tone_of(state) == "red"}
    assert red == ENDS - {State.CERTIFIED, State.WITHDRAWN}


def test_a_badge_is_a_word_with_its_colour() -> None:
    assert draw("{% state_badge state label %}", state=State.REVOKED, label="已撤销") == (
        '<span class="badge tone-red">已撤销</span>'
    )


def test_the_line_of_stations_tells_where_it_is() -> None:
    class Stop:
        def __init__(self, name: str, arrived: bool, passed: bool) -> None:
            self.name = name
            self.arrived_at = NOON if arrived else None
            self.passed_at = NOON if passed else None

    html = draw(
        "{% route_line stops %}",
        stops=[Stop("单位", True, True), Stop("主管", True, False), Stop("评委", False, False)],
    )
    assert html.index("route-done") < html.index("route-here") < html.index("route-ahead")
    assert html.count('aria-current="step"') == 1


def test_a_dangerous_act_stands_apart_with_its_consequence() -> None:
    html = draw('{% confirm "重置流程" "将清空审核进度" %}<button>确定</button>{% endconfirm %}')
    assert html.startswith("<details")
    assert "将清空审核进度" in html
    assert "<button>确定</button>" in html


def test_an_empty_list_says_what_will_appear() -> None:
    html = draw('{% empty "还没有记录" "新增后列在这里" "/new/" "新增" %}')
    assert "还没有记录" in html
    assert 'href="/new/"' in html
    assert "<a" not in draw('{% empty "还没有记录" %}')


def test_a_day_is_written_into_its_control_as_browsers_need_it() -> None:
    class Day(forms.Form):
        on = forms.DateField(label="日期", widget=forms.DateInput(attrs={"type": "date"}))

    form = Day(initial={"on": dt.date(1985, 5, 6)})
    assert 'value="1985-05-06"' in draw("{% field form.on %}", form=form)
    for typed in ("1985-05-06", "1985/5/6", "1985年5月6日", "1985.5.6"):
        typed_form = Day({"on": typed})
        assert typed_form.is_valid()
        assert typed_form.cleaned_data["on"] == dt.date(1985, 5, 6)
