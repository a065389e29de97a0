"""Which of the project's own files one act passes through: a post, a ballot, a coded excerpt, a signed answer.

Counted is every file of audit, people, consultations, deliberation and outcomes in which at least one function body
runs, from the moment the view is called until it has answered, what is sent after the commit included. Files of models,
forms and the hooks of other rooms count like any other. Not counted: what runs before or after the view (middleware and
what it calls), migrations, config/, templates, and code that runs only because a module is imported at that moment.
`whole` is the same for the request from end to end, middleware included: the way in which 27, 19, 20 and 23 were
counted when the house was planned (this way of counting then gave 27, 20, 22, 23; the view alone 19, 11, 13, 15).
A post is sent as the browser sends it (htmx: the answer is the new row), the others as plain forms; the page to which
the browser is sent afterwards is another request. The first three are done once before, unseen, by somebody else, so that nothing
is counted that happens only the first time.

Run by `bench/house.py` as a process of its own, with a database of its own: python -m bench.structure.trips
"""

import json
import re
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a file, from anywhere
from bench.structure.tree import APPS

ROOT = Path(__file__).resolve().parents[2]
HTMX = {"HX-Request": "true"}
WORDS = "I like the cameras, but I do not want my face kept. Delete it at once."
NOT_COUNTED = {"migrations", "management"}


class Trip:
    """Looks on while a request is answered.

    `whole`: files on the way, middleware too; `files`: those of the view alone. Paths below the root, as entered.
    """

    def __init__(self) -> None:
        self.whole: list[str] = []
        self.files: list[str] = []
        self._in_view = False
        self._importing = 0

    def __call__(self, frame: FrameType, event: str, arg: Any) -> None:
        code = frame.f_code
        if code.co_name == "_find_and_load" and code.co_filename.startswith("<frozen importlib"):
            self._importing += {"call": 1, "return": -1}.get(event, 0)
        runs = event == "call" and not self._importing and code.co_name != "<module>"
        path = own_file(code.co_filename) if runs else ""
        for seen in (self.whole, self.files)[: 1 + self._in_view]:
            if path and path not in seen:
                seen.append(path)

    def watch(self, view: Callable[..., Any]) -> Callable[..., Any]:
        """The view, whose files are told from those of the middleware around it."""

        def watched(*args: Any, **kwargs: Any) -> Any:
            self._in_view = True
            try:
                return view(*args, **kwargs)
            finally:
                self._in_view = False

        return watched


@cache
def own_file(filename: str) -> str:
    """The path below the root if the file is one of ours that counts, else ""."""
    path = Path(filename)
    if not path.is_relative_to(ROOT):
        return ""
    place = path.relative_to(ROOT)
    return str(place) if place.parts[0] in APPS and not set(place.parts) & NOT_COUNTED else ""


def send(user: Any, name: str, args: list[Any], fields: dict[str, Any], **headers: str) -> Trip:
    """POST `fields` as `user`, looked on. Raises if the act was not done."""
    from django.core.handlers.base import BaseHandler
    from django.test import Client
    from django.urls import reverse

    trip, plain = Trip(), BaseHandler.make_view_atomic
    client = Client()
    client.force_login(user)
    address = reverse(name, args=args)
    BaseHandler.make_view_atomic = lambda self, view: trip.watch(plain(self, view))  # type: ignore[method-assign]
    sys.setprofile(trip)
    try:
        answer = client.post(address, fields, headers=headers or None)
    finally:
        sys.setprofile(None)
        BaseHandler.make_view_atomic = plain  # type: ignore[method-assign]
    if answer.status_code != (200 if headers else 302):
        raise RuntimeError(f"{name} answered {answer.status_code}: {answer.content.decode()[:3000]}")
    return trip


def post(cast: Any) -> Trip:
    from deliberation.models import Thread

    thread = Thread.objects.create(area=cast.consultation.areas.get(order=1), group=cast.group1, title="Cameras")
    for who in (cast.bilal, cast.amina):
        trip = send(who, "post", [cast.consultation.slug, thread.pk], {"body": WORDS, "key": f"key-{who.pk}"}, **HTMX)
    return trip


