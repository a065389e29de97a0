"""One word from each: counted when its poll has closed, read by a facilitator, and shown by their tap.

Shown are words that two or more people said, of five or more; never a word of one person alone, nor how often where
nearly everybody said the same. The list is fixed as it is first shown, so nobody can be counted off it later.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from audit.record import record
from consultations import access
from consultations.access import Do
from deliberation import numbers
from deliberation.counting import disclosure
from deliberation.discussion import screening
from deliberation.live import publish
from deliberation.models import Ballot, Question, Session, Wave, WordList
from deliberation.questions.kinds import registry as kinds
from deliberation.questions.kinds.word import folded
from deliberation.rules import rules
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

    @property
    def base_words(self) -> str:
        least = numbers.WORD_SAID_BY
        return f"{many(self.base, 'person', 'people')} gave a word. Words that fewer than {least} gave are not shown."


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
    least = max(numbers.WORDS_FROM, wave.consultation.min_answer)
    withheld = disclosure.withheld_total(base, least) or disclosure.all_alike(_as_written(spelled), base)
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
    """Show the words a facilitator has read and chosen. Shown once before, the list comes back as it was."""
    member = access.require_role(by, wave.consultation, Do.RUN_SESSION)
    if wave.session is None:
        raise Refused("Words are shown in a session. This poll belongs to none.")
    Session.objects.select_for_update(no_key=True).get(pk=wave.session.pk)
    known = WordList.objects.filter(wave=wave).first()
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
    return WordList.objects.create(wave=wave, words=words, base=read.base, with_counts=not _asked_before(wave))


def _asked_before(wave: Wave) -> bool:
    """The same question was shown in this room before: two lists with counts could be taken off each other."""
    texts, groups = wave.questions.values("text"), wave.session.admitted if wave.session else []
    earlier = WordList.objects.filter(wave__questions__text__in=texts, wave__session__group__in=groups)
    return earlier.exclude(wave=wave).exists()


@transaction.atomic
def take_down(wave: Wave, *, by: Person) -> None:
    """Off the wall and the phones again."""
    member = access.require_role(by, wave.consultation, Do.RUN_SESSION)
    if WordList.objects.filter(wave=wave, is_shown=True).update(is_shown=False):
        record("words_taken_down", actor=member, subject=wave, consultation=wave.consultation.slug, summary=str(wave))
        _tell(wave)


def _tell(wave: Wave) -> None:
    if wave.session_id:
        publish.session_changed(wave.session_id)


def shown(wave: Wave, *, outside: bool = False) -> Shown | None:
    """What may be seen of a poll's words; None while nobody has shown them. `outside`: by others than the room."""
    known = WordList.objects.filter(wave=wave, is_shown=True).first()
    if known is None or (outside and known.base < wave.consultation.min_base):
        return None
    most = known.words[0][1]
    words = [Word(text, count if known.with_counts else 0, _weight(count, most)) for text, count in known.words]
    if not known.with_counts:
        words = [Word(word.text, 0) for word in sorted(words, key=lambda word: word.text)]
    return Shown(words, known.base, known.with_counts)
