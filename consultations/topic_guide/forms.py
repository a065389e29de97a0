"""The topic guide: areas and their questions."""

from consultations.forms import form_from, lines
from consultations.models import DiscussionArea, Prompt

#: One area of the topic guide.
AreaForm = form_from(
    DiscussionArea,
    ["title", "aim", "minutes"],
    labels={"title": "Title", "aim": "What do you want to hear?", "minutes": "Minutes"},
    widgets={"aim": lines(2)},
)


#: One question of an area.
PromptForm = form_from(
    Prompt,
    ["question", "probe", "minutes"],
    labels={"question": "Question", "probe": "Follow-up question", "minutes": "Minutes"},
    help_texts={"question": "Open and neutral. Ask one thing at a time."},
)
