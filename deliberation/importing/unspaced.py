"""Names in scripts that write words without a space between them, or hang particles on to a name.

「我同意王小明的意見」 is one run of signs, and only 王小明 in it is the name. So these names are looked for inside
a run. What keeps a name from being found in the middle of another word differs by script: a Thai vowel that
follows, the rest of a word in katakana, or a Korean word that goes on with no particle. Nothing here touches the
database.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from people.text.scripts import MARKS

#: Spelled out for a class of a pattern. A run never holds two of these scripts but for Han and Kana, which share one.
HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
HIRAGANA, KATAKANA = "\u3041-\u309f", "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
HANGUL = "\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7a3\ud7b0-\ud7fb"
THAI, LAO = (
    "\u0e01-\u0e2e\u0e30-\u0e3a\u0e40-\u0e45\u0e47-\u0e4e",
    "\u0e81-\u0eae\u0eb0-\u0ebd\u0ec0-\u0ec4\u0ec8-\u0ece\u0edc-\u0edf",
)
KHMER, MYANMAR = (
    "\u1780-\u17d3\u17dd",
    "\u1000-\u103f\u1050-\u108f\u109a-\u109d\ua9e0-\ua9e5\ua9e7-\ua9ef\uaa60-\uaa6f\uaa71-\uaa7f",
)
SCRIPTS = (HAN + HIRAGANA + KATAKANA, HANGUL, THAI, LAO, KHMER, MYANMAR)
SIGNS = "".join(SCRIPTS)
#: Which form of a Han sign is meant: seen in print, and no other name.
FORMS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
RUN = "(?:" + "|".join(f"[{signs}][{signs}{FORMS}]*" for signs in SCRIPTS) + ")"
RUNS = re.compile(RUN)
KANA_OR_HAN = re.compile(f"[{HAN}]+|[{HIRAGANA}]+|[{KATAKANA}]+")
SPACE = " \u3000\u200b"
BEFORE_A_VOWEL = "\u0e40-\u0e44\u0ec0-\u0ec4"  # is written before the sign it belongs to
AFTER_A_SIGN = "\u0e30\u0e32\u0e33\u0e45\u0eb0\u0eb2\u0eb3"  # a vowel that is a letter
STACKS = "\u17d2\u1039"  # the next sign stands below this one
CLOSES = "[\u1000-\u1021][\u1037]?\u103a"  # the last sign of a Burmese syllable


def _words(text: str) -> tuple[str, ...]:
    return tuple(sorted(text.split(), key=lambda word: -len(word)))


PARTICLES = "|".join(
    _words(
        """
        은 는 이 가 을 를 의 에 에게 에게서 에서 께 께서 한테 한테서 와 과 도 만 로 으로
        랑 이랑 하고 야 아 여 이여 요 부터 까지 조차 마저 밖에 처럼 보다 같이 대로 마다 나 이나 든 이든 들 네 이네
        씨 님 군 양 선생 쌤 형 누나 언니 오빠 이고 고 이다 다 이며 며 입니다
        이에요 예요 이라고 라고 이라는 라는 이라 라 이란 란 이었 였 었어요 습니다 인 인데 이지만 지만 이죠 죠 이요
        """
    )
)
IN_JAPANESE = "|".join(_words("さん ちゃん くん さま は が を に の と も や へ で から まで より です だ って なら"))
BEFORE_IN_JAPANESE = "はがをにのともやへで"
AFTER_A_NAME = _words("先生 小姐 女士 太太 老師 老师 同學 同学 さん さま ちゃん くん 様 선생님 씨 님")
BEFORE_A_NAME = _words("คุณ นางสาว นาง นาย ดร พี่ น้อง ลุง ป้า ທ່ານ ນາງ ທ້າວ លោកស្រី លោក អ្នក ဒေါ် ဦး ကို မောင်")
#: Whoever leads or speaks, and no name.
ROLES = frozenset(
    _words(
        """
        主持人 主持 主席 發言人 发言人 說話人 说话人 參加者 参加者 参与者 參與者
        居民 警察 司会 司会者 話者 発言者 進行役 住民
        사회자 진행자 화자 발언자 참석자 참가자 주민 경찰 ผู้ดำเนินรายการ ผู้พูด ผู้เข้าร่วม ตำรวจ
        """
    )
)


def parts_of(label: str) -> set[str]:
    """The parts of a label in these scripts that would give somebody away, composed: whole, and as people are called.

    Of 王小明 also 小明, of 김민수 also 민수, of 山田太郎 both halves; of 「王 小明」 also what is written
    without the space.
    """
    words = [
        word for run in RUNS.findall(label) if (word := _bare(plain(run))) and word not in ROLES | set(BEFORE_A_NAME)
    ]
    parts = set(
        words if len(words) == 1 or not _is(MYANMAR, words) else ()
    )  # one syllable of a Burmese name is any word
    for signs in SCRIPTS:
        of_one = [word for word in words if re.fullmatch(f"[{signs}]+", word)]
        parts.add("".join(of_one))
    for word in words:
        parts.update(_called(word))
    return {part for part in parts if len(part) > 1}


def plain(text: str) -> str:
    """Composed, without spaces, and whatever form of a sign was meant: 葛󠄀 is 葛."""
    return unicodedata.normalize("NFC", re.sub(f"[{SPACE}{FORMS}]", "", text))


def places(body: str, parts: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """(start, end, part) of each name in these scripts. The longest goes first; none lies in another."""
    looked_for = frozenset(part for part in parts if RUNS.match(part))
    if looked_for and RUNS.search(body):
        for match in _pattern(looked_for).finditer(body):
            yield match.start(), match.end(), plain(match[0])


def _is(signs: str, words: list[str]) -> bool:
    return any(re.match(f"[{signs}]", word) for word in words)


def _bare(word: str) -> str:
    """Without Mr or Mrs, where more than one sign is left and the name does not just begin like that."""
    for title in AFTER_A_NAME:
        if word.endswith(title) and len(word) - len(title) > 1:
            return word.removesuffix(title)
    for title in BEFORE_A_NAME:
        rest = word.removeprefix(title)
        if rest == word or rest in BEFORE_A_NAME:
            continue
        if len(rest) > 2 and not re.match(f"[{AFTER_A_SIGN}]", rest) and not _joins(rest[0]):
            return rest
    return word


def _called(word: str) -> Iterator[str]:
    """What people are called for short: given names, and the half of a name in each script."""
    if re.fullmatch(f"[{HAN}]+|[{HANGUL}]+", word):
        if len(word) == 3:
            yield word[1:]
        elif len(word) == 4:
            yield from (word[:2], word[2:])
    elif len(runs := KANA_OR_HAN.findall(word)) > 1:
        yield from runs


def _joins(sign: str) -> bool:
    return unicodedata.category(sign) in ("Mn", "Mc")


@lru_cache(maxsize=64)
def _pattern(parts: frozenset[str]) -> re.Pattern[str]:
    return re.compile("|".join(_one(part) for part in sorted(parts, key=lambda part: (-len(part), part))))


def _one(part: str) -> str:
    """Where one name stands, and not the middle of another word."""
    if re.fullmatch(f"[{HANGUL}]+", part):
        if len(part) > 2:
            return re.escape(part)
        return f"(?<![{HANGUL}]){part}(?=(?:{PARTICLES}){{0,4}}(?![{HANGUL}]))"
    if re.fullmatch(f"[{KATAKANA}]+", part) and len(part) < 4:
        return f"(?<![{KATAKANA}]){part}(?![{KATAKANA}])"
    if re.fullmatch(f"[{HIRAGANA}]+", part) and len(part) < 3:
        return f"(?<![^{BEFORE_IN_JAPANESE}\\W{HAN}{KATAKANA}]){part}(?=(?:{IN_JAPANESE})|(?![{HIRAGANA}]))"
    if re.match(f"[{HAN}{HIRAGANA}{KATAKANA}]", part):
        return f"[{SPACE}]?".join(f"{re.escape(sign)}[{FORMS}]?" for sign in part)
    whole = "".join(
        f"(?:[{SPACE}]?{sign})" if number and not _hangs(part, number) else sign for number, sign in enumerate(part)
    )
    return f"(?<![{BEFORE_A_VOWEL}{STACKS}]){whole}(?![{MARKS}{AFTER_A_SIGN}])(?!{CLOSES})"


def _hangs(part: str, number: int) -> bool:
    """Belongs to the sign before it, so that no space can stand between."""
    return _joins(part[number]) or bool(re.match(f"[{AFTER_A_SIGN}]", part[number])) or part[number - 1] in STACKS
