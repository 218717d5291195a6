"""Forms of the committee's year. A window is entered by days: from 0:00 of the first to 24:00 of the last."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from zhicheng.almanac import clock
from zhicheng.catalogues.forms import workbook_field
from zhicheng.people.models import Organisation, Place
from zhicheng.planning.dates import GATES
from zhicheng.planning.models import Committee, InspectionNote, PlanEntry, Session
from zhicheng.planning.models.enclosures import LONGEST_TITLE
from zhicheng.planning.models.season import LONGEST_GRACE, LONGEST_WORDS
from zhicheng.planning.settings import FACED, INSTANTS, WAYS, Setting
from zhicheng.ui.forms import day_field, offer

OPTIONAL = ("（选交）", "(选交)")  # as shown; the other is taken as well
FIELD_NAMES = {"opens_at": "opens_on", "closes_at": "closes_on"}


def _text(label: Any, help_text: Any = "", *, rows: int = 4, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, help_text=help_text, widget=widget, required=required, max_length=20_000
    )


class WindowFields(forms.Form):
    """The days of the application window."""

    opens_on = day_field(_("申报开始日期"), _("当日 0:00 起可以申报。"))
    closes_on = day_field(_("申报截止日期"), _("当日 24:00 关闭，关闭后任何人不能再次开放。"))

    def clean(self) -> dict[str, Any]:
        """The days as the two moments `opens_at` and `closes_at` in China time."""
        cleaned = super().clean() or {}
        opens, closes = cleaned.get("opens_on"), cleaned.get("closes_on")
        if opens and closes and opens > closes:
            self.add_error("closes_on", translated("截止日期须不早于开始日期。"))
        if opens:
            cleaned["opens_at"] = dt.datetime.combine(opens, dt.time(), clock.CHINA)
        if closes:
            cleaned["closes_at"] = dt.datetime.combine(closes + dt.timedelta(days=1), dt.time(), clock.CHINA)
        return cleaned

    @property
    def window(self) -> dict[str, Any]:
        """The cleaned moments, as the acts take them."""
        return {name: self.cleaned_data[name] for name in ("opens_at", "closes_at")}


class OpenSession(WindowFields):
    """建立本年度评审会."""

    year = forms.IntegerField(label=_("评审年度"), min_value=2000, max_value=2100)
    meeting_on = day_field(_("评审会日期"), _("会期多天的填第一天；各项时限都由这一天推算。"))
    seats = forms.IntegerField(
        label=_("评委会组成人数"), min_value=3, max_value=99, help_text=_("须为单数。"), initial=11
    )
    stand_ins = forms.IntegerField(
        label=_("备选专家人数"),
        min_value=0,
        max_value=99,
        initial=4,
        help_text=_("抽中的专家不能到会时依次递补。"),
    )
    paper_stage = forms.BooleanField(label=_("电子审核通过后还须报送纸质材料"), required=False, initial=True)
    unit_pass_last = day_field(
        _("单位审核通过截止日期"),
        _("当日 24:00 起单位不能再通过。不填为申报截止日；单位公示要满5个工作日，请留足时间。"),
        required=False,
    )
    resubmit_last = day_field(
        _("退回后重新提交截止日期"), _("当日 24:00 起不能再重新提交。不填为申报截止日。"), required=False
    )
    accept_last = day_field(
        _("受理截止日期"), _("当日 24:00 起不能再受理。不填为申报截止日。"), required=False
    )
    late_reason = _text(
        _("延后原因"),
        _("评审会晚于评审计划的月份时填写；无故延后的不予备案。"),
        rows=2,
        required=False,
    )
    field_order = (
        "year",
        "meeting_on",
        "late_reason",
        "opens_on",
        "closes_on",
        "unit_pass_last",
        "resubmit_last",
        "accept_last",
        "seats",
        "stand_ins",
        "paper_stage",
    )


class MoveMeeting(forms.Form):
    """调整评审会日期."""

    meeting_on = day_field(
        _("新的评审会日期"), _("各项时限随之重新推算；已办事项若因此不符合时限，不能调整。")
    )
    reason = _text(
        _("调整原因"), _("原因记入存档；通知发布后写进补充通知；晚于计划月份的，备案部门据此审查。"), rows=3
    )


class ChangeWindow(WindowFields):
    """调整申报时间."""

    reason = _text(_("调整原因"), _("通知发布后延长的，写进补充通知。"), rows=2)
    field_order = ("opens_on", "closes_on", "reason")


class WriteCall(forms.Form):
    """编写申报评审通知."""

    title = forms.CharField(label=_("通知标题"), max_length=160)
    conditions = _text(_("申报条件"), _("评审范围、适用的评价标准、破格条件等。"), rows=6)
    requirements = _text(_("工作要求"), _("申报方式、审核程序、纸质材料报送地点和时间等。"), rows=6)
    materials = _text(
        _("申报材料"),
        _("除系统统一要求的材料以外，本评委会另需的材料，每行一项；可以不交的在行末写“（选交）”。"),
        rows=5,
        required=False,
    )
    contact = forms.CharField(
        label=_("联系方式"), max_length=120, help_text=_("联系人、电话、地址。例：张老师，0871-63135910。")
    )
    ways = forms.MultipleChoiceField(
        label=_("审阅材料以外的评审方式"),
        choices=[(way, way) for way in FACED],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("审阅材料每次评审都有，不用选；选了这里的，申报人须到场，会前安排时间、地点和专家。"),
    )
    years_cut_off = day_field(
        _("履职年限计算截止日"),
        _("一般不填，按当年文件统一计算。文件允许本级评委会另行规定的，才能填写。"),
        required=False,
    )

    def clean_materials(self) -> list[dict[str, Any]]:
        """One entry for a line: key, name, required."""
        found: list[dict[str, Any]] = []
        for line in self.cleaned_data["materials"].splitlines():
            name = line.strip()
            required = not name.endswith(OPTIONAL)
            for ending in OPTIONAL:
                name = name.removesuffix(ending).strip()
            if len(name) > 60:
                raise forms.ValidationError(
                    translated("每项材料名称不超过60字：%(name)s…") % {"name": name[:20]}
                )
            if name:
                found.append({"key": f"material_{len(found) + 1}", "name": name, "required": required})
        return found


class WriteAnnouncement(forms.Form):
    """拟写补充通知."""

    title = forms.CharField(label=_("标题"), max_length=160)
    text = _text(_("补充内容"), _("写明补充或更正的事项，和已发布通知的哪一部分有关。"), rows=8)


class AddEnclosure(forms.Form):
    """上传通知附件."""

    title = forms.CharField(
        label=_("附件名称"), max_length=LONGEST_TITLE, help_text=_("如：申报材料目录（样表）。")
    )
    file = forms.FileField(
        label=_("文件"),
        help_text=_("Word（.docx）、Excel（.xlsx）或PDF，不超过20MB，不能带宏。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.xlsx,.pdf"}),
        error_messages={"required": _("请选择文件。"), "empty": _("文件是空的，请重新选择。")},
    )
    position = forms.IntegerField(
        label=_("排在第几"), min_value=1, max_value=99, required=False, help_text=_("不填排在最后。")
    )


def materials_as_text(materials: list[dict[str, Any]]) -> str:
    """The materials as the editor shows them, one on a line."""
    return "\n".join(one["name"] + ("" if one["required"] else OPTIONAL[0]) for one in materials)


class AnswerFiling(forms.Form):
    """答复备案."""

    answer = forms.ChoiceField(
        label=_("答复"),
        choices=[("accepted", _("备案")), ("refused", _("不予备案"))],
        widget=forms.RadioSelect,
    )
    reason = _text(_("意见"), _("不予备案的须写明原因，报送单位据此改正后重新报送。"), rows=3, required=False)


class ChangeSetting(forms.Form):
    """One setting of a session; `value` is put in by the kind of the setting."""

    value = forms.CharField()
    reason = _text(_("原因"), _("记入调整记录；通知发布后写进补充通知。"), rows=2)


class GroupForm(forms.Form):
    """评审分组 of a session."""

    name = forms.CharField(
        label=_("分组名称"), max_length=20, help_text=_("如“基层组”；写在名单、议程和结果上。")
    )
    basis = _text(_("依据"), _("为什么分组、按哪份文件；随通知公布。"), rows=2)
    unit_kinds = forms.MultipleChoiceField(
        label=_("哪些单位类型"),
        choices=Organisation.UnitKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("不选为不限。类型和地区都不选的，由办事机构在资格审查前逐人编入。"),
    )
    places = forms.MultipleChoiceField(
        label=_("哪些地区的单位"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("不选为不限。"),
    )
    pass_share = forms.IntegerField(
        label=_("计划通过率（%）"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=_("文件没有规定数字；不作计划的不填。随通知报备案，只用来与结果对照，不影响任何人的结果。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Place.objects.exclude(kind=Place.Kind.PROVINCE).order_by("kind", "code")
        offer(self, "places", offered.values_list("code", "name"))


class AskVariation(ChangeSetting):
    """流程调整申请."""

    step = forms.ChoiceField(
        label=_("涉及的环节"), choices=[("", _("请选择")), *((key, name) for key, name, *_rest in GATES)]
    )
    until = day_field(
        _("期限"),
        help_text=_("不填的，对本次评审一直有效；填写的，次日自动恢复原设置。"),
        required=False,
    )


def value_field(setting: Setting) -> forms.Field:
    """The field in which a setting's value is typed."""
    label = setting.name
    if setting.kind == "flag":
        return forms.TypedChoiceField(
            label=label,
            choices=[("True", _("是")), ("False", _("否"))],
            coerce=lambda text: text == "True",
            widget=forms.RadioSelect,
        )
    if setting.kind == "choice":
        return forms.ChoiceField(label=label, choices=Session.Platform.choices, widget=forms.RadioSelect)
    if setting.key == "ways":
        ways = _(
            "从%(ways)s中选，用顿号分开。选了审阅材料以外的，申报人须到场，会前安排时间、地点和专家。"
        ) % {"ways": "、".join(WAYS)}
        return forms.CharField(label=label, max_length=60, help_text=ways)
    if setting.kind == "words":
        words = _("写专业名称和最少人数，用顿号分开，如：机械工程3、电气工程2。不限的不填。")
        return forms.CharField(label=label, max_length=LONGEST_WORDS, required=False, help_text=words)
    if setting.kind == "count":
        if setting.key == "upload_grace":
            words = _("截止前已提交、并按文件摘要登记了的附件，截止后这些分钟内传到的有效。0为不宽限。")
            return forms.IntegerField(label=label, min_value=0, max_value=LONGEST_GRACE, help_text=words)
        return forms.IntegerField(label=label, min_value=0, max_value=99)
    return day_field(label, required=setting.key not in INSTANTS)


