"""What the published page must say, row by row of the domain's lists F and W; and a defect for each row."""

import itertools
import re
from collections.abc import Callable
from html import unescape

from bench.specimen.said import EXPECTED, THEMES, everything

Check = Callable[["Page"], bool]
ROWS: dict[str, Check] = {}
#: Row → (what stands on the page, what stands there instead): after it the row must fail.
DEFECTS: dict[str, tuple[str, str]] = {}
FINDINGS = {"slow": "1.1", "patrols": "1.2", "cameras": "2.1", "person": "2.2", "fined": "2.3", "kept": "2.4"}
LEFT_OPEN = "2.5"


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split()).replace("’", "'")


class Page:
    def __init__(self, html: str) -> None:
        self.html = html[html.index("<main") : html.index("</main>")]
        self.text = text(self.html)

    def finding(self, name: str) -> str:
        number = FINDINGS.get(name, name)
        found = re.search(rf'<article class="finding" id="finding-{number}".*?</article>', self.html, re.S)
        return text(found[0]) if found else ""

    def heading(self, name: str) -> str:
        found = re.search(rf'<h3 id="title-{FINDINGS.get(name, name)}">(.*?)</h3>', self.html, re.S)
        return text(found[1]) if found else ""

    def quotes(self, name: str) -> list[str]:
        """Each quote of a finding with who is said to have said it."""
        number = FINDINGS.get(name, name)
        found = re.search(rf'<article class="finding" id="finding-{number}".*?</article>', self.html, re.S)
        return [text(one) for one in re.findall(r"<blockquote.*?</figure>", found[0] if found else "", re.S)]

    def after(self, mark: str, until: str = "<h2") -> str:
        """The text from a heading's id to the next."""
        rest = self.html.partition(mark)[2]
        return text("<i " + rest.partition(until)[0])

    def stood(self, name: str) -> str:
        return self.finding(name).partition("Group by group")[2].partition("Where people differ")[0]

    def annex(self) -> str:
        return self.after('id="annex-a"', "<h3")

    def joined(self) -> list[int]:
        """How many joined each group."""
        return [int(n) for n in re.findall(r'data-label="Joined">(\d+)<', self.html)]

    def body(self) -> str:
        """What somebody wrote or counted, without the quotes and the annexes."""
        whole = re.sub(r"<figure.*?</figure>", "", self.html, flags=re.S)
        return text(whole.partition('id="annexes"')[0])

    def fact(self, name: str) -> str:
        found = re.search(rf"<dt>{name}</dt>\s*<dd>(.*?)</dd>", self.html, re.S)
        return text(found[1]) if found else ""


def row(name: str, old: str, new: str) -> Callable[[Check], Check]:
    def kept(check: Check) -> Check:
        ROWS[name], DEFECTS[name] = check, (old, new)
        return check

    return kept


def planted(html: str, name: str) -> bool:
    """Whether the row fails once its defect stands on the page. A defect that changes nothing is none."""
    old, new = DEFECTS[name]
    wrong = html.replace(old, new)
    return wrong != html and not ROWS[name](Page(wrong))


# --- The form of the specimen -----------------------------------------------------------------------
@row("F01 title, month, who commissioned it, version, licence", "Riverside Forum (example)", "[operator to confirm]")
def _(page: Page) -> bool:
    dated = re.search(r"Findings report, [A-Z][a-z]+ \d{4} Street cameras in Eastmere", page.text)
    facts = page.fact("Commissioned by") == "Riverside Forum (example)" and "CC BY 4.0" in page.fact("Licence")
    return bool(dated) and facts and page.fact("Version").startswith("1, first published")


@row("F02 the method from records, and the overall reading", "24 people in 3 groups", "Our people")
def _(page: Page) -> bool:
    read = "They accept cameras under conditions." in page.after('id="in-brief"')
    method = page.after('id="method"')
    return read and "24 people in 3 groups" in method and "3 more were let in and did not take part" in method


