"""{{ text|cited:sources }}: the marks in a text as links to their sources."""

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from consultations.briefing.citing import with_marks
from consultations.models import Source

register = template.Library()


@register.filter
def cited(text: str, sources: list[Source]) -> SafeString:
    """`text`, escaped unless it is safe already, with a link for each mark that has a source."""
    return with_marks(conditional_escape(text), sources)
