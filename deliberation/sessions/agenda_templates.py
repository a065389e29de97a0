"""Agendas to start from. The first is the two-hour focus group of domain 8.6, with what is asked in its parts.

A part says how long, what and of which kind; `linked` gives it the consultation's own polls, topics and questions by
that kind, so that an agenda somebody typed has them too.
"""

from collections.abc import Sequence
from typing import Any

from consultations.models import Consultation, DiscussionArea
from deliberation.models import AgendaSegment, Question, Wave
from deliberation.questions.kinds.ready import ONE_WORD

K = AgendaSegment.Kind
#: A part: kind, title, minutes, and what is asked in it. See `agenda.add`.
Part = dict[str, Any]

ONE_REQUEST = {"kind": "text", "text": "What is your one request to the police?"}


def _part(minutes: int, kind: str, title: str, text: str = "", *asks: dict[str, str]) -> Part:
    return {"minutes": minutes, "kind": kind, "title": title, "text": text, "asks": list(asks)}


WELCOME = "Nobody needs to be an expert. Everybody’s view counts the same. You can stay silent, or ask for a pause."
ALONE = "Answer by yourself. There are no right answers."
TEMPLATES: dict[str, dict[str, Any]] = {
    "focus": {
        "name": "Focus group, two hours",
        "parts": [
            _part(10, K.WELCOME, "Welcome, our promise to you and ground rules", WELCOME),
            _part(5, K.POLL, "First poll", ALONE),
            _part(25, K.DISCUSSION, "Policing where you live", "One word for it. Then we talk about why.", ONE_WORD),
            _part(10, K.BRIEFING, "One-minute briefings", "What it is, what it does, what it does not do."),
            _part(40, K.DISCUSSION, "The technology", "What have you noticed? What would have to be true?"),
            _part(15, K.EXPERTS, "Questions to experts", "Raise your hand on this page if you want to ask."),
            _part(5, K.POLL, "Second poll", "The same questions again. It is fine to think differently now."),
            _part(
                10, K.WRAP_UP, "Requests to the police, and what comes next", "One thing you ask of them.", ONE_REQUEST
            ),
        ],
    },
    "hour": {
        "name": "One hour, one technology",
        "parts": [
            _part(5, K.WELCOME, "Welcome and ground rules", WELCOME),
            _part(5, K.POLL, "First poll", ALONE),
            _part(5, K.BRIEFING, "One-minute briefing"),
            _part(25, K.DISCUSSION, "What would have to be true?"),
            _part(10, K.CARDS, "Cards: right or wrong here?", "Choose alone first. Then we look, and then we talk."),
            _part(5, K.POLL, "Second poll"),
            _part(5, K.WRAP_UP, "Requests to the police, and what comes next"),
        ],
    },
    "hall": {
        "name": "Hall with tables, ninety minutes",
        "parts": [
            _part(10, K.WELCOME, "Welcome and ground rules", WELCOME, ONE_WORD),
            _part(5, K.POLL, "First poll"),
            _part(10, K.BRIEFING, "Briefing"),
            _part(30, K.DISCUSSION, "At your tables", "Find your table on this page. Choose who speaks for you."),
            _part(15, K.CARDS, "Back together: what the tables say"),
            _part(10, K.EXPERTS, "Questions to experts"),
            _part(5, K.POLL, "Second poll"),
            _part(5, K.WRAP_UP, "What comes next"),
        ],
    },
}


def choices() -> list[tuple[str, str]]:
    """(key, name) of each. The name says how long it is."""
    return [(key, found["name"]) for key, found in TEMPLATES.items()]


def as_lines(parts: list[Part]) -> str:
    """As the planning page takes them: the minutes, then the title."""
    return "\n".join(f"{part['minutes']} {part['title']}" for part in parts)


