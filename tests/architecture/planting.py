"""A plugin of pytest (`-p tests.architecture.planting`): every rule has another number, before anything has read it.

The numbers lie in the `numbers.py` of each app. What reads one while it is imported, and what reads one for each page,
must both say the new one.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

APPS = ("people", "consultations", "deliberation", "outcomes")
#: No old number plus this is another old number: 37 months, 44 days.
ODD = 36
#: Shares of a hundred have to stay in their order.
SHARES = {
    "CONSENSUS_FROM", "MAJORITY_OVER", "DIVIDED_FROM", "LARGE_SIDE", "ENOUGH_SHARE", "STRONGLY_FROM", "TENSION_FROM",
    "SOME_FROM",
    "RESEEDINGS_NEEDED", "BOOTSTRAPS_NEEDED",
}  # fmt: skip


def modules() -> dict[str, ModuleType]:
    return {app: import_module(f"{app}.numbers") for app in APPS}


def rules(module: ModuleType) -> dict[str, int]:
    """Name → number, of everything the module says."""
    return {name: value for name, value in vars(module).items() if name.isupper() and isinstance(value, int)}


AS_THEY_ARE = {app: rules(module) for app, module in modules().items()}


def plant() -> None:
    for app, numbers in AS_THEY_ARE.items():
        for name, value in numbers.items():
            setattr(modules()[app], name, value + (1 if name in SHARES else ODD))


def restore() -> None:
    for app, numbers in AS_THEY_ARE.items():
        for name, value in numbers.items():
            setattr(modules()[app], name, value)


@contextmanager
def undone() -> Iterator[None]:
    """For building a world by acts that would refuse it under the new rules."""
    restore()
    yield
    if os.environ.get("PLANTED"):
        plant()


if os.environ.get("PLANTED"):
    plant()
