"""What the screening holds: of sentences that only look like a find, none; of real test sentences about hate, how many.

The screening looks for what could identify somebody, not for hate: a person decides about that. So the second figure is
what it would hold of texts in which nobody is named, and should be small whether they are hateful or not.
Needs a file of test cases (not part of the project): HATECHECK, or ../shared/data/moderation/hatecheck_part.csv.
Bars: no harmless look-alike is held; at most 1 in 100 of the others; a post of 4,000 characters in 20 ms of processor.
"""

import csv
import sys
import time
from collections import Counter
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])
from bench.harness import begin, finish, outside, table

CASES = outside("HATECHECK", "data/moderation/hatecheck_part.csv")
HARMLESS = Path(__file__).resolve().parents[1] / "tests/deliberation/discussion/data/harmless.txt"


def main() -> None:
    begin()
    from deliberation.discussion import screening

    harmless = HARMLESS.read_text().splitlines()
    wrong = [text for text in harmless if screening.findings(text)]
    rows: list[tuple[object, ...]] = [("harmless look-alikes", len(harmless), len(wrong))]
    found: Counter[str] = Counter()
    figures = {"harmless": len(harmless), "harmless_held": len(wrong)}
    bars = {"no harmless look-alike is held": not wrong}
    if CASES.is_file():
        with CASES.open() as lines:
            cases = list(csv.DictReader(lines))
        for label in ("hateful", "non-hateful"):
            texts = [case["test_case"] for case in cases if case["label_gold"] == label]
            kinds = [kind for text in texts for kind in screening.findings(text)[:1]]
            found.update(kinds)
            rows.append((f"test cases, {label}", len(texts), len(kinds)))
            figures |= {label: len(texts), f"{label}_held": len(kinds)}
        bars["at most 1 in 100 test cases is held"] = found.total() * 100 <= len(cases)
    else:
        print("Passed over: the file of test cases is not here (set HATECHECK).")
    long = (" ".join(harmless) * 2)[:4000]
    start = time.process_time()
    for _ in range(50):
        screening.findings(long)
    spent = (time.process_time() - start) / 50 * 1000
    bars["a post of 4,000 characters in 20 ms of processor"] = spent <= 20
    table(("Texts", "How many", "Held"), rows)
    table(("Found", "How often"), found.most_common())
    finish("screening", figures | {"ms_for_4000": round(spent, 2)}, bars)


if __name__ == "__main__":
    main()
