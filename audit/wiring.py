"""What apps hang into earlier ones: each lists it in its own `wiring.py`, and whoever needs it reads it here by name.

An earlier app may not import a later one. So `consultations.stages.stages` asks here for GATES, and gets what
consultations, deliberation and outcomes list under that name, in that order. Nothing registers itself by an import.
docs/decisions/wiring.md
"""

from collections.abc import Hashable
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule


@cache
def modules() -> tuple[ModuleType, ...]:
    """The `wiring.py` of every app above this one, in the order of INSTALLED_APPS. Imported when first asked for."""
    above = [app for app in apps.get_app_configs() if app.name != "audit"]
    return tuple(import_module(f"{app.name}.wiring") for app in above if module_has_submodule(app.module, "wiring"))


def wired(name: str) -> list[Any]:
    """Everything the lists of this name hold, earlier apps first."""
    return [one for module in modules() for one in getattr(module, name, [])]


def wired_by(name: str, key: Hashable) -> list[Any]:
    """Everything the dicts of this name, key → list, hold under `key`, earlier apps first."""
    return [one for module in modules() for one in getattr(module, name, {}).get(key, [])]


def connect_receivers() -> None:
    """Connect what RECEIVERS list, (signal, function): once, however often this is called."""
    for signal, function in wired("RECEIVERS"):
        signal.connect(function, dispatch_uid=f"{function.__module__}.{function.__qualname__}")


def wired_map(name: str) -> dict[Any, Any]:
    """The dicts of this name, key → one thing, put together."""
    return {key: one for module in modules() for key, one in getattr(module, name, {}).items()}
