"""Tags and filters of the pages' components."""

import datetime as dt
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.policy.clauses import load as clauses_of_law
from zhicheng.ui.forms import CodeInput
from zhicheng.ui.tones import tone_of

register = template.Library()


@register.simple_tag(takes_context=True)
def field(context: Context, bound: BoundField) -> SafeString:
    """A form field: label above, control, error beside it, why it is asked below; then what the page's context says
    of it (`field_notes`: name of a field -> notes, drawn; `code_ways`: of a field for a code -> another way)."""
    said = [bound.as_field_group()]
    if "field_notes" in context:
        said += context["field_notes"](bound.name)
    if "code_ways" in context and isinstance(bound.field.widget, CodeInput):
        said.append(context["code_ways"](bound.html_name))
    return format_html_join("", "{}", ((one,) for one in said))


@register.filter
def control(bound: BoundField) -> SafeString:
    """The control of a field with its class by kind of widget, and marked when it is wrong."""
    widget = bound.field.widget
    if isinstance(widget, CheckboxInput | RadioSelect | CheckboxSelectMultiple):
        kind = "form-check-input"
    elif isinstance(widget, Select):
        kind = "form-select"
    else:
        kind = "form-control"
    own = str(widget.attrs.get("class", ""))
    wrong = "is-invalid" if bound.errors else ""
    return bound.as_widget(attrs={"class": " ".join(part for part in (kind, own, wrong) if part)})


@register.filter
def is_checkbox(bound: BoundField) -> bool:
    """Whether the field is a single tick box: its label then stands at its right."""
    return isinstance(bound.field.widget, CheckboxInput)


@register.simple_tag
def form_errors(form: BaseForm) -> SafeString:
    """The summary of all errors of a form, each a link to its field; nothing when there is none."""
    if not form.errors:
        return SafeString()
    return render_to_string(
        "ui/form_errors.html", {"form": form, "wrong": [one for one in form if one.errors]}
    )


@register.simple_tag
def state_badge(state: str, label: str) -> SafeString:
    """A state as a word with its colour: green only for finished, red only for wrong or late."""
    return format_html('<span class="badge tone-{}">{}</span>', tone_of(str(state)), label)


@register.simple_tag
@cache
def constant(name: str) -> SafeString:
    """A part that is the same on every page, drawn once in the life of the process."""
    return render_to_string(name)


@register.simple_tag
def menu_items(menu: Iterable[Any] | None) -> SafeString:
    """The items of a menu, each with `url`, `label`, `here` and `count`."""
    return _drawn(tuple((item.url, str(item.label), item.here, item.count) for item in menu or ()))


@lru_cache(maxsize=1024)
def _drawn(items: tuple[tuple[str, str, bool, str], ...]) -> SafeString:
    """The items, drawn once for each menu, page and number of messages."""
    return format_html_join(
        "",
        '<li><a href="{}"{}>{}{}</a></li>',
        (
            (
                url,
                mark_safe(' aria-current="page"') if here else "",
                label,
                format_html(' <span class="badge count">{}</span>', count) if count else "",
            )
            for url, label, here, count in items
        ),
    )


@register.simple_tag
def empty(title: str, explanation: str = "", url: str = "", button: str = "") -> SafeString:
    """What a list shows before it has rows: what will appear here, and how to start."""
    return render_to_string(
        "ui/empty.html", {"title": title, "explanation": explanation, "url": url, "button": button}
    )


@register.simple_tag
def route_line(stations: Iterable[Any]) -> SafeString:
    """The line of stations. Each has `name`, `arrived_at`, `passed_at`.

    Besides, `organisation` (loaded before) where it is shown, and `status` (done, here, ahead, wrong)
    where the moments alone do not tell it.
    """
    stops = [
        {
            "name": one.name,
            "organisation": getattr(one, "organisation", None),
            "at": one.passed_at or one.arrived_at,
            "status": getattr(
                one, "status", "done" if one.passed_at else "here" if one.arrived_at else "ahead"
            ),
        }
        for one in stations
    ]
    return render_to_string("ui/route_line.html", {"stops": stops})


@register.simple_block_tag
def confirm(content: str, title: str, consequence: str = "") -> SafeString:
    """A rare or dangerous act, folded away, with its consequence in words before its form."""
    return render_to_string(
        "ui/confirm.html", {"title": title, "consequence": consequence, "content": content}
    )


@register.simple_tag
def crumb(label: str, view: str = "", *args: Any) -> SafeString:
    """One item of the breadcrumb: a link to the named view, or the page itself without one."""
    if not view:
        return format_html('<li class="breadcrumb-item active" aria-current="page">{}</li>', label)
    return format_html(
        '<li class="breadcrumb-item"><a href="{}">{}</a></li>', reverse(view, args=args), label
    )


