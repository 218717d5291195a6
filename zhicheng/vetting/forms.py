"""Forms of the stations: opinions on decisions, check points, 基层单位意见, the paper dossier."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from zhicheng.applications.places import Choices
from zhicheng.dossiers.modules import BY_KEY
from zhicheng.people.models import Organisation
from zhicheng.ui.forms import code_field, day_field, offer
from zhicheng.vetting.checks import CHECK_POINTS
from zhicheng.vetting.models import BODY, SUBJECT, Suspicion


def long_text(label: Any, hint: Any, *, rows: int = 4, limit: int = 2000) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=limit, widget=forms.Textarea(attrs={"rows": rows})
    )


class PassForm(forms.Form):
    """通过 by a later station: the opinion, and the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    opinion = long_text(_("审核意见"), _("将与审核人姓名、单位印章一起记入审核记录，申报人可以看到。"))


class UnitPassForm(PassForm):
    """通过 by the unit: besides, the four check points (GUIDE-5.3.0)."""

    checked = forms.MultipleChoiceField(
        label=_("已核对申报材料的"),
        choices=[(point, point) for point in CHECK_POINTS],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("单位对推荐材料负责，四项都核对后才能通过。"),
        error_messages={"required": _("请逐项核对申报材料并勾选。")},
    )
    field_order = ["checked", "opinion"]


class BatchPassForm(forms.Form):
    """批量通过: one opinion for all that were ticked, and the code of the second factor."""

    opinion = long_text(
        _("审核意见"), _("每一份都记入同一意见，与审核人姓名、单位印章一起；申报人可以看到。")
    )
    code = code_field()


class UnitBatchPassForm(BatchPassForm):
    """批量通过 by the unit: besides, the four check points (GUIDE-5.3.0)."""

    checked = UnitPassForm.base_fields["checked"]
    field_order = ["checked", "opinion", "code"]


