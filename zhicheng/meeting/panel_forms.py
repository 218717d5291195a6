"""Forms of the panels: schedule, move, who came, marks."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.experts.models import Seat
from zhicheng.meeting.actions.facing import BEST, LONGEST
from zhicheng.meeting.faces import Held
from zhicheng.meeting.models import Appearance
from zhicheng.ui.forms import day_field, offer

ABSENCE = _("无正当理由不到场的，视为放弃这一项，评委会按已有材料评审。")
CHOICES = [(one.value, one.label) for one in Appearance.Outcome if one != Appearance.Outcome.WAITING]


class WhenField(forms.Form):
    """A day, a time of it, a place."""

    day = day_field(_("日期"))
    time = forms.TimeField(
        label=_("开始时间"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("请按“时:分”填写，如 09:00。")},
    )
    place = forms.CharField(
        label=_("地点"), max_length=120, help_text=_("写明楼层和房间，如：科研楼3楼第一会议室。")
    )

    @property
    def starts_at(self) -> dt.datetime:
        """The moment in China."""
        return dt.datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], clock.CHINA)


class PanelForm(WhenField):
    """A new panel: way, when, where, before whom, who appears."""

    way = forms.ChoiceField(label=_("评审方式"))
    minutes = forms.IntegerField(
        label=_("每人用时（分钟）"),
        min_value=1,
        max_value=LONGEST,
        initial=15,
        help_text=_("含提问；按这个时间排出每人的时刻。"),
    )
    absence = forms.CharField(
        label=_("不到场的后果"),
        max_length=300,
        initial=ABSENCE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("文件没有规定，由评委会确定；写入通知，申报人可以看到。"),
    )
    seats = forms.MultipleChoiceField(label=_("考评专家"), widget=forms.CheckboxSelectMultiple)
    applications = forms.MultipleChoiceField(
        label=_("申报人"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("按申报编号排序；保存后、通知前可以调整顺序。"),
    )
    field_order = ("way", "day", "time", "place", "minutes", "absence", "seats", "applications")

    def __init__(
        self,
        *args: Any,
        ways: Sequence[str],
        seats: Sequence[Seat],
        applications: Sequence[Application],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._seats = {str(one.id): one for one in seats}
        self._rows = {str(one.id): one for one in applications}
        offer(self, "way", [(way, way) for way in ways])
        offer(
            self,
            "seats",
            [(key, f"{one.expert.name}（{one.expert.profession}）") for key, one in self._seats.items()],
        )
        offer(
            self,
            "applications",
            [(key, f"{one.applicant_name} {one.number}") for key, one in self._rows.items()],
        )

    @property
    def facts(self) -> dict[str, Any]:
        """As schedule_panel takes it."""
        data = self.cleaned_data
        ticked = set(data["applications"])
        return {
            "way": data["way"],
            "starts_at": self.starts_at,
            "minutes": data["minutes"],
            "place": data["place"],
            "absence": data["absence"],
            "seats": [self._seats[key] for key in data["seats"]],
            "applications": [row for key, row in self._rows.items() if key in ticked],
        }


class MoveForm(WhenField):
    """Another time or place, and why."""

    reason = forms.CharField(
        label=_("改期的原因"), max_length=200, help_text=_("已经通知的，申报人和专家会收到新的通知。")
    )


class DropForm(forms.Form):
    """Why a panel is not held."""

    reason = forms.CharField(label=_("取消的原因"), max_length=200)


class PresenceForm(forms.Form):
    """Who came, of the panel's experts and of its applicants."""

    came = forms.MultipleChoiceField(
        label=_("到场的专家"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, typed: QueryDict | None = None, *, held: Held) -> None:
        here = [str(one.seat_id) for one in held.seats if one.came]
        initial: dict[str, Any] = {"came": here}
        for slot in held.slots:
            initial |= {
                f"outcome_{slot.appearance.pk}": slot.appearance.outcome,
                f"note_{slot.appearance.pk}": slot.appearance.note,
            }
        super().__init__(typed, initial=initial)
        offer(self, "came", [(str(one.seat_id), one.seat.expert.name) for one in held.seats])
        self._keys = [slot.appearance.pk for slot in held.slots]
        for slot in held.slots:
            name = slot.appearance.application.applicant_name
            came, why = _("%(name)s是否到场") % {"name": name}, _("%(name)s没有到场的情况") % {"name": name}
            self.fields[f"outcome_{slot.appearance.pk}"] = forms.ChoiceField(
                label=came,
                choices=[("", _("还没有登记")), *CHOICES],
                required=False,
                widget=forms.Select(attrs={"aria-label": came}),
            )
            self.fields[f"note_{slot.appearance.pk}"] = forms.CharField(
                label=why,
                max_length=200,
                required=False,
                widget=forms.TextInput(attrs={"aria-label": why, "placeholder": _("没有到场的情况")}),
            )

    @property
    def seats(self) -> set[UUID]:
        """The seats that came."""
        return {UUID(key) for key in self.cleaned_data["came"]}

    @property
    def outcomes(self) -> dict[UUID, tuple[str, str]]:
        """What was said of each applicant."""
        said = (
            (key, self.cleaned_data[f"outcome_{key}"], self.cleaned_data[f"note_{key}"]) for key in self._keys
        )
        return {key: (outcome, note.strip()) for key, outcome, note in said if outcome}


class MarkForm(forms.Form):
    """One expert's mark."""

    score = forms.IntegerField(
        label=_("分数"),
        min_value=0,
        max_value=BEST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "score"}),
        help_text=_("0到100分。"),
    )
    words = forms.CharField(
        label=_("评语"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("写明回答、操作或者展示的情况；提交后不能再改。"),
    )
