"""What the reading of findings stops: of ordinary sentences, and of sentences that say how widely a view is held.

A hit keeps a report from being published, so harmless sentences that are stopped make a facilitator write around the
rule. Each is read as of a finding that few hold. A real report is read too, sentence by sentence, and what is stopped
in it is listed for a person to judge: it is not part of the project (SOURCE_REPORT, or ../shared/source-report.txt).
Bars: at most 2 in 100 ordinary sentences are stopped; at most 2 in 100 inflating ones slip.
"""

import re
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])
from bench.harness import begin, finish, outside, table

REPORT = outside("SOURCE_REPORT", "source-report.txt")
DATA = Path(__file__).resolve().parents[1] / "tests/outcomes/findings/data"
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


def sentences(text: str) -> list[str]:
    """Those of its authors: without headings, and without what it quotes."""
    lines = [line.strip().lstrip("- ") for line in text.splitlines()]
    own = [line for line in lines if line and not line.startswith(("#", "*“", '*"', "*through"))]
    return [sentence for line in own for sentence in SENTENCE.split(line)]


def main() -> None:
    begin()
    from outcomes.findings import claims, quantifiers
    from outcomes.findings.claims import Borne
    from outcomes.models import Breadth

    few = Borne("1.1", Breadth.MINORITY, everywhere=False, unopposed=False)

    def stopped(text: str) -> list[str]:
        theirs = quantifiers.quoted(text)  # words that are quoted are another rule’s
        hits = [hit for hit in claims.find(text, [few]) if (hit.start, hit.end) not in theirs]
        return [hit.word for hit in [*hits, *quantifiers.find(text)]]

    ordinary, inflating = ((DATA / f"{name}.txt").read_text().splitlines() for name in ("ordinary", "inflating"))
    refused = [text for text in ordinary if stopped(text)]
    slipped = [text for text in inflating if not stopped(text)]
    rows = [("ordinary", len(ordinary), len(refused)), ("inflating", len(inflating), len(inflating) - len(slipped))]
    figures = {"ordinary": len(ordinary), "refused": len(refused), "inflating": len(inflating), "slipped": len(slipped)}
    if REPORT.is_file():
        real = sentences(REPORT.read_text())
        found = {text: words for text in real if (words := stopped(text))}
        rows.append(("a real report", len(real), len(found)))
        figures |= {"real": len(real), "real_stopped": len(found)}
        for text, words in found.items():
            print(f"{', '.join(words)}: {text}")
    else:
        print("Passed over: the real report is not here (set SOURCE_REPORT).")
    table(("Sentences", "How many", "Stopped"), rows)
    bars = {
        "at most 2 in 100 ordinary sentences are stopped": len(refused) * 50 <= len(ordinary),
        "at most 2 in 100 inflating sentences slip": len(slipped) * 50 <= len(inflating),
    }
    finish("claims", figures, bars)


if __name__ == "__main__":
    main()
