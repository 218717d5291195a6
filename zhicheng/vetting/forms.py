"""Forms of the stations: opinions on decisions, check points, 基层单位意见, the paper dossier."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhicheng.vetting.checks import CHECK_POINTS


def _text(label: Any, hint: Any, *, rows: int = 4, limit: int = 2000) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=limit, widget=forms.Textarea(attrs={"rows": rows})
    )


class PassForm(forms.Form):
    """通过 by a later station: the opinion, and the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    opinion = _text(_("审核意见"), _("将与审核人姓名、单位印章一起记入审核记录，申报人可以看到。"))


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


class ReturnForm(forms.Form):
    """返回修改, 重置流程 or 不予推荐: the opinion, and a confirmation that names the person."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    opinion = _text(
        _("需要补充修改的全部内容"),
        _("请一次写全：哪一栏、哪一条、缺什么、怎么改。申报人只能看到这里写的内容。"),
        rows=6,
    )
    confirmed = forms.BooleanField(error_messages={"required": _("请勾选确认。")})

    def __init__(self, *args: Any, sentence: str, refuses: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["confirmed"].label = sentence
        if refuses:
            self.fields["opinion"].label = _("不予推荐的原因")
            self.fields["opinion"].help_text = _("请写明哪些材料不符合条件。申报人可以看到。")


class OpinionForm(forms.Form):
    """基层单位意见 with all its parts (GUIDE-5.3.5, DC2022-2.9)."""

    evaluation = _text(_("对专业技术工作的评价"), _("职业道德、工作能力、业绩贡献等。"))
    way = forms.CharField(
        label=_("推荐方式"), max_length=120, help_text=_("没有固定方式，请如实写明，如：民主测评、考核推荐。")
    )
    range = forms.CharField(
        label=_("参与推荐的人员范围"), max_length=200, help_text=_("如：本单位全体专业技术人员。")
    )
    headcount = forms.IntegerField(label=_("参与推荐的人数"), min_value=1, max_value=30000)
    recommends = forms.TypedChoiceField(
        label=_("是否推荐"),
        choices=[("yes", _("同意推荐")), ("no", _("不同意推荐"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    opinion = _text(_("推荐意见"), _("如：同意推荐申报高级工程师。"), rows=3)
    formed = _text(_("意见形成情况"), _("经过什么会议或程序、表决情况。"), rows=3)
    notice_text = _text(_("公示情况"), _("公示地点、起止时间、有无异议。"), rows=3)


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
