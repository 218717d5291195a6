"""The forms in which a bureau registers a committee, or adds to one of the directory."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhicheng.people.models import Organisation, Place
from zhicheng.planning.models import Committee
from zhicheng.planning.scopes import LEVELS
from zhicheng.policy.tables.titles import series, tracks
from zhicheng.ui.forms import day_field

ORGANISERS = (
    Organisation.Kind.DEPARTMENT,
    Organisation.Kind.UNIT,
    Organisation.Kind.CITY_BUREAU,
    Organisation.Kind.COUNTY_BUREAU,
    Organisation.Kind.PROVINCE,
)
CHOOSE = ("", _("请选择"))


class SupplementCommittee(forms.Form):
    """任期、专家人数、印章、网站和自用评审表."""

    term_from = day_field(_("任期开始日"), _("不填为今天。任期登记以后用“换届”延续。"), required=False)
    term_until = day_field(_("任期截止日"), _("不填为规定的最长任期（3年）。"), required=False)
    basis = forms.ChoiceField(
        label=_("组建方式"), choices=[CHOOSE, *Committee.Basis.choices], required=False,
        help_text=_("高级评委会：按系列组建的专家一般不少于25人，按专业组建的不少于11人。"),
    )  # fmt: skip
    least_members = forms.IntegerField(
        label=_("专家人数不少于"), min_value=3, max_value=99, required=False,
        help_text=_("不填按规定的人数；抽取评委时少于这个人数的不能抽取。"),
    )  # fmt: skip
    fewer_reason = forms.CharField(
        label=_("少于规定人数的依据"), max_length=200, required=False,
        help_text=_("经批准少于规定人数的，写明批准的文件。"),
    )  # fmt: skip
    seal = forms.CharField(
        label=_("印章名称"), max_length=60, required=False,
        help_text=_("评委会印章上的文字；会议纪要和评审表加盖。没有印章的不填。"),
    )  # fmt: skip
    enterprise = forms.BooleanField(
        label=_("民营企业单独或联合组建"),
        required=False,
        help_text=_("与民营企业相关的评委会，要吸纳一定比例的民营企业专家。"),
    )
    website = forms.URLField(
        label=_("网站"),
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text=_("发布评审通知和政策的官方网站。"),
    )
    own_form = forms.CharField(
        label=_("自用评审表"),
        required=False,
        max_length=200,
        help_text=_("与省统一评审表不一致的，写明表名和下载办法；申报人电子审核通过后按此填写。"),
    )

    def without_term(self) -> None:
        """A registered term is not typed over: it is renewed on a page of its own."""
        del self.fields["term_from"], self.fields["term_until"]


class RegisterCommittee(SupplementCommittee):
    """登记评委会."""

    name = forms.CharField(label=_("评委会名称"), max_length=120)
    level = forms.ChoiceField(label=_("级别"), choices=[CHOOSE, *((one, one) for one in LEVELS)])
    tier = forms.ChoiceField(label=_("层级"), choices=[CHOOSE, *Committee.Tier.choices])
    organiser = forms.CharField(
        label=_("组建单位"),
        max_length=120,
        help_text=_("填写已在系统登记的单位全称；联合组建的，填办事机构所在、受理材料的单位。"),
    )
    co_organisers = forms.CharField(
        label=_("联合组建单位"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("几个单位联合组建的，在这里每行填一个单位全称；各组建单位都可以办理备案、评审会和结果。"),
    )  # fmt: skip
    place = forms.ModelChoiceField(
        label=_("所在地"), queryset=Place.objects.none(), empty_label=_("请选择"), to_field_name="code"
    )
    phone = forms.CharField(label=_("咨询电话"), max_length=60, required=False)
    scope_words = forms.CharField(
        label=_("评审范围"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("照批准组建的文件填写。"),
    )
    tracks = forms.MultipleChoiceField(label=_("系列（专业）"), widget=forms.CheckboxSelectMultiple)
    field_order = (
        "name", "level", "tier", "organiser", "co_organisers", "place", "phone", "scope_words", "tracks", "basis",
        "least_members", "fewer_reason", "seal", "term_from", "term_until", "enterprise", "website", "own_form",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {one.id: one.name for one in series()}
        chosen = self.fields["tracks"]
        if isinstance(chosen, forms.MultipleChoiceField):
            chosen.choices = [(key, _track_words(key, one.name, names)) for key, one in tracks().items()]
        place = self.fields["place"]
        if isinstance(place, forms.ModelChoiceField):
            place.queryset = Place.objects.order_by("code")

    def clean_organiser(self) -> Organisation:
        """The organisation of that name. Errors: ValidationError where none is registered."""
        return _organisation(self.cleaned_data["organiser"].strip())

    def clean_co_organisers(self) -> list[Organisation]:
        """The organisations of these names, a line each. Errors: ValidationError where one is not registered."""
        lines = self.cleaned_data["co_organisers"].splitlines()
        return [_organisation(line.strip()) for line in lines if line.strip()]


class RenewCommittee(forms.Form):
    """换届登记."""

    term_from = day_field(_("新任期开始日"), _("不填为现任期届满的次日；已经届满的为今天。"), required=False)
    term_until = day_field(_("新任期截止日"), _("不填为规定的最长任期（3年）。"), required=False)


def _organisation(name: str) -> Organisation:
    found = Organisation.objects.filter(name=name, active=True, kind__in=ORGANISERS).first()
    if found is None:
        raise forms.ValidationError(_("没有登记名为“%(name)s”的单位。"), params={"name": name})
    return found


def _track_words(key: str, name: str, series_names: dict[str, str]) -> str:
    held = series_names[key.partition("/")[0]]
    return held if name == held else f"{held}（{name}）"


def as_filled(committee: Committee) -> dict[str, Any]:
    """What is registered, as the form shows it."""
    return {
        "name": committee.name,
        "level": committee.level,
        "tier": committee.tier,
        "organiser": committee.organiser.name,
        "place": committee.place.code if committee.place else None,
        "phone": committee.phone,
        "scope_words": committee.scope_words,
        "tracks": committee.scope_parts.get("tracks", []),
        "co_organisers": "\n".join(one.name for one in committee.co_organisers.order_by("name")),
        "basis": committee.basis,
        "least_members": committee.least_members,
        "fewer_reason": committee.fewer_reason,
        "seal": committee.seal,
        "enterprise": committee.enterprise,
        "website": committee.website,
        "own_form": committee.own_form,
    }
