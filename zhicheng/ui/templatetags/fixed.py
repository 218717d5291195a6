"""`translate` and `url` with fixed words are worked out once for each place in a template, not at every drawing.

The site speaks one language and its addresses do not change while it runs, so what such a tag draws is always the
same. Tags with variables, filters or `as` are Django's own.
"""

from typing import Any

from django import template
from django.conf import settings
from django.template.base import FilterExpression, Node, Parser, Token, Variable
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
ONE_LANGUAGE = len(settings.LANGUAGES) == 1


class Fixed(Node):
    """Draws another node at the first time and repeats it from then on."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.drawn: SafeString | None = None

    def render(self, context: Context) -> SafeString:
        """What the node draws."""
        if self.drawn is None:
            self.drawn = mark_safe(self.node.render(context))  # noqa: S308 (its own output)
        return self.drawn

    def render_annotated(self, context: Context) -> SafeString:
        """As render; a text that stands fast needs no frame for errors."""
        return self.drawn or SafeString(super().render_annotated(context))


@register.tag("translate")
def translate(parser: Parser, token: Token) -> Node:
    """Django's tag; of fixed words, drawn once."""
    node: Any = do_translate(parser, token)
    plain = isinstance(node, TranslateNode) and not (node.noop or node.asvar or node.message_context)
    return Fixed(node) if plain and ONE_LANGUAGE and _is_text(node.filter_expression) else node


@register.tag("url")
def url(parser: Parser, token: Token) -> Node:
    """Django's tag; the address of a named view without arguments, drawn once."""
    node: Any = django_url(parser, token)
    plain = isinstance(node, URLNode) and not (node.args or node.kwargs or node.asvar)
    return Fixed(node) if plain and _is_text(node.view_name) else node


def _is_text(expression: FilterExpression) -> bool:
    """Whether an expression is a text in quotes, without filters."""
    wanted: Any = expression.var
    literal = wanted.literal if isinstance(wanted, Variable) else wanted
    return isinstance(literal, str) and not expression.filters
