"""What each kind of technology sees, as a drawing 360 wide and 120 high, and the same in words.

Pieces are written as `symbol x y size`, lines as `sort: path`: a sort is plain, cone (what a camera has in view), bar
(it ends here) or loose (joined from afar). The symbols are drawn in templates/consultations/briefing/_symbols.html.
"""

from dataclasses import dataclass
from typing import Final

from consultations.models import Technology

Kind = Technology.Kind
SORTS: Final = {"plain", "cone", "bar", "loose"}


@dataclass(frozen=True)
class Piece:
    """One symbol; `unsaid`: drawn dashed, because the briefing says nothing of it."""

    symbol: str
    x: int
    y: int
    size: int = 40
    unsaid: bool = False


@dataclass(frozen=True)
class Line:
    """A way from one piece to the next, as the data of an SVG path."""

    d: str
    unsaid: bool = False
    cone: bool = False
    ends: bool = False  # with a bar: here it stops


@dataclass(frozen=True)
class Scene:
    words: str  # what is drawn, to whoever does not see it
    key: str  # what stands below it
    collected: str  # the symbol of what is kept
    drawn: str
    joined: str = ""

    @property
    def pieces(self) -> tuple[Piece, ...]:
        rows = (one.split() for one in self.drawn.split(","))
        return tuple(Piece(symbol, int(x), int(y), int(size)) for symbol, x, y, size in rows)

    @property
    def lines(self) -> tuple[Line, ...]:
        found = []
        for one in self.joined.split(";"):
            sort, d = one.strip().split(": ")
            assert sort in SORTS, sort
            found.append(Line(d, unsaid=sort == "loose", cone=sort == "cone", ends=sort == "bar"))
        return tuple(found)


WALKERS: Final = "walker 4 62 48, walker 36 62 48, walker 68 62 48, camera 116 8 40, "
IN_VIEW: Final = "cone: M126 32L8 118H112z; plain: M124 84H168; "
COMPARED: Final = "plain: M195 50V64; plain: M218 84H248V34H290; "

SCENES: Final[dict[str, Scene]] = {
    Kind.LFR: Scene(
        "A camera films three people who walk past. A machine compares each face with a list. One way leads to a face "
        "that may be on the list, the other ends: no match.",
        "The camera films everybody who passes. The machine looks for faces on a list. The bar: no match.",
        "face",
        WALKERS + "box 45 57 30, machine 174 64 40, list 176 8 40, match 296 14 40",
        IN_VIEW + COMPARED + "bar: M248 84H300",
    ),
    Kind.RFR: Scene(
        "A picture of a face goes to a machine, which compares it with a collection. One way leads to a face that "
        "looks alike, the other ends: none does.",
        "A picture taken earlier is compared with a collection. One way: a face that looks alike. The bar: none does.",
        "face",
        "face 28 58 54, machine 174 64 40, records 176 8 40, match 296 14 40",
        "plain: M92 84H168; " + COMPARED + "bar: M248 84H300",
    ),
    Kind.ANPR: Scene(
        "A camera reads the number plates of two passing cars. A machine compares each with a list. One way leads to a "
        "plate that is on the list, the other to a clock: the reading is kept for a time.",
        "The camera reads each plate that passes. One way: it is on a list. The other: the reading is kept for a time.",
        "plate",
        "car 0 66 52, car 58 66 52, camera 116 8 40, machine 174 64 40, list 176 8 40, plate-found 296 14 40, "
        "clock 296 66 40",
        IN_VIEW + COMPARED + "plain: M248 84H290",
    ),
    Kind.DRONE: Scene(
        "A drone in the air films a house and two people below it. A dashed line joins it to a person with a screen.",
        "It films whoever and whatever is below. A pilot on the ground, near or far, steers it and sees the film.",
        "film",
        "drone 100 0 48, house 60 62 52, walker 112 66 44, walker 142 66 44, film 240 62 48, person 302 62 48",
        "cone: M124 36L58 118H196z; loose: M154 22H264V58",
    ),
    Kind.AI: Scene(
        "Papers and film go into a machine. Out comes a sheet with a question mark.",
        "It works on what people give it, and suggests. The question mark: a suggestion can be wrong.",
        "records",
        "records 20 8 46, film 20 66 46, machine 160 36 50, suggestion 292 36 50",
        "plain: M74 31H114V61H154; plain: M74 90H114V61H154; plain: M216 61H286",
    ),
    Kind.CCTV: Scene(
        "A camera on a pole films three people who walk past. The film goes to a person, and to a clock.",
        "It films one place and whoever is there. A person looks at the time, or afterwards, or not at all.",
        "film",
        WALKERS + "film 176 62 46, person 300 6 46, clock 302 66 40",
        IN_VIEW + "plain: M228 84H260V32H292; plain: M228 84H294",
    ),
    Kind.CITIZEN_EVIDENCE: Scene(
        "A person with a telephone films a car. The film goes to the police, where a person looks at it.",
        "Somebody films and chooses to send it. The police see what was sent, and not what was left out.",
        "film",
        "car 4 62 52, walker 92 62 50, phone 78 60 26, film 196 62 48, person 302 62 48",
        "cone: M84 74L8 54V118z; plain: M146 88H188; plain: M250 88H294",
    ),
}
ANY: Final = Scene(
    "Something is recorded, a machine works on it, and a person gets to see what comes out.",
    "Something is recorded, a machine works on it, a person sees the result. What exactly stands in the words below.",
    "records",
    "records 24 36 50, machine 160 36 50, person 292 36 50",
    "plain: M82 61H154; plain: M216 61H284",
)
