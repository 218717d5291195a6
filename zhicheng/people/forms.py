"""Forms of the people stage: labels above, why it is asked below; the acts check what needs the database."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from zhicheng.people import identity, queries
from zhicheng.people.models import Organisation, Person, Place
from zhicheng.people.terms import ETHNIC_GROUPS, OTHER, POLITICAL_STATUS
from zhicheng.ui.forms import day_field, offer_rows


def _checked(check: Callable[[str], str], typed: Any) -> str:
    try:
        return check(str(typed))
    except identity.WrongNumber as error:
        raise ValidationError(error.message) from None


def _password(label: Any, help_text: Any = "", *, keep: bool = True) -> forms.CharField:
    attrs = {"autocomplete": "new-password" if keep else "current-password"}
    return forms.CharField(
        label=label,
        help_text=help_text,
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs=attrs, render_value=keep),
    )


class UnitNameField(forms.CharField):
    """A registered unit by its full name or credit code."""

    def clean(self, value: str) -> Organisation | None:
        """The unit; None where nothing was typed and nothing is required."""
        text = super().clean(value)
        if not text:
            return None
        found = queries.unit_named(text)
        if found is None:
            raise ValidationError(
                translated("没有找到这个单位，请核对全称或统一社会信用代码；还没有注册的，请先由单位注册。")
            )
        return found


class NewPassword(forms.Form):
    """A new password, typed twice; part of registration and recovery."""

    password = _password(_("设置密码"), _("至少8位，不要全用数字，不要用常见密码。"))
    again = _password(_("再输一次密码"))

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password)
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            raise ValidationError({"again": translated("两次输入的密码不一致。")})
        return data


class LogIn(forms.Form):
    """One form for all: person by ID number, unit by credit code, officers by name."""

    login = forms.CharField(
        label=_("账号"),
        max_length=60,
        help_text=_("个人填身份证件号码或注册的手机号；单位填统一社会信用代码；工作人员填分配的账号。"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = _password(_("密码"), keep=False)


class RegisterPerson(NewPassword):
    """个人注册."""

    name = forms.CharField(
        label=_("姓名"),
        max_length=60,
        help_text=_("与身份证件完全一致。注册后不能自行修改，将印在评审表和证书上。"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    kind = forms.ChoiceField(
        label=_("证件类型"), choices=Person.Identity.choices, initial=Person.Identity.RESIDENT
    )
    number = forms.CharField(
        label=_("证件号码"), max_length=30, help_text=_("登录时用作账号。居民身份证为18位，末位X大小写均可。")
    )
    mobile = forms.CharField(
        label=_("手机号码"),
        max_length=20,
        help_text=_("必须是现在本人常用的手机号：用于接收审核通知和找回密码。"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    field_order = ("name", "kind", "number", "mobile", "password", "again")

    def clean_name(self) -> str:
        return _checked(identity.check_name, self.cleaned_data["name"])

    def clean_mobile(self) -> str:
        return _checked(identity.check_mobile, self.cleaned_data["mobile"])

    def clean_number(self) -> str:
        """Runs after `kind`, which stands before it in the form."""
        kind = self.cleaned_data.get("kind", Person.Identity.RESIDENT)
        return _checked(
            lambda typed: identity.check_identity(kind, typed).number, self.cleaned_data["number"]
        )


def place_field() -> forms.ModelChoiceField[Place]:
    """Where a unit lies."""
    return forms.ModelChoiceField(
        label=_("所在地"),
        queryset=Place.objects.none(),
        empty_label=_("请选择"),
        help_text=_("按注册地选择县（市）区或园区，材料由当地人社部门审核；其他州市的单位选“云南省”。"),
    )


class RegisterUnit(NewPassword):
    """单位注册 (GUIDE-5.3.1)."""

    credit_code = forms.CharField(
        label=_("统一社会信用代码"), max_length=30, help_text=_("18位，登录时用作账号，注册后不能修改。")
    )
    name = forms.CharField(
        label=_("单位名称"), max_length=120, help_text=_("与证照完全一致的全称，不用简称。")
    )
    kind = forms.ChoiceField(
        label=_("单位类别"),
        choices=[(kind.value, kind.label) for kind in queries.UNIT_KINDS],
        initial=Organisation.Kind.UNIT,
        help_text=_("一般选“用人单位”。"),
    )
    unit_kind = forms.ChoiceField(
        label=_("单位性质"),
        choices=[("", _("请选择")), *Organisation.UnitKind.choices],
        help_text=_("决定材料逐级审核的路线，请如实选择。"),
    )
    institution = forms.BooleanField(label=_("本单位是事业单位"), required=False)
    place = place_field()
    head_name = forms.CharField(label=_("单位负责人姓名"), max_length=60)
    head_phone = forms.CharField(
        label=_("单位负责人联系电话"),
        max_length=20,
        help_text=_("手机号，用于接收通知和找回单位账号密码。"),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    field_order = (
        "credit_code",
        "name",
        "kind",
        "unit_kind",
        "institution",
        "place",
        "head_name",
        "head_phone",
        "password",
        "again",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "place", queries.unit_places())

    def clean_credit_code(self) -> str:
        return _checked(identity.check_credit_code, self.cleaned_data["credit_code"])

    def clean_head_name(self) -> str:
        return _checked(identity.check_name, self.cleaned_data["head_name"])

    def clean_head_phone(self) -> str:
        return _checked(identity.check_mobile, self.cleaned_data["head_phone"])


class Recover(forms.Form):
    """忘记密码, first step (GUIDE-5.4.2)."""

    number = forms.CharField(
        label=_("账号"),
        max_length=30,
        help_text=_("个人填身份证件号码，单位填统一社会信用代码或本人的登录名。"),
    )
    mobile = forms.CharField(
        label=_("注册时填写的手机号"),
        max_length=20,
        help_text=_("单位填单位负责人的联系电话。"),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )


class RegisterCode(forms.Form):
    """个人注册, second step: the code of the short message."""

    code = forms.CharField(
        label=_("短信验证码"),
        max_length=10,
        help_text=_("6位数字，10分钟内有效。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class RecoverCode(RegisterCode, NewPassword):
    """忘记密码, second step: the code and a new password."""

    field_order = ("code", "password", "again")


class ChangePassword(NewPassword):
    """Change one's own password."""

    old = _password(_("原密码"), keep=False)
    field_order = ("old", "password", "again")