def known(title: str) -> Part:
    """Kind, text and questions of a part that came from a template, found by its title; empty for one's own."""
    parts = (part for template in TEMPLATES.values() for part in template["parts"])
    return next(({name: p[name] for name in ("kind", "text", "asks")} for p in parts if p["title"] == title), {})


# --- With what the consultation has ---------------------------------------------------------------
def linked(consultation: Consultation, parts: Sequence[Part], pulses: Sequence[Question] = ()) -> list[Part]:
    """The parts with the first and second poll, the topics to talk about, and `pulses`, each in the part for it.

    A card goes to the part for cards that its set is for; what is in no set, to the last.
    """
    found = [{**part, "asks": _known_questions(consultation, part.get("asks") or [])} for part in parts]
    own = {ask for part in found for ask in part["asks"] if isinstance(ask, Question)}
    pulses = [pulse for pulse in pulses if pulse not in own]
    _link_polls(consultation, [part for part in found if part["kind"] == K.POLL])
    talks = [part for part in found if part["kind"] == K.DISCUSSION]
    areas = list(consultation.areas.prefetch_related("prompts"))
    topics = _topics(talks, areas)
    for place, area in topics.items():
        talks[place]["area"] = area
    cards = [part for part in found if part["kind"] == K.CARDS]
    pulses = _deal(cards, pulses)
    if where := (cards or [talks[place] for place in topics] or talks)[-1:]:
        where[0]["asks"] += pulses
    elif found:
        found[0]["asks"] += pulses
    return found


def _deal(parts: list[Part], pulses: Sequence[Question]) -> list[Question]:
    """Each set of cards into the part that bears its name, else one into each that is left; what is not dealt."""
    sets = list(dict.fromkeys(pulse.card_set for pulse in pulses if pulse.card_set))
    places = {part["title"].casefold(): part for part in reversed(parts)}
    place_of = {name: part for name in sets for title, part in places.items() if name.casefold() in title}
    left = [part for part in parts if not any(part is taken for taken in place_of.values())]
    place_of |= dict(zip([name for name in sets if name not in place_of], left, strict=False))
    for pulse in pulses:
        if pulse.card_set in place_of:
            place_of[pulse.card_set]["asks"].append(pulse)
    return [pulse for pulse in pulses if pulse.card_set not in place_of]


def _known_questions(consultation: Consultation, asks: Sequence[dict[str, str]]) -> list[Question | dict[str, str]]:
    """What another group was asked is asked in the same question, so that the two stand side by side."""
    texts = [ask["text"] for ask in asks]
    questions = Question.objects.filter(poll__consultation=consultation, text__in=texts, paired=False)
    known = {question.text: question for question in questions}
    return [known.get(ask["text"], ask) for ask in asks]


def _link_polls(consultation: Consultation, parts: list[Part]) -> None:
    """The first poll in the first part for one, the second in the last."""
    waves = Wave.objects.filter(poll__consultation=consultation, session=None, questions__isnull=False)
    by_kind = {wave.kind: wave for wave in waves.exclude(state=Wave.State.CLOSED).distinct()}
    if parts:
        parts[0]["poll"] = by_kind.get(Wave.Kind.BEFORE)
    if len(parts) > 1:
        parts[-1]["poll"] = by_kind.get(Wave.Kind.AFTER)


def _topics(talks: list[Part], areas: list[DiscussionArea]) -> dict[int, DiscussionArea]:
    """Place among the talks → its topic: one of the same name, else in order; the last ones share the last topic.

    One talk only is about the last topic: the technology, not policing in general.
    """
    with_questions = [area for area in areas if area.prompts.all()]
    if not with_questions:
        return {}
    if len(talks) == 1:
        return {0: with_questions[-1]}
    named = {area.title.casefold(): area for area in with_questions}
    in_order = dict(enumerate(with_questions))
    return {
        place: named.get(talk["title"].casefold()) or in_order[place]
        for place, talk in enumerate(talks)
        if talk["title"].casefold() in named or place in in_order
    }