@row("F03 five to nine points, each linked to its finding", 'href="#finding-2.3"', 'href="#finding-9.9"')
def _(page: Page) -> bool:
    points = re.findall(r"<li>(.*?)</li>", page.html.partition('id="summary"')[2].partition("</ul>")[0], re.S)
    linked = [re.findall(r'href="#finding-([\d.]+)"', one) for one in points]
    return 5 <= len(points) <= 9 and linked == [[number] for number in FINDINGS.values()]


@row("F04 a part for each part of the guide", 'id="part-2"', 'id="part-7"')
def _(page: Page) -> bool:
    first, second = page.html.find('id="part-1"'), page.html.find('id="part-2"')
    place = {name: page.html.find(f'id="finding-{FINDINGS[name]}"') for name in THEMES}
    return 0 < first < second and all(
        (first < at < second) if THEMES[name][0] == 1 else at > second for name, at in place.items()
    )


@row("F05 numbered findings, in order", ">2.2</span>", ">2.7</span>")
def _(page: Page) -> bool:
    return re.findall(r'class="finding-number">([\d.]+)<', page.html) == [*FINDINGS.values(), LEFT_OPEN]


@row("F06 the label in the heading is what was counted", "(divided)", "(majority view)")
def _(page: Page) -> bool:
    return all(page.heading(name).endswith(f"({label})") for name, (label, _) in EXPECTED.items())


@row("F07 where each group stood", "Held this view", "Was there")
def _(page: Page) -> bool:
    slow, patrols = (page.stood(name) for name in ("slow", "patrols"))
    return slow.count("Held this view") == 3 and all(
        f"Group {n} {words}" in patrols
        for n, words in enumerate(["Held this view", "Some held it, some against", "Held other views"], 1)
    )


@row("F08 quotes word for word, with their marks", "[…] [nobody] came", "nobody came")
def _(page: Page) -> bool:
    said = {one.words for one in everything()} | {"I rang twice about the shop and […] [nobody] came."}
    quoted = [one.partition(" Group ")[0] for name in THEMES for one in page.quotes(name)]
    return len(quoted) == 15 and set(quoted) <= said and any("[…]" in one for one in quoted)


@row("F09 what people said stands apart from what we draw from it", "What we draw from it</h4>", "And</h4>")
def _(page: Page) -> bool:
    return all(
        f"What was said on {title.lower()}, in our words." in page.finding(name).partition("What we draw from it")[0]
        and f"What we draw from {title.lower()}." in page.finding(name).partition("What we draw from it")[2]
        for name, (_, title) in THEMES.items()
    )


@row("F10 where people differ, group by group", "Group 3 felt watched", "some felt watched")
def _(page: Page) -> bool:
    table = page.after('id="differences"')
    return "Group 3 felt watched." in page.finding("patrols") and "1.2 Patrols on foot" in table


@row("F11 what almost everyone agreed on, singled out", "Where people agreed most", "More")
def _(page: Page) -> bool:
    singled = page.after('id="conclusion"', "</section>").partition("Where people agreed most")[2]
    return "1.1 Reports lead nowhere" in singled and "2.1" not in singled


@row("F12 what people did not know", "Gap in knowledge", "View")
def _(page: Page) -> bool:
    told = "2.4 What is kept of a face" in page.after('id="gaps"')
    return told and "Gap in knowledge." in page.finding("kept")


@row("F13 what stays open", "Open question.", "View.")
def _(page: Page) -> bool:
    told = "2.5 Which pictures a camera is matched with" in page.after('id="open-questions"')
    return told and "Open question." in page.finding(LEFT_OPEN)


@row("F14 what is asked for: an imperative, its text, what it rests on", "Rests on", "From")
def _(page: Page) -> bool:
    asked = page.after('id="asked-for"', "</section>")
    there = sorted({int(n) for n in re.findall(r'<li id="asked-(\d+)"', page.html)}) == list(range(1, 11))
    return there and asked.count("Rests on 1.1 Reports lead nowhere ; 2.1 Cameras under conditions") == 10


