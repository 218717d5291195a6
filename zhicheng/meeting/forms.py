"""Forms of audit, filing, readings, meeting and vote."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhicheng.applications.models import Application
from zhicheng.experts.forms import CodeForm
from zhicheng.experts.models import Seat
from zhicheng.meeting.actions.reading import BEST, EMPHASES
from zhicheng.meeting.ballots.sealed import DIGITS
from zhicheng.meeting.keyholders import appointees, supervisors
from zhicheng.people.models import Account
from zhicheng.planning.models import Group, Session
from zhicheng.ui.forms import offer, offer_rows

CHOICES = [("agree", _("同意")), ("against", _("反对")), ("abstain", _("弃权"))]
NOT_SEALED = _("选票没有在您的浏览器里加密，没有计入。请刷新页面后重新投票。")
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


class OpinionForm(forms.Form):
    """Why somebody passes the qualification audit: the first auditor's words."""

    reasons = forms.CharField(
        label=_("审查意见"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("写明核对了哪些条件；不填为“经审查，符合申报条件。”"),
    )


class NoteForm(forms.Form):
    """Why the second auditor sends an opinion back."""

    note = forms.CharField(
        label=_("退回初审的原因"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("写明哪一项需要重新核对。"),
    )


class ShareForm(forms.Form):
    """The share of the spot check."""

    share = forms.IntegerField(
        label=_("抽查比例（%）"),
        min_value=1,
        max_value=100,
        help_text=_("文件没有规定数字，由市人社局确定；人数有小数的进一。"),
    )


class FindingForm(forms.Form):
    """What the spot check found about one person."""

    outcome = forms.ChoiceField(
        label=_("复核结论"),
        choices=[("clean", _("复核无误")), ("struck", _("取消上会"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("复核情况"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("核对了哪些材料、结果如何；取消上会的写明不符合哪一条。"),
    )


class PlanForm(forms.Form):
    """The plan of work of the pre-meeting filing and the share that may pass."""

    plan = forms.CharField(
        label=_("评审工作方案"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("已按本次评审的设定写好，可以补充会议地点、分组等；评审方式按本次评审的设置写入。"),
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


class WithdrawForm(forms.Form):
    """Why a drawn expert cannot take part."""

    reason = forms.CharField(label=_("退出的理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class AvoidForm(forms.Form):
    """Why a reader keeps away."""

    reason = forms.CharField(
        label=_("回避的理由"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("如：同单位、近亲属、导师或学生、同一项目或论文的合作者。"),
    )


class CorrectForm(forms.Form):
    """Another member reads the file instead."""

    seat = forms.ChoiceField(
        label=_("改由"), help_text=_("只列出可以审阅的评委；应回避的和已经审阅这份材料的不在其中。")
    )
    reason = forms.CharField(
        label=_("调整的理由"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("记入审阅记录，监督人员可以看到。"),
    )

    def __init__(self, *args: Any, seats: Sequence[tuple[Seat, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._seats = {str(one.id): one for one, _words in seats}
        offer(self, "seat", [("", _("请选择")), *((str(one.id), words) for one, words in seats)])

    @property
    def chosen(self) -> Seat:
        """The member who reads instead."""
        return self._seats[self.cleaned_data["seat"]]


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
        seats_named = ((key, f"{one.expert.name} {one.expert.unit_name}") for key, one in self._seats.items())
        offer(self, "seat", [("", _("请选择")), *seats_named])
        people = ((key, f"{one.applicant_name} {one.number}") for key, one in self._applications.items())
        offer(self, "application", [("", _("请选择")), *people])

    @property
    def chosen(self) -> tuple[Seat, Application]:
        """The member and the applicant."""
        return self._seats[self.cleaned_data["seat"]], self._applications[self.cleaned_data["application"]]


class ClueForm(forms.Form):
    """Whether a possible relation is real, and how that was found out."""

    outcome = forms.ChoiceField(
        label=_("核实结论"),
        choices=[("away", _("关系属实，应当回避")), ("unrelated", _("不是同一人，或者没有影响公正的关系"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("怎样核实的"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("如：电话询问第一作者单位，该合作者为另一人。留存备查。"),
    )


class ChairForm(forms.Form):
    """The chair among the members."""

    seat = forms.ChoiceField(label=_("主任委员"))

    def __init__(self, *args: Any, seats: Sequence[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._seats = {str(one.id): one for one in seats}
        members = ((key, f"{one.expert.name} {one.expert.title}") for key, one in self._seats.items())
        offer(self, "seat", [("", _("请选择")), *members])

    @property
    def chosen(self) -> Seat:
        """The seat that was chosen."""
        return self._seats[self.cleaned_data["seat"]]


class GroupChoiceForm(forms.Form):
    """Into which group of the session an accepted application goes, and why."""

    group = forms.ChoiceField(label=_("评审分组"), required=False)
    reason = forms.CharField(
        label=_("调整理由"), max_length=300, help_text=_("申报人会收到通知；资格审查后不能再调整。")
    )

    def __init__(self, *args: Any, groups: Sequence[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._groups = {str(one.id): one for one in groups}
        offer(self, "group", [("", _("其他人员")), *((key, one.name) for key, one in self._groups.items())])

    @property
    def chosen(self) -> Group | None:
        """The group that was chosen; None: none."""
        return self._groups.get(self.cleaned_data["group"])


class VoteForm(forms.Form):
    """A vote as the voter's browser has sealed it."""

    sealed = forms.RegexField(
        regex=rf"^[0-9a-f]{{{DIGITS}}}$",
        label=_("密封选票"),
        widget=forms.HiddenInput,
        error_messages={"required": NOT_SEALED, "invalid": NOT_SEALED},
    )


class TrusteesForm(forms.Form):
    """Who holds the key's shares besides the chair."""

    supervisor = forms.ModelChoiceField(
        label=_("监督人员"),
        queryset=Account.objects.none(),
        empty_label=_("请选择"),
        help_text=_("所在单位须与组建单位、主任委员的单位不同。"),
    )
    appointee = forms.ModelChoiceField(
        label=_("组建单位指定人员"), queryset=Account.objects.none(), empty_label=_("请选择")
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "supervisor", supervisors())
        offer_rows(self, "appointee", appointees(session))


class WhyForm(forms.Form):
    """The reason of an act that stays on record."""

    reason = forms.CharField(
        label=_("原因"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("记入会议记录。"),
    )


class LeftForm(WhyForm):
    """Which member has left the meeting, and why."""

    field_order = ("seat", "reason")
    seat = forms.ChoiceField(label=_("评委"), help_text=_("只列出现在会场的评委。"))

    def __init__(self, *args: Any, seats: Sequence[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._seats = {str(one.id): one for one in seats}
        offer(
            self, "seat", [("", _("请选择")), *((key, one.expert.name) for key, one in self._seats.items())]
        )

    @property
    def chosen(self) -> Seat:
        """The member who has left."""
        return self._seats[self.cleaned_data["seat"]]


class RevoteForm(WhyForm, CodeForm):
    """The chair's decision that a ballot is repeated."""

    field_order = ("reason", "code")
