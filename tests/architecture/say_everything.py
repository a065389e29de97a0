"""Not a test by itself: writes down every sentence that could hold a number, for test_numbers.py to read.

Run in a process of its own, once as the product is and once with every number planted (`planting`). What it writes is
JSON: where something is said → the words, without tags.
"""

import io
import json
import os
import pkgutil
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django import forms
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from audit import clock
from consultations.changes import changes
from consultations.invitations import invitations
from consultations.models import BriefingVersion, Consultation
from consultations.setup.forms import TakingPartForm
from consultations.signing import as_told
from consultations.stages import moving_dates, stages
from deliberation.models import Appeal
from deliberation.opinion import publishing
from deliberation.opinion.matrix import Matrix
from deliberation.questions.kinds import registry as kinds
from deliberation.statements import conversations
from outcomes.answers import lacking
from outcomes.findings import checking
from outcomes.models import FindingsReport, PoliceResponse
from outcomes.promises import commitments
from outcomes.report import gates
from people.errors import Refused
from people.privacy import download, registry, retention
from tests.access import asking, routes, table
from tests.access import world as worlds
from tests.architecture import planting
from tests.consultations.changed import about_lfr, said
from tests.outcomes.report.printed import text_of
from tests.pages import anew

pytestmark = pytest.mark.django_db
#: Asked for by the first of these who may read it; pages that differ by person, by all of them.
READERS = ("visitor", "member", "lead", "panel", "officer")
READABLE = "text/", "application/json", "application/pdf"  # a PDF is here the page it is made from
BY_PERSON = {"polls": ("member", "lead"), "my_part": ("member", "guest"), "my_data": ("member", "lead")}


def test_say_everything(words_on_paper: None, settings: Any) -> None:
    for app in planting.APPS:  # whatever is made while a module is read is made of the planted numbers
        for found_module in pkgutil.walk_packages(import_module(app).__path__, f"{app}."):
            if ".migrations" not in found_module.name and ".management" not in found_module.name:
                import_module(found_module.name)
    with planting.undone():
        world = worlds.build()
        elsewhere = worlds.build("elsewhere")
    clients, found = asking.clients(world, elsewhere), {}
    for told in (
        pages,
        letters,
        refusals,
        forms_of_the_product,
        texts_of_modules,
        my_data,
        opinion_groups,
        quiet_places,
    ):
        found |= {f"{told.__name__}: {name}": words for name, words in told(world, clients, settings)}
    Path(os.environ["SAID_TO"]).write_text(json.dumps(found))


Said = Iterator[tuple[str, str]]


def pages(world: Any, clients: dict[str, Client], settings: Any) -> Said:
    """Every page of every stage that somebody may read."""
    expected = table.read(table.FILE.read_text())
    for stage in table.STAGES:
        with planting.undone():
            world.at(stage)
        for name, pattern in routes.at(stage).items():
            if name == "style":  # made-up parts of pages
                continue
            may = [who for who in READERS if expected[stage][name][who][0] == "Y"]
            for who in BY_PERSON.get(name, may[:1]):
                answer = asking.ask(clients[who], "GET", routes.address(name, pattern, world))
                if answer.get("Content-Type", "").startswith(READABLE):
                    yield f"{name} at {stage} for {who}", text_of(answer.content.decode())
    world.at("open")


def letters(world: Any, clients: dict[str, Client], settings: Any) -> Said:
    """The code by e-mail and the page where it is typed; a link that is used up."""
    settings.DEMO = False
    client = Client()
    answer = client.post(reverse("account_request_login_code"), {"email": "amina@example.org"}, follow=True)
    yield "the code", mail.outbox[-1].body
    yield "typing the code", text_of(answer.content.decode())
    used_up = clients["member"].get(reverse("download", args=["A" * 43]))
    yield "a used link", text_of(used_up.content.decode())


def quiet_places(world: Any, clients: dict[str, Client], settings: Any) -> Said:
    """Pages that say something only when nothing happens: no appeal, no news, no place taken, nothing signed."""
    Appeal.objects.all().delete()
    yield "no appeal", text_of(clients["lead"].get(reverse("appeals", args=[world.slug])).content.decode())
    Consultation.objects.filter(slug=world.slug).update(joining_is_open=True)
    page = clients["visitor"].get(reverse("consultation", args=[world.slug]))
    yield "a consultation that anybody may join", text_of(page.content.decode())
    version = world.objects["version"]
    BriefingVersion.objects.filter(pk=version.pk).update(status=BriefingVersion.Status.DRAFT)
    page = clients["lead"].get(reverse("edit_section", args=[world.slug, "summary"]))
    yield "a briefing that is being written", text_of(page.content.decode())
    BriefingVersion.objects.filter(pk=version.pk).update(status=version.status)
    world.at("follow_up")
    PoliceResponse.objects.update(signed_at=clock.now() - timedelta(days=3000))
    anew()
    for name, args in {"promise": [world.slug, world.objects["promise"].pk], "promises": [world.slug]}.items():
        yield name, text_of(clients["visitor"].get(reverse(name, args=args)).content.decode())
    world.at("open")


