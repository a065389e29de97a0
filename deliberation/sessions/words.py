"""One word from each: counted when its poll has closed, read by a facilitator, and shown by their tap.

Shown are words that two or more people said, of five or more; never a word of one person alone, nor how often where
nearly everybody said the same. The list is fixed as it is first shown, so nobody can be counted off it later.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import OuterRef, Subquery

from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation
from deliberation import numbers
from deliberation.counting import disclosure
from deliberation.discussion import screening
from deliberation.live import publish
from deliberation.models import Ballot, Question, Wave, WordList
from deliberation.questions.kinds import registry as kinds
from deliberation.questions.kinds.word import folded
from deliberation.rules import rules
from deliberation.sessions.leading import led_by
from people.errors import Refused
from people.models import Person
from people.text.sentences import many

WEIGHTS = 5  # sizes of a word in the picture
MOST_WORDS = 40  # on a wall


@dataclass(frozen=True)
class Word:
    """`held`: why the screening would hold it, in words. `weight`: 1 to 5, for the picture."""

    text: str
    count: int
    weight: int = 1
    held: str = ""


@dataclass(frozen=True)
class Reading:
    """What a facilitator reads before the room does. `alone`: words that one person said, not shown to anybody."""

    base: int
    words: list[Word]
    alone: int
    withheld: str


@dataclass(frozen=True)
class Shown:
    """What the room sees. Without counts where an earlier list of the same question could be taken off it."""

    words: list[Word]
    base: int
    with_counts: bool
    left_out: int = 0

    @property
    def base_words(self) -> str:
        """Whoever reads the words first could leave out the one that most people gave: so it is said."""
        least = numbers.WORD_SAID_BY
        said = f"{many(self.base, 'person', 'people')} gave a word. Words that fewer than {least} gave are not shown."
        if not self.left_out:
            return said
        return f"{said} A facilitator left out {many(self.left_out, 'word')} that {least} people or more gave."


def asked_in(wave: Wave) -> Question | None:
    """The question of a poll that asks for one word."""
    return wave.questions.filter(kinds.matching(lambda kind: kind.is_word)).first()


def reading(wave: Wave) -> Reading | None:
    """The words of a closed poll, for facilitators; None where it asks for none, or is open."""
    question = asked_in(wave) if wave.is_closed else None
    if question is None:
        return None
    spelled, base = _counted(wave, question)
    counts = {word: sum(written.values()) for word, written in spelled.items()}
    withheld = disclosure.withheld_total(base, _least(wave)) or disclosure.all_alike(_as_written(spelled), base)
    several = {word: count for word, count in counts.items() if count >= numbers.WORD_SAID_BY}
    if withheld:
        return Reading(base, [], 0, withheld)
    ordered = sorted(several, key=lambda word: (-several[word], word))[:MOST_WORDS]
    names = rules.names_of(wave.consultation)
    most = several[ordered[0]] if ordered else 1
    words = [
        Word(
            text := spelled[word].most_common(1)[0][0],
            several[word],
            _weight(several[word], most),
            screening.why_hold(text, names),
        )
        for word in ordered
    ]
    return Reading(base, words, len(counts) - len(several), "")


def _counted(wave: Wave, question: Question) -> tuple[dict[str, Counter[str]], int]:
    """Word → how it was written, how often; and how many people gave one."""
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    texts = list(Ballot.objects.filter(wave=wave, question=question).exclude(text="").values_list("text", flat=True))
    for text in sorted(texts):
        spelled[folded(text)][text.strip(" .,;:!?").lower()] += 1
    return spelled, len(texts)


def _as_written(spelled: dict[str, Counter[str]]) -> dict[str, int]:
    return {written.most_common(1)[0][0]: sum(written.values()) for written in spelled.values()}


def _weight(count: int, most: int) -> int:
    return max(1, round(WEIGHTS * count / most))


# --- Showing -------------------------------------------------------------------------------------
@transaction.atomic
def show(wave: Wave, chosen: Iterable[str], *, by: Person) -> WordList:
    """Show the words a facilitator has read and chosen. Shown once before, the list comes back as it was.

    Until the findings are out: a last poll ends with the consultation, and nobody could have read its words before.
    """
    if wave.session is None:
        raise Refused("Words are shown in a session. This poll belongs to none.")
    member, _ = led_by(wave.session, by, Do.SHOW_WORDS)
    known = _list_of(wave)
    if known is None:
        known = _made(wave, set(chosen))
    elif not known.is_shown:
        known.is_shown = True
        known.save(update_fields=["is_shown"])
    record("words_shown", actor=member, subject=wave, consultation=wave.consultation.slug, summary=str(wave))
    _tell(wave)
    return known


def _made(wave: Wave, chosen: set[str]) -> WordList:
    read = reading(wave)
    if read is None:
        raise Refused("Close the poll first. Then read the words, and show them.")
    if read.withheld:
        raise Refused(read.withheld)
    words = [[word.text, word.count] for word in read.words if word.text in chosen]
    if not words:
        raise Refused("Tick the words that the room may see.")
    left_out = len(read.words) - len(words)
    counts = not _asked_before(wave)
    return WordList.objects.create(wave=wave, words=words, base=read.base, with_counts=counts, left_out=left_out)


def _asked_before(wave: Wave) -> bool:
    """The same question was shown in this room before: two lists with counts could be taken off each other."""
    texts, groups = wave.questions.values("text"), wave.session.admitted if wave.session else []
    earlier = WordList.objects.filter(wave__questions__text__in=texts, wave__session__group__in=groups)
    return earlier.exclude(wave=wave).exclude(words=[]).exists()


@transaction.atomic
def take_down(wave: Wave, *, by: Person) -> None:
    """Off the wall and the phones again, whatever the stage. With the results of the poll they stay: what was shown
    was shown."""
    member = access.require_role(by, wave.consultation, Do.RUN_SESSION)
    if WordList.objects.filter(wave=wave, is_shown=True).update(is_shown=False):
        record("words_taken_down", actor=member, subject=wave, consultation=wave.consultation.slug, summary=str(wave))
        _tell(wave)


def _tell(wave: Wave) -> None:
    if wave.session_id:
        publish.session_changed(wave.session_id)


def shown(wave: Wave) -> Shown | None:
    """What the room sees of a poll's words now; None while nobody has shown them, or once they were taken down."""
    known = _list_of(wave)
    return _as_shown(known) if known and known.is_shown else None


