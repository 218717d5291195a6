"""Forms of the pool and the draw."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhicheng.catalogues.forms import workbook_field
from zhicheng.experts.models import DrawerShare
from zhicheng.experts.pool_sheet import MOST_RELATIVES, MOST_STUDENTS, MOST_WORKS
from zhicheng.people.models import Account
from zhicheng.policy.facts import Level
from zhicheng.ui.forms import code_field, day_field, offer

LEVELS = [(level.value, level.value) for level in Level]


class LinesField(forms.CharField):
    """Several entries, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> Any:
        """The entries without blanks around them and without empty lines."""
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


def _past_units() -> LinesField:
    return LinesField(
        label=_("曾经工作的单位"),
        max_length=2500,
        required=False,
        help_text=_("每行一个，写全称：这些单位的申报人由系统自动回避。"),
    )


def _mobile() -> forms.CharField:
    return forms.CharField(
        label=_("手机号"), max_length=20, required=False, help_text=_("用于发送邀请和会议通知，加密保存。")
    )


class ExpertFields(forms.Form):
    """What an office keeps of an expert."""

    profession = forms.CharField(label=_("专业"), max_length=60)
    level = forms.ChoiceField(
        label=_("职称层级"), choices=LEVELS, help_text=_("不低于所评职称层级的专家才能参加抽取。")
    )
    title = forms.CharField(label=_("职称"), max_length=40, help_text=_("如：正高级工程师。"))
    unit_name = forms.CharField(
        label=_("工作单位"), max_length=120, help_text=_("请填全称：同单位的申报人由系统自动回避。")
    )
    private_enterprise = forms.BooleanField(label=_("民营企业专家"), required=False)
    region = forms.CharField(
        label=_("所在地区"), max_length=60, required=False, help_text=_("如：昆明市盘龙区。")
    )
    mobile = _mobile()
    training = forms.CharField(
        label=_("参加过的培训"), max_length=200, required=False, help_text=_("写明时间和内容。")
    )
    term_from = day_field(_("任期开始"), _("不填为今天。"), required=False)
    term_until = day_field(_("任期结束"), _("不填为规定的最长任期（3年）。"), required=False)


class ExpertForm(ExpertFields):
    """A new expert of the pool."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    login = forms.CharField(
        label=_("登录名"), max_length=40, help_text=_("专家用它登录系统，如手机号或姓名全拼加数字。")
    )
    series = forms.ChoiceField(label=_("职称系列"), help_text=_("本评委会评审的系列（同行评议）。"))
    past_units = _past_units()

    def __init__(self, *args: Any, series: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "series", [(one, one) for one in series])
        self.order_fields(["name", "login", "series", *ExpertFields.base_fields])


class OwnForm(forms.Form):
    """What an expert keeps up to date."""

    past_units = _past_units()
    works = LinesField(
        label=_("本人的项目、论文、著作、奖励、专利"),
        max_length=MOST_WORKS,
        required=False,
        help_text=_("每行一项，写名称或者编号：与申报人共同完成的，由系统提示回避。"),
    )
    students = LinesField(
        label=_("本人指导过的研究生"),
        max_length=MOST_STUDENTS,
        required=False,
        help_text=_("每行一人，可加学校或者单位，如：李明（昆明理工大学）。加密保存，只用于核对回避。"),
    )
    relatives = LinesField(
        label=_("可能申报职称的近亲属"),
        max_length=MOST_RELATIVES,
        required=False,
        help_text=_("每行一人，可加单位，如：李明（昆明电气研究所）。加密保存，只用于核对回避。"),
    )
    mobile = _mobile()


class LeaveForm(forms.Form):
    """Days on which an expert is not available."""

    first = day_field(_("开始日期"))
    last = day_field(_("结束日期"), _("含这一天。评审会开始日在这段时间内的，不参加抽取。"))
    reason = forms.CharField(label=_("原因"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "leave_%s")  # it stands on pages beside other forms
        super().__init__(*args, **kwargs)


class ImportForm(forms.Form):
    """A filled-in Excel file of experts."""

    file = workbook_field()


class ReasonForm(forms.Form):
    """Why an expert is taken out of the pool, or back in."""

    reason = forms.CharField(label=_("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class OpenDrawForm(forms.Form):
    """Who draws, and who watches."""

    drawers = forms.MultipleChoiceField(
        label=_("抽取人员"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("勾选三名。三人各自在自己的账号中提交数字，并在抽取结果上签字。"),
        error_messages={"required": _("请勾选三名抽取人员。")},
    )
    supervisor = forms.ChoiceField(
        label=_("监督人员"), help_text=_("全程监督抽取，并在结果上签字；不能同时是抽取人员。")
    )

    def __init__(
        self, *args: Any, drawers: Sequence[Account], supervisors: Sequence[Account], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._drawers = {str(one.id): one for one in drawers}
        self._supervisors = {str(one.id): one for one in supervisors}
        named = [(key, one.display_name) for key, one in self._drawers.items()]
        offer(self, "drawers", named)
        watching = ((key, one.display_name) for key, one in self._supervisors.items())
        offer(self, "supervisor", [("", _("请选择")), *watching])

    @property
    def chosen(self) -> list[Account]:
        """The drawers that were ticked."""
        return [self._drawers[key] for key in self.cleaned_data["drawers"]]

    @property
    def watching(self) -> Account:
        """The supervisor that was chosen."""
        return self._supervisors[self.cleaned_data["supervisor"]]


def _hidden(size: int) -> forms.CharField:
    """What the browser has computed."""
    return forms.CharField(max_length=size, required=False, widget=forms.HiddenInput)


class KeyForm(forms.Form):
    """The supervisor's public key."""

    key = _hidden(64)