def refusals(world: Any, clients: dict[str, Client], settings: Any) -> Said:
    """What acts say when a number is not kept."""
    cast, far = world.cast, timedelta(days=99_999)
    consultation, group, lfr, long = cast.consultation, cast.group1, about_lfr(cast), "x" * 5_000
    acts: list[Callable[[], Any]] = [
        lambda: invitations.invite(group, by=cast.moss, uses=10**9),
        lambda: invitations.print_letters(group, by=cast.moss, letters=10**9),
        lambda: moving_dates.extend_closing(consultation, clock.now() + far, by=cast.moss, reason="Flood."),
        lambda: stages.public_reason(long, "change"),
        lambda: changes.say(consultation, lfr, by=cast.moss, **said(since=clock.today() + far)),
        lambda: kinds.SINGLE.options_of({"options": ["one"]}),
        lambda: kinds.SINGLE.options_of({"options": [str(n) for n in range(500)]}),
        lambda: conversations._refuse_unsound(consultation, "T", long, [], 1),
    ]
    for number, act in enumerate(acts):
        with pytest.raises(Refused) as refused:
            act()
        yield f"refusal {number}", " ".join([str(refused.value), *refused.value.problems])
    world.at("follow_up")
    with pytest.raises(Refused) as refused:
        as_told(commitments.drop, world.objects["promise"], by=cast.okoro, reason="No.")
    yield "giving a promise up", str(refused.value)
    world.at("open")
    yield "the smallest groups", str(TakingPartForm({"min_base": "1", "min_answer": "1"}).errors)
    slot = world.objects["promise"].answer
    slot.status, slot.reasons, slot.decision_by = slot.Status.NOT_ACCEPTED, "No.", clock.today() + far
    yield "short reasons", " ".join(lacking.problems(slot) + lacking._decision_date_problems(slot))
    yield "few quotes", checking._too_few_quotes()
    FindingsReport.objects.filter(consultation=consultation).update(summary=[])
    yield "few points", " ".join(missing.text for missing in gates.report_is_written(consultation))


def forms_of_the_product(world: Any, clients: dict[str, Client], settings: Any) -> Said:
    """Labels, hints, choices and errors of every form there is."""
    classes, waiting = set(), [forms.BaseForm]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            classes.add(kind)
            waiting.append(kind)
    for kind in sorted(classes, key=lambda one: f"{one.__module__}.{one.__qualname__}"):
        for name, field in getattr(kind, "base_fields", {}).items():
            words = [field.label, field.help_text, *field.error_messages.values()]
            words += [label for _, label in getattr(field, "choices", [])] if type(field) is forms.ChoiceField else []
            yield f"{kind.__module__}.{kind.__name__}.{name}", " ".join(map(str, filter(None, words)))


def texts_of_modules(world: Any, clients: dict[str, Client], settings: Any) -> Said:
    """Every text, and every list and table of texts, that a module of the product holds."""
    for name, module in sorted(sys.modules.items()):
        if name.split(".")[0] in planting.APPS and ".demo" not in name and ".migrations" not in name:
            for key, value in list(vars(module).items()):
                if not key.startswith("__"):
                    yield f"{name}.{key}", " ".join(_texts(value))


def _texts(value: Any, depth: int = 3) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth and isinstance(value, dict):
        for one in value.values():
            yield from _texts(one, depth - 1)
    elif depth and isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _texts(one, depth - 1)


def my_data(world: Any, clients: dict[str, Client], settings: Any) -> Said:
    """The file people take away, why and how long, and the rules of the data card."""
    with zipfile.ZipFile(io.BytesIO(download.pack(world.cast.amina).read())) as packed:
        for name in packed.namelist():
            yield name, text_of(packed.read(name).decode())
    for section in registry.sections():
        yield f"section {section.key}", section.kept
    for rule in retention.rules():
        yield f"rule {rule.key}", rule.kept


def opinion_groups(world: Any, clients: dict[str, Client], settings: Any) -> Said:
    """Why no groups are shown, and how they were counted."""
    matrix = Matrix(np.ones((3, 11), dtype=np.int8), tuple(range(11)))
    yield "too few", str(publishing.count(matrix, publishing.Rules()))
    part = {"kind": "r", "runs": {"all": 100, "reseeded": 100, "redrawn": 100}}
    yield "how it was counted", text_of(render_to_string("deliberation/opinion/_part.html", {"part": part}))
    told = {"decision": world.objects["appeal"].decision, "consultation": world.cast.consultation}
    yield "an appeal that waits", text_of(render_to_string("deliberation/moderation/_told.html", told))


TOLD = pages, letters, refusals, forms_of_the_product, texts_of_modules, my_data, opinion_groups, quiet_places