def as_typed(value: Any) -> Any:
    """A session's value as the field of `value_field` shows it."""
    return str(value) if isinstance(value, bool) else value


class AskPilot(forms.Form):
    """试点申请."""

    reason = _text(_("申请说明"), _("评审专业、预计人数、需要的技术支持。"))


class AnswerPetition(forms.Form):
    """答复申请."""

    answer = forms.ChoiceField(
        label=_("答复"), choices=[("accepted", _("同意")), ("refused", _("不同意"))], widget=forms.RadioSelect
    )
    reason = _text(_("意见"), _("不同意的须写明原因；同意试点的写明技术支持的安排。"), rows=3, required=False)


class InspectionForm(forms.Form):
    """检查记录."""

    phase = forms.ChoiceField(label=_("阶段"), choices=InspectionNote.Phase.choices, widget=forms.RadioSelect)
    text = _text(_("检查情况"))
    demand = _text(_("整改要求"), _("没有的不填。"), rows=2, required=False)


class ForwardCall(forms.Form):
    """转发通知."""

    demands = _text(_("本地要求"), _("收件地点、时间、份数等本地的具体要求；不得放宽上级通知的条件。"))
    hand_in_by = day_field(
        _("本地收件截止日期"), _("没有的不填；不能晚于通知规定的申报截止日。"), required=False
    )
    inquiries = forms.CharField(label=_("本地联系方式"), max_length=120, required=False)


