"""What this machine can draw on paper: a character that none of its fonts holds is named in words, not drawn as a box.

Which characters the fonts hold says fontconfig, which Pango draws with. Where it cannot be asked nothing is changed.
"""

import ctypes
import re
import unicodedata
from ctypes.util import find_library
from functools import lru_cache

EMOJI = {"So", "Sk"}  # categories of pictures, and of the colours of their skin
#: Joiners, variation selectors, marks of direction and tags: nothing is drawn for them alone.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
BEYOND_LATIN = re.compile("[\u0250-\U0010ffff]")
RUN = re.compile("[^\x00-\u024f]+(?:[ \u2009\u00a0,.]+[^\x00-\u024f]+)*")
FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
AFTER_A_NAME = re.compile(rf"\](?:{UNSEEN.pattern})+")
NAMED = {"CJK": "Chinese characters", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean"}


class _CharSet(ctypes.Structure):
    pass


class _Fonts(ctypes.Structure):
    _fields_ = [("nfont", ctypes.c_int), ("sfont", ctypes.c_int), ("fonts", ctypes.POINTER(ctypes.c_void_p))]


class Fonts:
    """The fonts of this machine, asked once each for a character."""

    def __init__(self) -> None:
        self.sets: list[ctypes.c_void_p] | None = None
        self.files: dict[str, ctypes.c_void_p] = {}
        name = find_library("fontconfig") or "libfontconfig.so.1"
        try:
            self.library = ctypes.CDLL(name)
        except OSError:
            return
        self.library.FcInitLoadConfigAndFonts.restype = ctypes.c_void_p
        self.library.FcConfigGetFonts.restype = ctypes.POINTER(_Fonts)
        self.library.FcConfigGetFonts.argtypes = [ctypes.c_void_p, ctypes.c_int]
        self.library.FcPatternGetCharSet.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p]
        self.library.FcCharSetHasChar.argtypes = [ctypes.c_void_p, ctypes.c_uint32]
        self.library.FcPatternGetString.argtypes = self.library.FcPatternGetCharSet.argtypes
        config = self.library.FcInitLoadConfigAndFonts()
        found = self.library.FcConfigGetFonts(config, 0) if config else None
        if found:
            patterns = [found.contents.fonts[n] for n in range(found.contents.nfont)]
            self.sets = [one for pattern in patterns if (one := self._set(pattern))]
            self.files = {self._file(pattern): one for pattern in patterns if (one := self._set(pattern))}

    def _set(self, pattern: int) -> ctypes.c_void_p | None:
        held = ctypes.c_void_p()
        return None if self.library.FcPatternGetCharSet(pattern, b"charset", 0, ctypes.byref(held)) else held

    def _file(self, pattern: int) -> str:
        name = ctypes.c_char_p()
        missing = self.library.FcPatternGetString(pattern, b"file", 0, ctypes.byref(name))
        return "" if missing else (name.value or b"").decode()

    def file_with(self, text: str, endings: tuple[str, ...]) -> str:
        """The file of a font that holds every character of the text; with one of these names before any other."""
        if not self.files:
            return ""
        ours = sorted(self.files, key=lambda name: (not name.endswith(endings), name))
        seen = {one for one in text if not UNSEEN.match(one) and not one.isspace()}
        for name in ours:
            if name and all(self.library.FcCharSetHasChar(self.files[name], ord(one)) for one in seen):
                return name
        return ""

    def hold(self, character: str) -> bool:
        if not self.sets:  # nothing is known: nothing is said
            return True
        return any(self.library.FcCharSetHasChar(one, ord(character)) for one in self.sets)


@lru_cache(maxsize=1)
def fonts() -> Fonts:
    return Fonts()


@lru_cache(maxsize=8192)
def drawn(character: str) -> bool:
    """Whether something is drawn for it that is no empty box."""
    if UNSEEN.match(character) or unicodedata.category(character) in {"Cc", "Cf", "Cn", "Co", "Cs", "Zs", "Zl", "Zp"}:
        return True
    return fonts().hold(character)


@lru_cache(maxsize=2048)
def font_for(text: str, *, bold: bool = False) -> str:
    """The file of one font that draws the whole text; empty where there is none."""
    style = "Bold" if bold else "Regular"
    return fonts().file_with(text, (f"NotoSans-{style}.ttf", "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"))


def named(text: str, whereto: str = ", for which this paper has no letters: read them on the page") -> str:
    """The text with everything that cannot be drawn named in words."""
    if not BEYOND_LATIN.search(text):
        return text
    return RUN.sub(lambda run: _run(run[0], whereto), text)


def _run(run: str, whereto: str) -> str:
    if all(drawn(one) for one in run):
        return run
    run = FLAG.sub(lambda flag: flag[0] if drawn(flag[0][0]) else _flag(flag[0]), run)
    pieces: list[str] = []
    script = ""  # of the words that are being named
    for one in run:
        belongs = one.isspace() or UNSEEN.match(one) or unicodedata.combining(one)
        if drawn(one) or belongs:
            if not (script and belongs):
                script = ""
                pieces.append(one)
        elif unicodedata.category(one) in EMOJI:
            script = ""
            pieces.append(_emoji(one))
        elif (new := _script(one)) != script:
            script = new
            pieces.append(f"[words in {script}{whereto}] ")
    return AFTER_A_NAME.sub("]", "".join(pieces)).rstrip()


def _flag(letters: str) -> str:
    return f"[emoji: flag of {''.join(chr(ord(one) - 0x1F1E6 + ord('A')) for one in letters)}]"


def _emoji(character: str) -> str:
    name = unicodedata.name(character, "").lower().removesuffix(" sign")
    if name.startswith("emoji modifier"):  # the colour of a skin: the hand before it is named
        return ""
    return f"[emoji: {name or 'unknown'}]"


def _script(character: str) -> str:
    first = unicodedata.name(character, "another script").split()[0]
    return NAMED.get(first, first.capitalize() if first.isupper() else "another script")
