"""Agendas to start from. The first is the two-hour focus group of the topic guide that ships with the product."""

from typing import Any

from deliberation.models import AgendaSegment

K = AgendaSegment.Kind


def _part(minutes: int, kind: str, title: str, text: str = "") -> dict[str, Any]:
    return {"minutes": minutes, "kind": kind, "title": title, "text": text}


WELCOME = "Nobody needs to be an expert. Everybody’s view counts the same. You can stay silent, or ask for a pause."
TEMPLATES: dict[str, dict[str, Any]] = {
    "focus": {
        "name": "Focus group, two hours",
        "parts": [
            _part(10, K.WELCOME, "Welcome, our promise to you and ground rules", WELCOME),
            _part(5, K.POLL, "First poll", "Answer by yourself. There are no right answers."),
            _part(25, K.DISCUSSION, "Policing where you live", "One word for it. Then: what stands in the way?"),
            _part(10, K.BRIEFING, "One-minute briefings", "What it is, what it does, what it does not do."),
            _part(40, K.DISCUSSION, "The technology", "What have you noticed? What would have to be true?"),
            _part(15, K.EXPERTS, "Questions to experts", "Raise your hand on this page if you want to ask."),
            _part(5, K.POLL, "Second poll", "The same questions again. It is fine to think differently now."),
            _part(10, K.WRAP_UP, "Requests to the police, and what comes next", "One thing you ask of them."),
        ],
    },
    "hour": {
        "name": "One hour, one technology",
        "parts": [
            _part(5, K.WELCOME, "Welcome and ground rules", WELCOME),
            _part(5, K.POLL, "First poll", "Answer by yourself. There are no right answers."),
            _part(5, K.BRIEFING, "One-minute briefing"),
            _part(25, K.DISCUSSION, "What would have to be true?"),
            _part(10, K.CARDS, "Cards: right or wrong here?", "Answer on this page, card by card."),
            _part(5, K.POLL, "Second poll"),
            _part(5, K.WRAP_UP, "Requests to the police, and what comes next"),
        ],
    },
    "hall": {
        "name": "Hall with tables, ninety minutes",
        "parts": [
            _part(10, K.WELCOME, "Welcome and ground rules", WELCOME),
            _part(5, K.POLL, "First poll"),
            _part(10, K.BRIEFING, "Briefing"),
            _part(30, K.DISCUSSION, "At your tables", "Find your table on this page. Choose who speaks for you."),
            _part(15, K.DISCUSSION, "Back together: what the tables say"),
            _part(10, K.EXPERTS, "Questions to experts"),
            _part(5, K.POLL, "Second poll"),
            _part(5, K.WRAP_UP, "What comes next"),
        ],
    },
}


def choices() -> list[tuple[str, str]]:
    """(key, name with its length) of each."""
    lengths = {key: sum(part["minutes"] for part in found["parts"]) for key, found in TEMPLATES.items()}
    return [(key, f"{found['name']}: {lengths[key]} minutes") for key, found in TEMPLATES.items()]


def as_lines(parts: list[dict[str, Any]]) -> str:
    """As the planning page takes them: the minutes, then the title."""
    return "\n".join(f"{part['minutes']} {part['title']}" for part in parts)


def known(title: str) -> dict[str, Any]:
    """Kind and text of a part that came from a template, found by its title; empty for one's own."""
    parts = (part for template in TEMPLATES.values() for part in template["parts"])
    return next(({"kind": p["kind"], "text": p["text"]} for p in parts if p["title"] == title), {})