class CommitForm(forms.Form):
    """The commitment to a number that stays in the browser."""

    commitment = _hidden(64)


class DepositForm(forms.Form):
    """The number, sealed to the supervisor."""

    sealed = _hidden(96)


class CheckForm(forms.Form):
    """Which deposits hold: positions, or 0 for none."""

    holding = forms.RegexField(r"^(0|[1-3](,[1-3]){0,2})$", widget=forms.HiddenInput)

    def clean_holding(self) -> set[int]:
        """The positions that hold."""
        return {int(one) for one in self.cleaned_data["holding"].split(",")} - {0}


class NumberForm(forms.Form):
    """A drawer's number, shown."""

    number = forms.CharField(
        label=_("您的数字"),
        max_length=64,
        help_text=_("提交承诺时生成的32位数字（0到9、a到f），空格和大小写不影响。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_number(self) -> str:
        """As it was committed to: lower case, no blanks."""
        return "".join(self.cleaned_data["number"].split()).lower()


class ShareForm(forms.Form):
    """One of the drawers."""

    position = forms.TypedChoiceField(label=_("抽取人员"), coerce=int)

    def __init__(self, *args: Any, shares: Sequence[DrawerShare] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "position", [(str(one.position), one.account.display_name) for one in shares])


class OpenForm(ShareForm):
    """A number from its deposit, with the reason."""

    reason = forms.CharField(
        label=_("开封的理由"),
        max_length=200,
        help_text=_("如：本人拒绝公开；数字文件遗失。理由会公开，请不要写姓名。"),
    )
    number = _hidden(32)


class RefusalForm(ShareForm):
    """A drawer who does not sign, with the reason and the supervisor's own code."""

    reason = forms.CharField(
        label=_("没有签字的理由"),
        max_length=200,
        help_text=_("如：本人对程序有异议，异议内容是……。理由会公开，请不要写姓名。"),
    )
    code = code_field()


class CancelForm(forms.Form):
    """Why a draw is to be cancelled."""

    reason = forms.CharField(
        label=_("作废的理由"),
        max_length=200,
        help_text=_("理由会在公开页面公布，并写入下一次抽取的记录，请不要写姓名。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ExerciseForm(forms.Form):
    """Three numbers of an exercise, in the drawers' order."""

    first = forms.RegexField(r"^[0-9]{8,64}$", label=_("第一名抽取人员的数字"), help_text=_("至少8位数字。"))
    second = forms.RegexField(r"^[0-9]{8,64}$", label=_("第二名抽取人员的数字"))
    third = forms.RegexField(r"^[0-9]{8,64}$", label=_("第三名抽取人员的数字"))

    @property
    def numbers(self) -> list[str]:
        """The three numbers."""
        return [self.cleaned_data[name] for name in ("first", "second", "third")]


class CodeForm(forms.Form):
    """The code of one's own second factor."""

    code = code_field()