def _choices(values: list[str]) -> list[tuple[str, Any]]:
    return [("", _("请选择")), *((value, value) for value in values)]


class Basics(forms.Form):
    """基本信息 (GUIDE-5.2.1): what registration did not ask. Sex and birth where the number is silent."""

    sex = forms.ChoiceField(label=_("性别"), choices=_choices(list(Person.Sex.values)))
    birth_date = day_field(_("出生日期"))
    mobile = forms.CharField(
        label=_("手机号码"),
        max_length=20,
        help_text=_("必须是现在本人常用的手机号：审核意见、补正期限都发到这个号码。"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    ethnicity = forms.ChoiceField(
        label=_("民族"), choices=_choices([*ETHNIC_GROUPS, OTHER]), help_text=_("印在评审表首页。")
    )
    political_status = forms.ChoiceField(
        label=_("政治面貌"), choices=_choices(POLITICAL_STATUS), help_text=_("印在评审表首页。")
    )
    email = forms.EmailField(
        label=_("电子邮箱"), required=False, max_length=120, help_text=_("填写后可同时用邮件接收通知。")
    )

    def __init__(self, *args: Any, number_tells: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if number_tells:
            del self.fields["sex"], self.fields["birth_date"]


class UnitProfile(forms.Form):
    """单位信息 (GUIDE-5.3.2)."""

    name = forms.CharField(
        label=_("单位名称"),
        max_length=120,
        help_text=_("单位更名、信用代码未变的，直接在此修改；原名称仍可检索到。"),
    )
    unit_kind = forms.ChoiceField(
        label=_("单位性质"),
        choices=[("", _("请选择")), *Organisation.UnitKind.choices],
        help_text=_("决定材料逐级审核的路线。已提交的申报按提交时的路线走完。"),
    )
    institution = forms.BooleanField(label=_("本单位是事业单位"), required=False)
    place = place_field()
    competent_department: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        label=_("主管部门"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("没有主管部门"),
        help_text=_("国有企事业单位必选：材料由单位审核后送主管部门审核。"),
    )
    address = forms.CharField(label=_("单位地址"), max_length=200)
    contact_name = forms.CharField(label=_("单位负责人姓名"), max_length=60)
    contact_phone = forms.CharField(
        label=_("单位负责人联系电话"),
        max_length=20,
        help_text=_("手机号，用于接收通知和找回单位账号密码。"),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "place", queries.unit_places())
        offer_rows(self, "competent_department", queries.departments())


class Notice(forms.Form):
    """发送信息 to people of the unit."""

    subject = forms.CharField(label=_("标题"), max_length=120)
    body = forms.CharField(
        label=_("内容"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("不超过2000字。"),
    )
    sms = forms.BooleanField(label=_("同时发送短信"), required=False)


class Correction(forms.Form):
    """Support corrects name or number (GUIDE-5.4.3)."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    number = forms.CharField(label=_("证件号码"), max_length=30)
    reason = forms.CharField(
        label=_("更正依据"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明来电时间、核对了什么证件。记入操作记录。"),
    )


class Reason(forms.Form):
    """Why something is done to somebody's account; its owner reads it."""

    reason = forms.CharField(
        label=_("理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("本人会看到。不超过500字。"),
    )


class CodeCheck(forms.Form):
    """What a bureau has found of a unit's credit code."""

    right = forms.TypedChoiceField(
        label=_("核验结论"),
        choices=[("1", _("信用代码与单位名称相符，是本单位注册")), ("0", _("不符，或不是本单位注册"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("核对了什么；不符的，单位应当怎样办"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("如“已核对营业执照原件和经办人介绍信”。单位会看到，不超过300字。"),
    )