@register.simple_tag
def clauses(ids: str | Iterable[str]) -> SafeString:
    """One clause id or several, each a link to its words in 政策依据; unknown ones as plain text."""
    return _linked((ids,) if isinstance(ids, str) else tuple(ids))


@lru_cache(maxsize=2048)
def _linked(ids: tuple[str, ...]) -> SafeString:
    known = clauses_of_law()
    return format_html_join(
        "、",
        "{}",
        (
            (
                format_html(
                    '<a class="clause" href="{}#{}">{}</a>',
                    reverse("desks:law_document", args=[known[one].document]),
                    one,
                    one,
                )
                if one in known
                else format_html('<span class="clause">{}</span>', one),
            )
            for one in ids
            if one
        ),
    )


@register.filter
def dash(value: Any) -> Any:
    """`value`, or a dash where there is none."""
    return mark_safe('<span class="text-secondary">—</span>') if value is None or value == "" else value


@register.filter
def standing_in(name: str, whom: str | None) -> str:
    """The name of who acted, and for whom: 李敏（代刘审核）."""
    return _("%(who)s（代%(whom)s）") % {"who": name, "whom": whom} if whom else name


@register.filter
def cn_date(value: dt.date | None) -> str:
    """A day as officials write it: 2023年8月31日."""
    if value is None:
        return "—"
    day = clock.in_china(value).date() if isinstance(value, dt.datetime) else value
    return f"{day.year}年{day.month}月{day.day}日"


@register.filter
def kept_words(value: Any, month: bool = False) -> str:
    """A kept value as people read it: 是 and 否, 2006-09-01 as 2006年9月1日, with `month` 2006-09 as 2006年9月."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    text = str(value)
    try:
        if month and len(text) == len("2006-09"):
            first = dt.date.fromisoformat(f"{text}-01")
            return f"{first.year}年{first.month}月"
        return cn_date(dt.date.fromisoformat(text)) if len(text) == len("2006-09-01") else text
    except ValueError:
        return text


@register.filter
def cn_moment(value: dt.datetime | None) -> str:
    """A moment in China time: 2023年8月31日 17:05."""
    if value is None:
        return "—"
    moment = clock.in_china(value)
    return f"{cn_date(moment)} {moment:%H:%M}"


@register.filter
def cn_until(value: dt.datetime | None) -> str:
    """The first moment after a period, as its end: 00:00 of 1 September is 2023年8月31日 24:00."""
    if value is None:
        return "—"
    moment = clock.in_china(value)
    if (moment.hour, moment.minute) == (0, 0):
        return f"{cn_date(moment - dt.timedelta(minutes=1))} 24:00"
    return cn_moment(moment)


@register.filter
def time_left(value: dt.datetime | dt.date | None) -> str:
    """How long until a moment, or until the end of a day: 还有 3 天 4 小时; 已过 2 天 afterwards."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        end = clock.in_china(value)
    else:
        end = dt.datetime.combine(value + dt.timedelta(days=1), dt.time(), clock.CHINA)
    seconds = int((end - clock.now()).total_seconds())
    if seconds < 0:
        return _("已过 %(span)s") % {"span": _span(-seconds)}
    return _("还有 %(span)s") % {"span": _span(seconds)}


def _span(seconds: int) -> str:
    days, rest = divmod(seconds, 86_400)
    hours, minutes = rest // 3600, rest % 3600 // 60
    if days:
        return _("%(days)d 天 %(hours)d 小时") % {"days": days, "hours": hours}
    if hours:
        return _("%(hours)d 小时 %(minutes)d 分钟") % {"hours": hours, "minutes": minutes}
    return _("%(minutes)d 分钟") % {"minutes": minutes}


@register.filter
def mask_id(value: str) -> str:
    """An ID number or credit code for pages: the first six and the last two characters, the rest as stars."""
    return f"{value[:6]}{'*' * (len(value) - 8)}{value[-2:]}" if len(value) > 8 else "*" * len(value)


@register.filter
def mask_phone(value: str) -> str:
    """A phone number for pages: 138****5678."""
    return f"{value[:3]}{'*' * (len(value) - 7)}{value[-4:]}" if len(value) > 7 else "*" * len(value)


@register.filter
def mask_name(value: str) -> str:
    """A person's name for the public: the family name, the rest as stars (李*, 欧**)."""
    return value[:1] + "*" * (len(value) - 1)