class ReturnForm(forms.Form):
    """返回修改, 重置流程 or 不予推荐: the opinion, and a confirmation that names the person.

    `warned`: something should have been told at the last return, and the officer says to know it (KM2023-4.2).
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    opinion = long_text(_("审核意见"), _("总的说明，与上面逐项列出的问题一起告知申报人。"))
    knowing = forms.BooleanField(
        label=_("我已知道：这些内容上次退回时未指出，本次仍须退回；申报人可以据此要求恢复退回次数。"),
        required=False,
    )
    confirmed = forms.BooleanField(error_messages={"required": _("请勾选确认。")})

    def __init__(
        self, *args: Any, sentence: str, refuses: bool = False, warned: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.warned = warned or "knowing" in self.data
        self.fields["confirmed"].label = sentence
        if refuses:
            self.fields["opinion"].label = _("原因")
            self.fields["opinion"].help_text = _("请写明哪些材料或条件不符合。申报人可以看到。")


class DemandForm(ReturnForm):
    """一次性补正通知: besides, the last day for the correction."""

    due_on = day_field(_("补正的最后一天"))
    field_order = ["version", "opinion", "due_on", "knowing", "confirmed"]

    def __init__(self, *args: Any, days: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].help_text = days
        self.fields["opinion"].help_text = _("总的说明，与上面逐项列出的内容一起印在通知上。")


class DefectForm(forms.Form):
    """One thing found wrong; an empty line is none."""

    at = forms.ChoiceField(label=_("哪一处"), required=False)
    field = forms.ChoiceField(
        label=_("哪一项"), required=False, help_text=_("可不选。选了的，须与上面同一栏。")
    )
    reason = forms.ChoiceField(label=_("常用原因"), required=False)
    words = forms.CharField(
        label=_("问题和怎么改"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self, *args: Any, where: Choices, parts: Choices, reasons: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        offers: dict[str, list[Any]] = {
            "at": [("", _("请选择")), *where],
            "field": [("", _("不指明")), *parts],
            "reason": [("", _("不选用")), *((one, one) for one in reasons)],
        }
        for name, choices in offers.items():
            cast(forms.ChoiceField, self.fields[name]).choices = choices
        for name in ("at", "field", "reason", "words"):
            self.fields[name].error_messages["invalid_choice"] = _("请重新选择。")

    @property
    def filled(self) -> bool:
        """Whether anything was chosen or typed in it."""
        return any(self.cleaned_data.get(name) for name in ("at", "field", "reason", "words"))

    def clean(self) -> dict[str, Any]:
        """A place with a reason or words, the field of the same section."""
        data = super().clean() or self.cleaned_data
        if self.errors or not self.filled:
            return data
        section, _colon, item = data["at"].partition(":")
        if not section:
            self.add_error("at", _("请选择哪一处有问题。"))
        elif not (data["reason"] or data["words"]):
            self.add_error("words", _("请写明问题，或选用一条常用原因。"))
        elif data["field"]:
            own = data["field"].partition(":")[0]
            if own != section:
                self.add_error("field", _("这一项不在选中的那一栏里。"))
            elif own in BY_KEY and not item:
                self.add_error("at", _("请选到具体的一条记录。"))
        return data


class UndoingForm(forms.Form):
    """撤回决定 or 返还次数: why, by the first of two officers."""

    reason = long_text(
        _("理由"), _("写明哪里办错、为什么撤回或返还。将记入记录，申报人可以看到。"), limit=1000
    )


class ReasonForm(forms.Form):
    """One common reason of an office."""

    office = forms.ChoiceField(label=_("单位"))
    words = forms.CharField(label=_("原因"), max_length=200, help_text=_("如：佐证材料不清晰，请重新上传。"))

    def __init__(self, *args: Any, offices: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), one.name) for one in offices]
        cast(forms.ChoiceField, self.fields["office"]).choices = choices
        self.fields["office"].initial = choices[0][0]


class ChannelForm(forms.Form):
    """破格、绿色通道: the organiser's word, or the bureau's decision."""

    granted = forms.TypedChoiceField(
        label=_("意见"),
        choices=[("yes", _("同意")), ("no", _("不同意"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择同意或不同意。")},
    )
    opinion = long_text(
        _("理由"), _("写明依据的事实和材料。将与姓名、单位印章一起记入记录，申报人可以看到。")
    )


class WithdrawalForm(forms.Form):
    """撤回审批: why, by the first of two officers."""

    reason = long_text(_("撤回理由"), _("写明原审批错在哪里。将记入记录，申报人可以看到。"))


class AssessmentForm(forms.Form):
    """考核意见 of the unit (GUIDE-Q18-0, Q16-0)."""

    since = day_field(
        _("聘用或见习（试用）开始"),
        help_text=_("与录用登记表、聘用通知书或合同一致。"),
    )
    until = day_field(
        _("考核到哪一天"),
        help_text=_("见习（试用）期满的，填期满日期。"),
    )
    passed = forms.TypedChoiceField(
        label=_("考核结果"),
        choices=[("yes", _("合格")), ("no", _("不合格"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    opinion = long_text(_("考核意见"), _("从事的专业工作、工作表现和考核情况。"))


class ApprovalForm(PassForm):
    """核准 by the last station: number and day of the title."""

    number = forms.CharField(label=_("核准文号"), max_length=60, help_text=_("将印在电子证书上。"))
    obtained_on = day_field(
        _("取得时间"),
        help_text=_("考核认定以录用登记表或聘用通知书记载的时间推算，请核对；职称确认为核准之日。"),
    )
    field_order = ["number", "obtained_on", "opinion"]


class PaperForm(forms.Form):
    """The office accepts the paper dossier (GUIDE-Q24, DC2022-2.10)."""

    originals_seen = forms.BooleanField(
        label=_("已查验原件"), error_messages={"required": _("须查验原件后才能受理。")}
    )
    copies_stamped = forms.BooleanField(
        label=_("复印件均有审核人签名、审核意见、审核日期并加盖公章"),
        error_messages={"required": _("未经审核盖章的复印件不予受理。")},
    )
    note = forms.CharField(label=_("备注"), required=False, max_length=500)


class StampForm(forms.Form):
    """登记盖章: since which day the printed form bears the station's stamp."""

    stamped_on = day_field(_("盖章日期"))


class ConsentForm(forms.Form):
    """The unit's consent to 委托评审, and who is to give the letter (KM2023-2.3)."""

    authority = forms.CharField(
        label=_("出具委托评审函的上级主管单位"),
        max_length=120,
        help_text=_("写人事部门所在单位的全称，须有相应系列、层级的职称评审管理权限。"),
    )
    basis = forms.CharField(
        label=_("评审管理权限的依据"),
        max_length=200,
        help_text=_("如：省人社厅授权该系列评审的文件名称和文号。"),
    )
    contact_name = forms.CharField(label=_("上级主管单位人事部门联系人"), max_length=60)
    contact_mobile = forms.CharField(
        label=_("联系人手机号码"),
        max_length=20,
        help_text=_("单位审核通过后，办理委托评审函的链接发到这个手机，只能使用一次。"),
    )
    consent = long_text(_("单位意见"), _("如：同意该同志委托昆明市相应评委会评审。"), rows=3, limit=1000)


