"""What the samples are made with."""

from __future__ import annotations

import io
from dataclasses import dataclass

import docx


@dataclass(frozen=True)
class Sample:
    """A file, and (speaker, words) turn by turn. An empty speaker: nobody is named. `held`: labels held back."""

    name: str
    file: str
    data: bytes
    turns: tuple[tuple[str, str], ...]
    facilitators: frozenset[str] = frozenset()
    held: tuple[str, ...] = ()


def word(build) -> bytes:
    document = docx.Document()
    build(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def lines(*texts: str):
    return lambda document: [document.add_paragraph(text) for text in texts]


TALK = (("Jo Moss", "What do you see?"), ("Amina Rahman", "The vans."), ("Ben Ashe", "And the cost."))
