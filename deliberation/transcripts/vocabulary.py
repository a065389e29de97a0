"""The words that tell a name from a sentence. All in small letters."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FACILITATING = _words(
    """
    facilitator moderator chair host interviewer
    """
)
"""Who leads a discussion."""

PARTICLES = _words(
    """
    de del della der den di da dos du la le van von bin bint ibn al el ul of and from at
    """
)
"""Small words inside names."""

SENTENCE = _words(
    """
    a an the this that these those my our your his her its their it there here what why how when
    where which who so but if as i we you they he she is are was were be been am has have had do
    does did would will can could should must may might shall said says say means mean asked
    think not no yes to for with about because or than then
    """
)
"""Words that belong in sentences and not in names."""

PREPOSITIONS = _words("at from of and by with for in on")
"""A label of several words that starts with one of these is no name ("At 10")."""

ALSO_NAMES = _words(
    """
    will may can an he do so to am
    """
)
"""The few of those that are people’s names too, when they stand alone."""

OPENERS = _words(
    """
    first firstly second secondly third thirdly lastly finally next remember however also
    example conclusion therefore question answer important warning update reason result summary
    meaning otherwise still again look listen sorry well okay ok please thanks ps p.s nb n.b q
    topic subject agenda minutes decision action
    """
)
"""Words people start a sentence with, before a colon."""

HEADINGS = _words(
    """
    title date time place venue location
    """
)
"""What may stand at the top of a file before anybody speaks."""

PEOPLE = _words(
    """
    speaker speakers woman man girl boy male female resident participant officer voice person
    audience member facilitator moderator interviewer interviewee unknown unidentified
    respondent chair host visitor all everyone group table
    """
)
"""Words that say who speaks where no name is known."""

WEB = _words(
    """
    http https mailto ftp www tel
    """
)
"""Starts of web addresses."""
