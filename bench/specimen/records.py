"""The three rooms as three meeting programs hand them over: Teams (VTT), Zoom (TXT) and Otter (TXT)."""

from bench.specimen.said import LEADER, THEMES, everything

#: Group → (file, the day, the place, how it was recorded, who else was there, who did not come).
ABOUT = {
    1: ("teams.vtt", "2026-06-02", "Eastmere library", "Recorded by Teams", "One note taker", "2 people: ill"),
    2: ("zoom.txt", "2026-06-09", "", "Recorded by Zoom", "", ""),
    3: ("otter.txt", "2026-06-16", "The rowing club", "", "Two observers of the panel", "1 person: no reason given"),
}
MODE = {1: "online", 2: "online", 3: "in_person"}
ASKS = {1: "What is it like to report something here?", 2: "And what of cameras?"}


def turns(group: int) -> list[tuple[str, str]]:
    """(speaker, words), the leader's question before each part of the guide."""
    found = []
    for part, question in ASKS.items():
        found.append((LEADER, question))
        found += [(s.speaker, s.words) for s in everything() if s.group == group and THEMES[s.theme][0] == part]
    return found


def second_part(group: int) -> int:
    """The number of the turn with which the second part begins."""
    return next(n for n, (_, words) in enumerate(turns(group)) if words == ASKS[2])


def clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def teams() -> bytes:
    cues = [
        f"5b1c-4f0e/{n}-0\n{clock(n * 20)}.100 --> {clock(n * 20 + 9)}.600\n<v {who}>{words}</v>"
        for n, (who, words) in enumerate(turns(1))
    ]
    return "\n\n".join(["WEBVTT", *cues]).encode()


def zoom() -> bytes:
    return "\n\n".join(f"[{who}] {clock(64800 + n * 20)}\n{words}" for n, (who, words) in enumerate(turns(2))).encode()


def otter() -> bytes:
    said = [f"{who}  {n // 3}:{n % 3 * 20:02}  \n{words}" for n, (who, words) in enumerate(turns(3))]
    return "\n\n".join([*said, "Transcribed by https://otter.ai"]).encode()


FILES = {1: teams, 2: zoom, 3: otter}