def _list_of(wave: Wave) -> WordList | None:
    """The list that was shown once. One without words was never shown (keep_why)."""
    return WordList.objects.filter(wave=wave).exclude(words=[]).first()


def told(wave: Wave, *, outside: bool = False) -> Shown | None:
    """What stands with the results: the list once it was shown. `outside`: to others than the room."""
    known = _list_of(wave)
    if known is None or (outside and known.base < wave.consultation.min_base):
        return None
    return _as_shown(known)


@dataclass(frozen=True)
class OfRoom:
    """The words of one room, told outside it; or why they are withheld."""

    groups: str
    question: str
    said: Shown | None
    withheld: str


#: Of waves: with the list that was shown, and what was asked. No query more for a page of them.
ASKED = Subquery(
    Question.objects.filter(kinds.matching(lambda kind: kind.is_word), waves=OuterRef("pk")).values("text")[:1]
)


def of_rooms(waves: Iterable[Wave]) -> list[OfRoom]:
    """Of each room that was shown its words. The waves come with `word_list`, and ASKED as `one_word`."""
    found = []
    for wave in waves:
        known: WordList | None = getattr(wave, "word_list", None)
        if known is None or not known.words or wave.session is None:
            continue
        why = disclosure.withheld_total(known.base, wave.consultation.min_base)
        question = wave.one_word or str(wave)  # type: ignore[attr-defined]
        found.append(OfRoom(wave.session.names, question, None if why else _as_shown(known), why))
    return found


NOTHING_TO_SHOW = "No word could be shown: each was given once, or nearly everybody gave the same."


def why_not_told(wave: Wave, *, outside: bool = False) -> str:
    """Why a poll that asks for one word stands without its words; empty where it asks for none, or has them."""
    question = asked_in(wave)
    if question is None or not wave.is_closed or told(wave, outside=outside) is not None:
        return ""
    if (known := _list_of(wave)) is not None:
        return disclosure.withheld_total(known.base, wave.consultation.min_base)
    least = max(_least(wave), wave.consultation.min_base) if outside else _least(wave)
    base, could = _what_there_was(wave, question)
    if few := disclosure.withheld_total(base, least):
        return few
    if could is False:
        return NOTHING_TO_SHOW
    who = "A facilitator has not shown the words." if could else "No words were shown."
    return (
        f"{who} They may be shown where {many(_least(wave), 'person', 'people')} or more gave one and not nearly "
        "everybody gave the same."
    )


def _what_there_was(wave: Wave, question: Question) -> tuple[int, bool | None]:
    """How many people gave a word, and whether one of them could be shown; None where nobody can tell any more."""
    if (kept := WordList.objects.filter(wave=wave, words=[]).first()) is not None:
        return kept.base, bool(kept.left_out)
    read = reading(wave)
    if read is not None and not read.base:  # the words are emptied; that people answered stays
        return Ballot.objects.filter(wave=wave, question=question).count(), None
    return (read.base, bool(read.words)) if read else (0, None)


def keep_why(consultation: Consultation) -> None:
    """Before the words are emptied: of a poll whose words nobody showed, whether any could have been."""
    for wave in Wave.objects.filter(poll__consultation=consultation, word_list=None).exclude(session=None):
        read = reading(wave)
        if read is not None and read.base:
            WordList.objects.create(wave=wave, base=read.base, is_shown=False, left_out=len(read.words))


def _least(wave: Wave) -> int:
    return max(numbers.WORDS_FROM, wave.consultation.min_answer)


def _as_shown(known: WordList) -> Shown:
    most = known.words[0][1]
    words = [Word(text, count if known.with_counts else 0, _weight(count, most)) for text, count in known.words]
    if not known.with_counts:
        words = [Word(word.text, 0) for word in sorted(words, key=lambda word: word.text)]
    return Shown(words, known.base, known.with_counts, known.left_out)