class ProposePlan(forms.Form):
    """申报年度评审计划."""

    committee = forms.ModelChoiceField(
        label=_("评审委员会"), queryset=Committee.objects.none(), empty_label=_("请选择")
    )
    year = forms.IntegerField(label=_("评审年度"), min_value=2000, max_value=2100)
    month = forms.TypedChoiceField(
        label=_("计划评审月份"), coerce=int, choices=[(n, f"{n}月") for n in range(1, 13)]
    )


class ImportPlan(forms.Form):
    """导入评审计划: one file for one year."""

    year = forms.IntegerField(label=_("评审年度"), min_value=2000, max_value=2100)
    file = workbook_field()


class PublishPlan(forms.Form):
    """公布评审计划: the rows ticked, all of one year."""

    entries = forms.ModelMultipleChoiceField(
        label=_("公布以下评委会的评审计划"),
        queryset=PlanEntry.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择一个评委会。")},
    )
    reason = _text(_("退回原因"), _("退回时填写，组建单位改正后重新申报。"), rows=2, required=False)


def window_of(session: Session) -> dict[str, dt.date | None]:
    """The session's window as days, for a form's initial values."""
    last = session.closes_at - dt.timedelta(microseconds=1) if session.closes_at else None
    return {
        "opens_on": clock.in_china(session.opens_at).date() if session.opens_at else None,
        "closes_on": clock.in_china(last).date() if last else None,
    }
