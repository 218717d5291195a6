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
    """任期、网站和自用评审表."""

    term_until = day_field(_("任期截止日"), _("没有规定的不填。"), required=False)
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


class RegisterCommittee(SupplementCommittee):
    """登记评委会."""

    name = forms.CharField(label=_("评委会名称"), max_length=120)
    level = forms.ChoiceField(label=_("级别"), choices=[CHOOSE, *((one, one) for one in LEVELS)])
    tier = forms.ChoiceField(label=_("层级"), choices=[CHOOSE, *Committee.Tier.choices])
    organiser = forms.CharField(
        label=_("组建单位"), max_length=120, help_text=_("填写已在系统登记的单位全称。")
    )
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
        "name", "level", "tier", "organiser", "place", "phone", "scope_words", "tracks", "term_until",
        "enterprise", "website", "own_form",
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
        name = self.cleaned_data["organiser"].strip()
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
        "term_until": committee.term_until,
        "enterprise": committee.enterprise,
        "website": committee.website,
        "own_form": committee.own_form,
    }