class LetterForm(forms.Form):
    """委托评审函: its number, day and signer, and the sealed paper."""

    number = forms.CharField(label=_("函件文号"), max_length=60, help_text=_("以盖章的委托评审函为准。"))
    signed_on = day_field(
        _("出函日期"),
    )
    signer = forms.CharField(label=_("签发人"), max_length=60)
    file = forms.FileField(
        label=_("盖章的委托评审函（扫描件）"),
        help_text=_("PDF、JPG或PNG，不超过20MB。可先下载本页生成的函件，打印盖章后扫描。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        error_messages={
            "required": _("请选择盖章的委托评审函扫描件。"),
            "empty": _("文件是空的，请重新选择。"),
        },
    )


class DeclineForm(forms.Form):
    """The superior gives no letter."""

    reason = long_text(_("不出具委托评审函的原因"), _("申报人和申报单位可以看到。"), rows=3, limit=1000)
    sure = forms.BooleanField(
        label=_("我确认：不出具委托评审函，这份申报到此结束。"),
        error_messages={"required": _("请勾选确认。")},
    )


class SuspicionForm(forms.Form):
    """A hidden title or other fraud, with evidence (KM2023-4.1c)."""

    kind = forms.ChoiceField(
        label=_("情形"), choices=Suspicion.Kind.choices, widget=forms.RadioSelect, initial="hidden_title"
    )
    facts = long_text(_("发现的事实"), _("写明何处与何种材料不符、依据什么。本人可以看到并申辩。"))
    evidence = forms.FileField(
        label=_("证据"),
        help_text=_("PDF、JPG或PNG，不超过20MB。"),
        error_messages={"required": _("请上传证据。")},
    )
    sure = forms.BooleanField(
        label=_("我确认立案核查：决定以前这份申报不能通过。"), error_messages={"required": _("请勾选确认。")}
    )


class StatementForm(forms.Form):
    """陈述申辩 of the person concerned."""

    statement = long_text(
        _("您的陈述和申辩"), _("写明事实经过和理由，决定以前可以修改。"), rows=6, limit=4000
    )
    proof = forms.FileField(
        label=_("证明材料"), required=False, help_text=_("可不传。PDF、JPG或PNG，不超过20MB。")
    )


class FindingForm(forms.Form):
    """The bureau's decision."""

    outcome = forms.ChoiceField(
        label=_("结论"),
        choices=[("dismissed", _("不成立，申报继续办理")), ("upheld", _("查实，终止申报并记入诚信档案"))],
        widget=forms.RadioSelect,
    )
    finding = long_text(_("核查经过和结论"), _("写明核实了什么、采信与否的理由。本人可以看到。"))


class MaterialForm(forms.Form):
    """One named material that the applicant is to add."""

    title = forms.CharField(label=_("材料名称"), max_length=60, help_text=_("如：2022年继续教育证书"))
    words = forms.CharField(
        label=_("要求"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明要能看出什么。申报人在“附件管理”补充，不占用返回修改的机会。"),
    )


class TemplateForm(forms.Form):
    """What an office writes to applicants: subject, text, by which ways besides the system."""

    subject = forms.CharField(label=_("标题"), max_length=SUBJECT)
    body = long_text(_("正文"), _("申报人可以看到。发短信的不超过300字。"), rows=6, limit=BODY)
    by_sms = forms.BooleanField(label=_("同时发短信"), required=False)
    by_email = forms.BooleanField(
        label=_("同时发电子邮件"), help_text=_("申报人登记了电子邮箱的才发。"), required=False
    )


class DraftForm(TemplateForm):
    """One message; `edits`: a draft, as it was read."""

    to_unit = forms.BooleanField(label=_("同时告知用人单位的审核人"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**6)

    def __init__(self, *args: Any, edits: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not edits:
            del self.fields["revision"]


class WordForm(forms.Form):
    """The applicant's word to an office."""

    office = forms.ChoiceField(label=_("写给"))
    subject = forms.CharField(label=_("标题"), max_length=SUBJECT)
    body = long_text(_("正文"), _("不要写密码、验证码。"), rows=6, limit=BODY)

    def __init__(self, *args: Any, offices: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "office", [(str(one.pk), one.name) for one in offices])
