"""Every input through every text field of every form class, without a page around it.

Requests are too slow for all inputs times all fields; cleaning is not. Fields that clean alike are tried once.
"""

import importlib
import pkgutil
from collections import Counter, defaultdict
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from bench.hostile.corpora import Payload, postable
from people.text.sanitising import tidy

APPS = ["people", "consultations", "deliberation", "outcomes"]


def run(payloads: list[Payload]) -> tuple[Counter[str], list[str]]:
    """Taken or refused with a sentence, never an error; what is taken is tidy, and no longer than allowed."""
    alike = text_fields()
    counts: Counter[str] = Counter({"fields": sum(map(len, alike.values())), "ways of cleaning": len(alike)})
    wrong: list[str] = []
    texts = [
        (payload, tidy(postable(payload.text))) for payload in payloads
    ]  # as people/requests/incoming.py hands them on
    for places in alike.values():
        name, field = places[0]
        for payload, text in texts:
            counts[_try(name, field, payload, text, wrong)] += len(places)
    return counts, wrong


def _try(name: str, field: forms.Field, payload: Payload, text: str, wrong: list[str]) -> str:
    try:
        taken = field.clean(text)
    except ValidationError:
        return "refused"
    except Exception as error:
        wrong.append(f"{name}: {error!r} from {payload.text[:50]!r}")
        return "errors"
    if isinstance(taken, str):
        most = getattr(field, "max_length", None)
        if most and len(taken) > most:
            wrong.append(f"{name}: longer than {most} taken")
        if tidy(taken) != taken:
            wrong.append(f"{name}: not tidy {payload.text[:50]!r}")
    return "taken"


def text_fields() -> dict[Any, list[tuple[str, forms.Field]]]:
    """Every field that takes text, of every form the product has, by how it cleans.

    A passkey's JSON is no text; its whole form is tried in tests/people/signin/test_second_factor.py.
    """
    for app in APPS:
        for module in pkgutil.walk_packages(importlib.import_module(app).__path__, f"{app}."):
            if ".forms" in module.name or ".views" in module.name:
                importlib.import_module(module.name)
    found: dict[Any, list[tuple[str, forms.Field]]] = defaultdict(list)
    for form in _below(forms.BaseForm):
        if form.__module__.partition(".")[0] not in APPS:
            continue
        for name, field in getattr(form, "base_fields", {}).items():
            own = type(field).__module__.partition(".")[0] in APPS
            if own or (isinstance(field, forms.CharField) and not isinstance(field, forms.JSONField)):
                found[_way(field)].append((f"{form.__name__}.{name}", field))
    return found


def _below(kind: type) -> list[Any]:
    return [below for child in kind.__subclasses__() for below in [child, *_below(child)]]


def _way(field: forms.Field) -> tuple[Any, ...]:
    limits = [getattr(field, name, None) for name in ("max_length", "min_length", "strip", "empty_value")]
    return (type(field), field.required, *map(str, limits), tuple(sorted(map(repr, map(type, field.validators)))))
