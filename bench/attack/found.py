"""What an attack came to."""

from collections.abc import Callable
from dataclasses import dataclass

from bench.attack.scene import Scene

YES = {"take_part": "on"}


@dataclass(frozen=True)
class Found:
    """`told`: who learns of it, empty for nobody."""

    refused: bool
    told: str
    result: str


@dataclass(frozen=True)
class Attack:
    number: int
    name: str
    run: Callable[[Scene], Found]
