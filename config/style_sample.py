"""Made-up material for the page that shows every part of the design (development only).

Nobody and nothing here is real.
"""

from typing import Any

from django import forms


class SampleForm(forms.Form):
    """One field of every kind the site uses."""

    email = forms.EmailField(
        label="Your e-mail address", help_text="We send you a code. We never show it to the police."
    )
    view = forms.CharField(
        label="What would you want the police to show you first?",
        widget=forms.Textarea,
        help_text="One or two sentences is enough.",
    )
    support = forms.ChoiceField(
        label="How far would you support this where you live?",
        choices=[
            ("full", "Support it"),
            ("if", "Support it if certain rules are kept"),
            ("no", "Do not support it"),
            ("dk", "I do not know yet"),
        ],
        widget=forms.RadioSelect,
        help_text="There is no right answer. You will be asked again after the discussion.",
    )
    rules = forms.MultipleChoiceField(
        label="Which rules would matter to you?",
        choices=[
            ("sign", "Clear signs in the street"),
            ("del", "Faces that do not match are deleted at once"),
            ("person", "A person checks every match"),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    age = forms.ChoiceField(
        label="Age band",
        choices=[("", "Choose one"), ("18", "18 to 34"), ("35", "35 to 54"), ("55", "55 or over")],
        required=False,
    )
    when = forms.DateField(label="Date it is due", widget=forms.DateInput(attrs={"type": "date"}))
    consent = forms.BooleanField(
        label="I agree that my words may be quoted without my name",
        help_text="You can change your mind until the findings are published.",
    )


def _rows(*rows: tuple[str, int]) -> list[dict[str, Any]]:
    total = sum(count for _, count in rows)
    return [{"label": label, "count": n, "share": n / total, "width": round(100 * n / total, 1)} for label, n in rows]


def _part(count: int, total: int) -> dict[str, Any]:
    return {"count": count, "share": count / total, "width": round(100 * count / total, 2)}


def _charts() -> dict[str, dict[str, Any]]:
    bars = {
        "id": "support",
        "title": "How far would you support live facial recognition on your high street?",
        "base": "34 of the 36 people who took part answered. After the discussion.",
        "show_percent": True,
        "rows": _rows(
            ("Support it", 6),
            ("Support it if certain rules are kept", 19),
            ("Do not support it", 7),
            ("I do not know yet", 2),
        ),
    }
    rungs = [
        ("In principle", 29),
        ("On my high street", 21),
        ("If faces are kept for a month", 9),
        ("If it is used for other purposes later", 4),
    ]
    ladder = {
        "id": "ladder",
        "title": "Where support falls",
        "base": "The same 34 people, asked one step at a time.",
        "show_percent": True,
        "rows": [{"label": label, **_part(n, 34)} for label, n in rungs],
    }
    change = {
        "id": "change",
        "title": "Before and after the discussion",
        "base": "31 people who answered both times.",
        "show_percent": True,
        "towards": _part(9, 31),
        "unchanged": _part(17, 31),
        "away": _part(5, 31),
        "rows": [
            {"label": "I could explain how it works", "before": _part(8, 31), "after": _part(26, 31)},
            {"label": "I know who answers for a mistake", "before": _part(4, 31), "after": _part(12, 31)},
        ],
    }
    withheld = {
        "id": "small",
        "title": "Answers by age band",
        "base": "Group 2",
        "withheld": "Not shown: fewer than 10 people in one of the bands. "
        "We show all of them or none, so that nobody can be picked out.",
        "rows": [],
    }
    return {"bars": bars, "ladder": ladder, "change": change, "withheld": withheld}


def sample() -> dict[str, Any]:
    """Everything the style page shows: forms, lists and charts, keyed by component."""
    bound = SampleForm({"email": "amina", "support": "if"}, auto_id="wrong_%s")
    bound.is_valid()
    return {
        "form": SampleForm(),
        "wrong": bound,
        "charts": _charts(),
        "tasks": [
            {
                "title": "Read the one-minute version",
                "href": "#",
                "status": "Done",
                "tone": "good",
                "hint": "About one minute",
            },
            {
                "title": "Tell us what you think now",
                "href": "#",
                "status": "To do",
                "tone": "info",
                "hint": "12 questions, about five minutes. Saved as you go.",
            },
            {
                "title": "Join the discussion",
                "status": "Opens 3 March",
                "hint": "After you have answered the first questions",
            },
        ],
        "rows": [
            {
                "key": "Who can see it",
                "value": "Trained operators in the control room",
                "href": "#",
                "action": "Change",
            },
            {
                "key": "How long it is kept",
                "value": "Faces that do not match: deleted at once\nFaces that match: 31 days",
                "href": "#",
                "action": "Change",
            },
            {"key": "Who supplied it", "value": "[force to confirm]"},
        ],
        "steps": [
            {"label": "First vote", "state": "done", "note": "2 to 9 February", "href": "#"},
            {"label": "Briefing", "state": "done", "note": "Reviewed", "href": "#"},
            {"label": "Discussion", "state": "done", "note": "3 groups"},
            {"label": "Second vote", "state": "done", "note": "34 of 36"},
            {"label": "Findings", "state": "done", "note": "Published 6 April"},
            {"label": "Police answer", "state": "current", "note": "18 days left"},
            {"label": "Follow-up", "state": "todo", "note": "Every 3 months"},
        ],
        "clocks": [
            {"text": "18 days left", "tone": "calm"},
            {"text": "3 days left", "tone": "soon"},
            {"text": "11 days late", "tone": "late"},
            {"text": "Answered in time", "tone": "done"},
        ],
        "tones": ["neutral", "info", "good", "warn", "bad", "accent"],
        "commitments": ["not_started", "on_track", "late", "done_unverified", "done_verified", "dropped"],
        "responses": [
            "accepted",
            "accepted_in_part",
            "not_accepted",
            "under_consideration",
            "already_in_place",
            "referred",
        ],
        "groups": [
            {"name": "Group 1", "stance": "against", "label": "Cautious"},
            {"name": "Group 2", "stance": "for", "label": "At ease"},
            {"name": "Group 3", "stance": "both", "label": "Both at once"},
            {"name": "Group 4", "stance": "mixed", "label": "Split"},
            {"name": "Group 5", "stance": "silent", "label": "Not raised"},
        ],
        "errors": [
            {"text": "Say why it is not accepted", "href": "#wrong_email"},
            "The answer was not signed: add an owner for every commitment.",
        ],
    }
