"""The words that tell a name from a sentence. All in small letters."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FACILITATING = _words(
    """
    facilitator facilitators moderator mod chair chairperson host interviewer int fac iv researcher hwylusydd
    cyfwelydd cofacilitator co-facilitator comoderator co-moderator facilitating moderating interviewing
    """
)
"""Who leads a discussion, whatever number follows."""

ASKING = _words("i q int iv")
"""Short labels that mostly stand for whoever asks: proposed, and asked."""

ANSWERING = _words("r a p c resp res")
"""Short labels that mostly stand for whoever answers."""

NOBODY = _words(
    """
    unknown unidentified unnamed everyone everybody all several various multiple group audience crowd
    someone somebody anonymous voices inaudible unclear room unattributed
    """
)
"""Labels of nobody in particular: words of the room."""

PARTICLES = _words(
    """
    de del della der den di da dos das du la le van von vom zu zur bin bint binti ibn ben bat al el ul of and from at
    ap ab fab ferch verch mac mc nic ní ó uí te ter ten af av do dalla delle degli y e i san santa st und och et na
    o' d' l' abu abd umm bibi ur ud us
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
    will may can an he do so to am i
    """
)
"""The few of those that are people’s names too, when they stand alone."""

OPENERS = _words(
    """
    first firstly second secondly third thirdly lastly finally next remember however also
    example conclusion therefore question answer important warning update reason result summary
    meaning otherwise still again look listen sorry well okay ok please thanks ps p.s nb n.b
    topic subject agenda minutes decision action honestly mostly basically actually obviously clearly personally
    frankly seriously hopefully sadly maybe perhaps yeah exactly right true plus nobody everything nothing
    stop wait enough hang hold believe trust imagine guess
    something anyway besides thus hence ie eg i.e e.g caveat translation context background
    """
)
"""Words people start a sentence with, before a colon."""

THINGS = _words(
    """
    cost costs money trust section part point points issue issues problem problems safety privacy time news
    page item number option chapter line act article schedule rule step stage step phase figure table aim
    bottom top left right pros cons upside downside vans cameras police crime data law rights fear
    verdict outcome solution idea proposal suggestion fact facts truth worry concern concerns benefit benefits
    """
)
"""Things people list before a colon: not taken for a person who speaks once."""

HEADINGS = _words(
    """
    title date time place venue location present attendees attendee participants apologies absent duration length
    recorded recording recorder transcript transcribed transcriber file language project meeting attending
    """
)
"""What may stand at the top of a file before anybody speaks."""

PEOPLE = _words(
    """
    speaker speakers woman man girl boy male female resident participant officer voice person
    audience member facilitator moderator interviewer interviewee unknown unidentified
    respondent chair host visitor all everyone group table siaradwr preswylydd spk resp
    """
)
"""Words that say who speaks where no name is known."""

PERSONS = _words(
    """
    speaker woman man girl boy male female resident participant officer person lady lad lass gentleman guy
    interviewee respondent visitor
    """
)
"""Words for one person, whom a label may describe ("The woman at the back")."""

SOUNDS = _words(
    """
    laughter laughs laughing inaudible crosstalk pause silence applause music noise sighs coughs unclear overlapping
    silent chuckles crying background indistinct
    """
)
"""What stands in brackets and is no speaker."""

WEB = _words(
    """
    http https mailto ftp www tel
    """
)
"""Starts of web addresses."""

OWN = _words("you me chi ti")
"""What an application calls whoever copied the words."""
