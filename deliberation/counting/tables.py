"""Tables by group and by age beside what was shown: a table stands whole or not at all, decided as the poll closes.

A room is a group. Whoever saw the room's poll and reads the group's column of a table that one more person answered
subtracts them. And a band of ages may be a group and one more.
"""

import secrets
from collections import Counter, defaultdict

from django.db.models import Q

from deliberation.counting import breakdowns, counting, crowds, disclosure, shown_before
from deliberation.counting.disclosure import Figure
from deliberation.counting.figures import BASES, Breakdown
from deliberation.models import Ballot, Question, ShownFigure, Wave
from deliberation.questions.kinds import registry as kinds

K = ShownFigure.Kind
#: (question, kind of people, table, category) → (token, answer) of each
Members = dict[tuple[int, str, str, str], list[tuple[int, str]]]


def held_back(wave: Wave) -> list[list[object]]:
    """[question, kind of people, "group" or "age"] of the tables that may not be shown. The others are written down."""
    if wave.kind == Wave.Kind.PULSE:
        return []  # a room's poll has no tables
    members: Members | None = None
    held: list[list[object]] = []
    asked = wave.questions.filter(kinds.matching(lambda kind: kind.is_broken_down)).prefetch_related("options")
    for question in asked:
        for people in BASES:
            for by in (counting.GROUP, counting.AGE):
                table = breakdowns.counted(wave, question, by, people)
                if not table.results:
                    continue
                members = _members(wave) if members is None else members
                if not _admit(wave, question, people, by, table, members):
                    held.append([question.pk, people, by])
    return held


def _members(wave: Wave) -> Members:
    found: Members = defaultdict(list)
    for question, people, group, age, voter in shown_before.answers_of(wave):
        found[question, people, counting.GROUP, group].append(voter)
        found[question, people, counting.AGE, age].append(voter)
    return found


def _admit(wave: Wave, question: Question, people: str, by: str, table: Breakdown, members: Members) -> bool:
    rows = [
        [voter for part in parts for voter in members[question.pk, people, by, part]] for parts in table.parts.values()
    ]
    if any(_is_told_by_paper(row, wave) for row in rows):
        return False
    return admit(wave, question, people, rows, beside=shown_before.beside(wave))


def _is_told_by_paper(row: list[tuple[int, str]], wave: Wave) -> bool:
    typed = set(Ballot.objects.filter(wave=wave, source__in=Ballot.TYPED).values_list("token", flat=True))
    alone = Counter(answer for token, answer in row if token not in typed)
    least, base = wave.consultation.min_answer, alone.total()
    return base < len(row) and bool(disclosure.told_by_paper(alone, base, least))


def admit(
    wave: Wave, question: Question, people: str, table: list[list[tuple[int, str]]], beside: Q | None = None
) -> bool:
    """Whether every row of a table may stand beside every figure of the question that was shown before it; if so it is
    written down. A row: (token, answer) of each person in it. `beside`: which figures count; all of them else.
    """
    subject = shown_before.subject_of(question)
    rows = ShownFigure.objects.filter(consultation=wave.consultation, subject=subject, people=people)
    rows = rows.exclude(crowd=[]).order_by("-pk")
    before = list(rows.filter(beside or Q())[: disclosure.MOST_SHOWN + 1])
    salt = before[0].crowd[0] if before else secrets.randbits(63)
    known = [shown_before.figure_of(row) for row in before]
    made = []
    for n, voters in enumerate(table, start=1):
        crowd, cells = crowds.of(voters, salt), _cells(question, voters)
        figure = Figure(-n, len(voters), cells, crowd)
        if disclosure.may_show(figure, known, least=wave.consultation.min_answer):
            return False
        made.append(
            ShownFigure(
                consultation=wave.consultation,
                kind=K.TABLE,
                subject=subject,
                wave=wave,
                people=people,
                base=len(voters),
                cells=cells,
                crowd=[salt, *crowd.packed],
            )
        )
    ShownFigure.objects.bulk_create(made)
    return True


def _cells(question: Question, voters: list[tuple[int, str]]) -> dict[str, int]:
    """Answer → people, as asked. Somebody may have given several."""
    cells = dict.fromkeys(shown_before.as_compared(option.text for option in question.options.all()).values(), 0)
    for _, answers in voters:
        for answer in answers.split("\n"):
            cells[answer] = cells.get(answer, 0) + 1
    return cells
