"""Forms of the accounts inside: a new colleague, a role handed over; what support writes down."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from zhicheng.people.models import Account, Membership
from zhicheng.ui.forms import day_field, offer, offer_rows


class Staff(forms.Form):
    """A colleague who gets a role at an organisation."""

    role = forms.ChoiceField(label=_("角色"))
    name = forms.CharField(
        label=_("姓名"), max_length=60, help_text=_("真实姓名：签署的意见和记录上显示这个姓名。")
    )
    login = forms.CharField(
        label=_("登录名"),
        max_length=30,
        help_text=_(
            "如“盘龙人社-李敏”，开通后不能修改。本人在本系统已有账号的，填原来的账号，不再另发首次登录码。"
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    last_day = day_field(
        _("最后一天"), _("借调、临时顶岗等有期限的填写，到期自动结束；不填为长期。"), required=False
    )

    def __init__(self, *args: Any, roles: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "role", list(roles.items()))


class UnitPosition(forms.Form):
    """In which position somebody acts for a unit."""

    position = forms.ChoiceField(
        label=_("职务"), choices=Membership.Position.choices, widget=forms.RadioSelect, initial="handler"
    )


class UnitMember(UnitPosition):
    """A further person of a unit."""

    name = forms.CharField(
        label=_("姓名"), max_length=60, help_text=_("真实姓名：审核记录和评审表上显示这个姓名。")
    )
    field_order = ("name", "position")


class HandOver(forms.Form):
    """One's own role, handed to a colleague for some days."""

    delegate: forms.ModelChoiceField[Account] = forms.ModelChoiceField(
        label=_("代理人"),
        queryset=Account.objects.none(),
        empty_label=_("请选择"),
        help_text=_("本单位已有账号的同事。代理期间以本人名义办理，意见和签署上注明代您。"),
    )
    first_day = day_field(_("第一天"))
    last_day = day_field(_("最后一天"), _("到这一天24:00自动结束；提前回来的，可以随时结束。"))
    reason = forms.CharField(label=_("原因"), max_length=100, help_text=_("如“年休假”“出差”。"))

    def __init__(self, *args: Any, colleagues: QuerySet[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "delegate", colleagues)


class UnitRecovery(forms.Form):
    """What a unit that has lost password and mobile has sent (GUIDE-5.4.2)."""

    mobile = forms.CharField(
        label=_("单位负责人的新手机号"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    reason = forms.CharField(
        label=_("依据"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明来信时间、核对了什么证照、向谁回电核实。记入操作记录。"),
    )
    statement = forms.FileField(
        label=_("盖章说明和信用代码证（或营业执照）"),
        help_text=_("一个文件：PDF、JPG或PNG，不超过20MB。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )
