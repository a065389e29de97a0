"""The programs that suggest themes: what each must be able to do, and the one that comes with the extra `themes`.

It learns from what people here coded and from nothing else, on this machine; nothing is fetched and nothing is sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

FEWEST_OF_A_THEME = 3  # contributions coded with it, before it is suggested
AT_ONCE = 500  # rows compared with all others at a time
MOST_WORDS = 30_000  # words and parts of words that are told apart


@dataclass(frozen=True)
class Example:
    """What one contribution says, and the themes that people gave it: none, where it was not relevant."""

    text: str
    themes: frozenset[int]
    within: frozenset[int] | None = None  # the themes of its part, where not every theme fits


class Suggester(Protocol):
    name: str
    version: str

    def likely(self, known: Sequence[Example], asked: Sequence[str]) -> list[dict[int, float]]:
        """{theme: from 0 to 1 how sure} for each of the texts asked about."""

    def alike(self, texts: Sequence[str], over: float) -> list[tuple[int, int, float]]:
        """(place, place, from 0 to 1 how alike) of each two texts that are at least so much alike."""


class OfWords:
    """Which words and parts of words go with which theme, weighed by how rare they are; a straight line a theme."""

    name = "TF-IDF and logistic regression"

    def __init__(self) -> None:
        import sklearn  # type: ignore[import-not-found, unused-ignore]

        self.version = f"scikit-learn {sklearn.__version__}"

    def likely(self, known: Sequence[Example], asked: Sequence[str]) -> list[dict[int, float]]:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_union

        said: list[dict[int, float]] = [{} for _ in asked]
        if not known or not asked:
            return said
        words = make_union(
            TfidfVectorizer(sublinear_tf=True, strip_accents="unicode", ngram_range=(1, 2), max_features=MOST_WORDS),
            TfidfVectorizer(sublinear_tf=True, analyzer="char_wb", ngram_range=(3, 5), max_features=MOST_WORDS),
        )
        try:
            seen = words.fit_transform([one.text for one in known])
        except ValueError:  # no words in any of them
            return said
        new = words.transform(asked)
        for theme in sorted({theme for one in known for theme in one.themes}):
            has = [theme in one.themes for one in known]
            if sum(has) < FEWEST_OF_A_THEME or all(has):
                continue
            line = LogisticRegression(C=10, class_weight="balanced", solver="liblinear", random_state=0)
            for place, sure in enumerate(line.fit(seen, has).predict_proba(new)[:, 1]):
                said[place][theme] = float(sure)
        return said

    def alike(self, texts: Sequence[str], over: float) -> list[tuple[int, int, float]]:
        from sklearn.feature_extraction.text import TfidfVectorizer

        try:
            parts = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), max_features=MOST_WORDS)
            rows = parts.fit_transform(texts)
        except ValueError:
            return []
        found = []
        for begin in range(0, len(texts), AT_ONCE):
            near = (rows[begin : begin + AT_ONCE] @ rows.T).tocoo()
            for here, there, how in zip(near.row, near.col, near.data, strict=True):
                if how >= over and begin + here < there:
                    found.append((begin + int(here), int(there), float(min(how, 1.0))))
        return found


@cache
def here() -> Suggester | None:
    """What suggests on this machine, if the extra is installed."""
    try:
        return OfWords()
    except ImportError:
        return None