@row("F15 a conclusion, and its conditions", "deleted the same day</li>", "kept</li>")
def _(page: Page) -> bool:
    end = page.after('id="conclusion"', "</section>")
    return "Show it, explain it, and sign for it." in end and "What is not needed is deleted the same day" in end


# --- What the specimen lacks ------------------------------------------------------------------------
@row("W01 sizes, recruitment, venue, who led, how long, who stayed away", "Eastmere library", "")
def _(page: Page) -> bool:
    annex = page.annex()
    told = [
        "By letter to 400 addresses.",
        "Jo Moss",
        "2 June 2026",
        "Eastmere library",
        "2 people: ill",
        "75 minutes",
        "Recorded by Zoom",
        "Two observers of the panel",
    ]
    return all(one in annex for one in told) and "not recorded" in page.text and page.joined() == [10, 9, 8]


@row("W02 who commissioned, who paid, who is independent of whom", "30 pounds to each", "")
def _(page: Page) -> bool:
    paid = page.fact("Who paid, and what people received") == "Paid for by the forum; 30 pounds to each."
    return paid and page.fact("Run by") == "Riverside Talks (example)"


@row(
    "W03 every finding has a label, and the scale is published",
    '<span class="finding-label">(single account)',
    "<span>",
)
def _(page: Page) -> bool:
    labelled = all(page.heading(n).endswith(")") for n in FINDINGS)
    return labelled and all(
        label.partition(",")[0].capitalize() in page.after('id="scale"', "<h3") for label, _ in EXPECTED.values()
    )


@row("W04 how many, of how many, in every finding; no word without a number", "12 of the 24", "many of the 24")
def _(page: Page) -> bool:
    counted = all(counts in page.finding(name) for name, (_, counts) in EXPECTED.items())
    return counted and not re.search(r"\b(many|several) (of|people|participants)\b", page.body(), re.I)


@row("W05 each quote says from which group", "<figcaption>Group 2</figcaption>", "")
def _(page: Page) -> bool:
    return all(re.search(r" Group [123](, against this view)?$", one) for name in THEMES for one in page.quotes(name))


@row("W06 quotes from more people than one, those against marked", ", against this view", "")
def _(page: Page) -> bool:
    several = all(len(set(page.quotes(name))) >= 2 for name in THEMES if name != "fined")
    return several and sum("against this view" in one for one in page.quotes("patrols")) == 2


@row("W07 reporting and reading into it are never one text", 'class="drawn"', 'class="said"')
def _(page: Page) -> bool:
    drawn = [text(one) for one in re.findall(r'<div class="drawn">(.*?)</div>', page.html, re.S)]
    return len(drawn) == 7 and not any("What was said on" in one for one in drawn)


@row("W08 facts put to people, with their source", "Council minutes", "")
def _(page: Page) -> bool:
    return "There are 12 cameras in the centre. Source: Council minutes. Group 1." in page.annex()


@row("W09 what it cannot tell", "They are not estimates for everybody", "They are estimates for everybody")
def _(page: Page) -> bool:
    return "They are not estimates for everybody who lives here." in page.after('id="limits"', "<h2")


@row("W10 the guide, the briefing and the questions are annexed", "Cameras: question 2?", "")
def _(page: Page) -> bool:
    guide = page.after('id="annex-b"', "<h3")
    asked = all(f"{part}: question {n}?" in guide for part in ("Policing where you live", "Cameras") for n in (1, 2))
    put = "stand word for word, with every answer" in page.after('id="annex-i"', "</section>")
    return asked and put and "People were given version 3 of the briefing" in page.after('id="annex-c"', "<h3")


@row("W11 the answer and its day stand on the same page", "4 May 2099", "some day")
def _(page: Page) -> bool:
    return "4 May 2099" in page.after('id="the-answer"', "</section>") and "not answered yet" in page.text


@row("W12 headings in order, none skipped", '<h3 id="scale"', '<h5 id="scale"')
def _(page: Page) -> bool:
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", page.html)]
    return levels.count(1) == 1 and levels[0] == 1 and all(b <= a + 1 for a, b in itertools.pairwise(levels))
