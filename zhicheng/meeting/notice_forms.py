"""The form of a 评审会议通知."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NoticeForm(forms.Form):
    """When and where the members meet."""

    begins_at = forms.DateTimeField(
        label=_("报到时间"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("请按“年-月-日 时:分”填写，如 2023-10-20 08:30。")},
    )
    place = forms.CharField(label=_("会议地点"), max_length=120, help_text=_("写到楼号和会议室。"))
    demands = forms.CharField(
        label=_("其他要求"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("食宿、交通、携带的材料等；封闭、回避、保密的要求通知里已经写明。"),
    )
    contact = forms.CharField(label=_("联系人和电话"), max_length=120)
    number = forms.CharField(
        label=_("文号"), max_length=60, required=False, help_text=_("组建单位编文号的填写，没有的不填。")
    )
