"""The form of 基层单位意见."""

from django import forms
from django.utils.translation import gettext_lazy as _

from zhicheng.vetting.forms import long_text


class OpinionForm(forms.Form):
    """基层单位意见 with all its parts (GUIDE-5.3.5, DC2022-2.9)."""

    evaluation = long_text(_("对专业技术工作的评价"), _("职业道德、工作能力、业绩贡献等。"))
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
    posts_managed = forms.TypedChoiceField(
        label=_("是否实行岗位管理"),
        choices=[("yes", _("实行")), ("no", _("不实行"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        help_text=_("事业单位选“实行”，填写申报级别的岗位数和已聘人数；企业等没有核定岗位的选“不实行”。"),
    )
    posts = forms.IntegerField(
        label=_("本级别岗位数"),
        required=False,
        min_value=0,
        max_value=30000,
        help_text=_("核准的专业技术岗位数。"),
    )
    posts_filled = forms.IntegerField(
        label=_("已聘人数"), required=False, min_value=0, max_value=30000, help_text=_("空缺数由系统计算。")
    )
    posts_note = forms.CharField(
        label=_("不实行岗位管理的说明"),
        required=False,
        max_length=200,
        help_text=_("事业单位须说明，如：岗位设置方案尚未核准。其他单位可不填。"),
    )
    rank = forms.IntegerField(
        label=_("推荐排序：第几名"),
        required=False,
        min_value=1,
        max_value=9999,
        help_text=_("本单位本次申报同一级别的人员中排第几名；每个名次只有一人。"),
    )
    candidates = forms.IntegerField(
        label=_("推荐排序：共几名"),
        required=False,
        min_value=1,
        max_value=9999,
        help_text=_("本单位本次申报同一级别的人数；只有一人的填1。"),
    )
    opinion = long_text(_("推荐意见"), _("如：同意推荐申报高级工程师。"), rows=3)
    formed = long_text(_("意见形成情况"), _("经过什么会议或程序、表决情况。"), rows=3)
    notice_text = long_text(_("公示情况"), _("公示地点、起止时间、有无异议。"), rows=3)