def ballot(cast: Any) -> Trip:
    from audit import clock
    from deliberation.models import Option, Poll, Question, Wave

    poll = Poll.objects.create(consultation=cast.consultation, title="Before")
    questions = [Question.objects.create(poll=poll, order=n, text=f"Question {n}?", paired=True) for n in (1, 2)]
    options = [Option.objects.create(question=question, text=text) for question in questions for text in ("Yes", "No")]
    wave = Wave.objects.create(poll=poll, kind=Wave.Kind.BEFORE)
    wave.questions.set(questions)  # their words are fixed from the moment it is open
    Wave.objects.filter(pk=wave.pk).update(state=Wave.State.OPEN, opened_at=clock.now())
    for who in (cast.bilal, cast.amina):
        address = [cast.consultation.slug, wave.pk, 1]
        trip = send(who, "answer_question", address, {"answer": str(options[0].pk)})
    return trip


def excerpt(cast: Any) -> Trip:
    from django.core.cache import cache

    from consultations.models import Stage
    from deliberation.models import Contribution, ContributionRevision, Thread
    from outcomes.models import Theme

    place = cast.consultation.areas.get(order=2)
    thread = Thread.objects.create(area=place, group=cast.group1, title="Faces")
    cast.at(Stage.ANALYSIS)
    theme = Theme.objects.create(consultation=cast.consultation, area=place, title="Keeping and deleting")
    for who in (cast.finch, cast.moss):
        said = Contribution.objects.create(thread=thread, membership=cast.member(cast.amina), body=WORDS)
        ContributionRevision.objects.create(contribution=said, number=1, body=WORDS)
        cache.delete(f"coding-standing:{cast.consultation.pk}")  # these rows have no act that would make it old
        fields = {
            "do": "code",
            "themes": [theme.pk],
            "stance": "for",
            "intensity": "3",
            "directed_at": "none",
            "concern": "none",
            "words": "Delete it at once.",
        }
        trip = send(who, "code_contribution", [cast.consultation.slug, said.pk], fields)
    return trip


def signature(cast: Any) -> Trip:
    """The whole answer is there; the officer reads it (the page says which draft) and signs."""
    from django.test import Client
    from django.urls import reverse

    from audit import clock
    from consultations.models import Stage
    from outcomes.models import (
        Commitment,
        Finding,
        FindingsReport,
        PoliceResponse,
        Recommendation,
        RecommendationResponse,
    )
    from outcomes.models.answers import POINTS

    cast.at(Stage.FINDINGS_PUBLISHED)
    report = FindingsReport.objects.create(consultation=cast.consultation, state=FindingsReport.State.PUBLISHED)
    area = cast.consultation.areas.get(order=1)
    finding = Finding.objects.create(report=report, area=area, order=1, title="People want signs", breadth="majority")
    said = {point: {"in": [0], "why_not": ""} for point in POINTS}
    response = PoliceResponse.objects.create(report=report, opening_statement="We have read every word.", points=said)
    for number in (1, 2):
        asked = Recommendation.objects.create(report=report, number=number, title=f"Put up signs, part {number}")
        asked.findings.add(finding)
        slot = RecommendationResponse.objects.create(
            response=response,
            recommendation=asked,
            reasons="It is right.",
            status=RecommendationResponse.Status.ACCEPTED,
        )
        due = clock.today() + timedelta(days=30)
        Commitment.objects.create(answer=slot, text="Put up signs", owner_role="Superintendent", due=due)
    client = Client()
    client.force_login(cast.okoro)
    page = client.get(reverse("sign", args=[cast.consultation.slug])).content.decode()
    read = next(tag for tag in re.findall(r"<input[^>]*>", page) if 'name="previewed"' in tag)
    fields = {
        "name": "N. Okoro",
        "role": "Chief Superintendent",
        "confirmed": "on",
        "previewed": read.split('value="')[1].split('"')[0],
    }
    return send(cast.okoro, "sign", [cast.consultation.slug], fields)


TRIPS = {"a post": post, "a ballot": ballot, "a coded excerpt": excerpt, "a signed answer": signature}


def main() -> None:
    from bench import harness

    harness.begin()
    from tests.cast import make_cast

    trips = {name: walk(make_cast(f"trip-{n}")) for n, (name, walk) in enumerate(TRIPS.items())}
    print(json.dumps({name: {"files": trip.files, "whole": trip.whole} for name, trip in trips.items()}))


if __name__ == "__main__":
    main()
