"""Forms of audit, filing, readings, meeting and vote."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhicheng.applications.models import Application
from zhicheng.experts.models import Seat
from zhicheng.meeting.actions.reading import BEST, EMPHASES

CHOICES = [("agree", _("同意")), ("against", _("反对")), ("abstain", _("弃权"))]
ANCHORS = {
    "思想品德": _("拥护党的路线方针政策，遵纪守法，学术诚信。"),
    "职业道德": _("敬业尽责，恪守职业规范，无弄虚作假。"),
    "工作绩效": _("履职以来完成本职工作的数量和质量，年度考核。"),
    "创新成果": _("技术革新、专利、标准、项目等的水平和实际应用。"),
    "解决实际问题能力": _("在生产、科研、教学一线解决关键或复杂问题的实例。"),
}


class ReasonForm(forms.Form):
    """Why somebody fails the qualification audit."""

    reason = forms.CharField(
        label=_("未通过的理由"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明哪一项条件不符合、依据是什么；随会前备案报送，申报人可以看到。"),
    )


WAYS = ("审阅材料", "个人述职", "面试答辩", "实践操作", "业绩展示")  # YN2023-2.3


class PlanForm(forms.Form):
    """The plan of work of the pre-meeting filing, the ways of review and the share that may pass."""

    plan = forms.CharField(
        label=_("评审工作方案"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("已按本次评审的设定写好，可以补充会议地点、评审方式、分组等。"),
    )
    ways = forms.MultipleChoiceField(
        label=_("评审方式"),
        choices=[(one, one) for one in WAYS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("可选多项，写入方案一并报送。"),
    )
    pass_share = forms.IntegerField(
        label=_("拟控制的通过率（%）"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=_("文件要求通过率适当控制，没有规定数字；不控制的不填。填写后写入方案，并与结果对照。"),
    )


class ReadingForm(forms.Form):
    """Five scores with anchors and an opinion; a `draft` may leave any of them empty."""

    opinion = forms.CharField(
        label=_("审阅意见"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("写明主要业绩、水平评价和是否建议通过；提交后不能再改。"),
    )

    def __init__(self, *args: Any, draft: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        opinion = self.fields.pop("opinion")
        opinion.required = not draft
        for number, name in enumerate(EMPHASES):
            self.fields[f"score_{number}"] = forms.IntegerField(
                label=name,
                min_value=0,
                max_value=BEST,
                required=not draft,
                help_text=ANCHORS[name],
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "score"}),
            )
        self.fields["opinion"] = opinion

    @property
    def scores(self) -> dict[str, int]:
        """The scores that were given, by emphasis."""
        given = {name: self.cleaned_data.get(f"score_{number}") for number, name in enumerate(EMPHASES)}
        return {name: score for name, score in given.items() if score is not None}

    @staticmethod
    def initial_of(scores: dict[str, int], opinion: str) -> dict[str, Any]:
        """What the form starts from."""
        return {
            **{f"score_{number}": scores.get(name) for number, name in enumerate(EMPHASES)},
            "opinion": opinion,
        }


class AvoidForm(forms.Form):
    """Why a reader keeps away."""

    reason = forms.CharField(
        label=_("回避的理由"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("如：同单位、近亲属、导师或学生、同一项目或论文的合作者。"),
    )


class FoundForm(forms.Form):
    """The office finds that a member must keep away from somebody (order 40)."""

    seat = forms.ChoiceField(label=_("评委"))
    application = forms.ChoiceField(label=_("申报人"))
    reason = forms.CharField(label=_("回避的理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(
        self, *args: Any, seats: Sequence[Seat], applications: Sequence[Application], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._seats = {str(one.id): one for one in seats}
        self._applications = {str(one.id): one for one in applications}
        self.fields["seat"].choices = [  # type: ignore[attr-defined]
            ("", _("请选择")),
            *((key, f"{one.expert.name} {one.expert.unit_name}") for key, one in self._seats.items()),
        ]
        self.fields["application"].choices = [  # type: ignore[attr-defined]
            ("", _("请选择")),
            *((key, f"{one.applicant_name} {one.number}") for key, one in self._applications.items()),
        ]

    @property
    def chosen(self) -> tuple[Seat, Application]:
        """The member and the applicant."""
        return self._seats[self.cleaned_data["seat"]], self._applications[self.cleaned_data["application"]]


class ChairForm(forms.Form):
    """The chair among the members."""

    seat = forms.ChoiceField(label=_("主任委员"))

    def __init__(self, *args: Any, seats: Sequence[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._seats = {str(one.id): one for one in seats}
        self.fields["seat"].choices = [  # type: ignore[attr-defined]
            ("", _("请选择")),
            *((key, f"{one.expert.name} {one.expert.title}") for key, one in self._seats.items()),
        ]

    @property
    def chosen(self) -> Seat:
        """The seat that was chosen."""
        return self._seats[self.cleaned_data["seat"]]


class VoteForm(forms.Form):
    """One choice of three; `sure` comes from the page that shows it once more."""

    choice = forms.ChoiceField(
        label=_("您的表决"),
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("请选择同意、反对或弃权。"),
            "invalid_choice": _("请选择同意、反对或弃权。"),
        },
    )
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)
