"""{% glossed words %}…{% endglossed %}: one section of a page, where each word explained leads to its meaning."""

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

from consultations.briefing.glossary import marked

register = template.Library()


class Glossed(Node):
    def __init__(self, words: FilterExpression, nodelist: NodeList) -> None:
        self.words, self.nodelist = words, nodelist

    def render(self, context: Context) -> SafeString:
        return marked(self.nodelist.render(context), self.words.resolve(context) or ())


@register.tag
def glossed(parser: Parser, token: Token) -> Glossed:
    _, words = token.split_contents()
    nodelist = parser.parse(("endglossed",))
    parser.delete_first_token()
    return Glossed(parser.compile_filter(words), nodelist)
