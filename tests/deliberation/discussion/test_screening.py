import time

import pytest

from deliberation.discussion.screening import ADDRESS, EMAIL, LISTED, PHONE, PLATE, POSTCODE, findings

FOUND = [
    ("Mail me at jo.bloggs+x@example.co.uk", EMAIL),
    ("jo (at) example (dot) com", EMAIL),
    ("jo at gmail dot com", EMAIL),
    ("jo@localhost.lan", EMAIL),
    ("07700 900123", PHONE),
    ("Ring 020 7946 0958.", PHONE),
    ("(020) 7946 0958", PHONE),
    ("+44 7700 900 123", PHONE),
    ("+44 (0)20 7946 0000", PHONE),
    ("0044 7700900123", PHONE),
    ("07700-900-123", PHONE),
    ("07700.900.123", PHONE),
    ("+1 (202) 555-0100", PHONE),
    ("０７７００ ９００１２３", PHONE),
    ("tel:07700900123", PHONE),
    ("SE1 9GF", POSTCODE),
    ("lives at sw9 8jx", POSTCODE),
    ("EC1A 1BB", POSTCODE),
    ("W1A 0AX", POSTCODE),
    ("M1 1AE", POSTCODE),
    ("CR26XH", POSTCODE),
    ("dn55 1pt, there", POSTCODE),
    ("AB12 CDE", PLATE),
    ("ab12cde", PLATE),
    ("LB07SEO", PLATE),
    ("plate was ky19 xbd", PLATE),
    ("A123 BCD", PLATE),
    ("ABC 123D", PLATE),
    ("https://x.test", ADDRESS),
    ("www.example.org", ADDRESS),
    ("see police.uk/pu", ADDRESS),
    ("bbc.co.uk", ADDRESS),
    ("HTTP://A", ADDRESS),
]
NOT_FOUND = [
    "In 2024 there were 1,000,000 scans.",
    "£100,000,000 was spent",
    "on 01/02/2026 10:30 and 02-03-2026 10",
    "from 2019 2020 2021 2022 to now",
    "0.1234567890123",
    "Call 101 or 999.",
    "I live in SE1, near SW9",
    "Brixton and Croydon",
    "M25 5th exit",
    "at 4pm on B2 road",
    "No10 has refused",
    "the M25 and the A12",
    "THE M25 AND THE A12 ARE BUSY",
    "@home I feel safe",
    "email them",
    "end of sentence.Me too",
    "what.Then nothing",
    "16-25 year olds",
    "a 24/7 thing",
    "9 out of 10",
    "3.5 per cent",
    "section 60 stops",
    "R v Bridges [2020] EWCA Civ 1058",
    "GDPR Article 9",
    "LFR 2024",
    "in 10 2nd thoughts",
    "I was born in 1987 06 05",
    "from 9am-5pm",
    "it is 1 in 6,000",
    "The cost: 0 to 20 000 000 pounds",
    "COVID19 was",
    "A4 PDF",
    "group 1 said 12 13 14 15 16 17 18 19",
    "",
    "on 1.2.2026 0800",
    "at 12:00 12:30 13:00",
    "ten4 you",
]
HOSTILE = ["a", "0 ", "+4", "a.", "a@", "A1", "AB12 ", "at ", "1-", "0(", " ", "a b dot ", "www", "a" * 64 + " at "]
HOSTILE += ["pc ", "pc a ", "PC A", "P.C. Ab "]


@pytest.mark.parametrize(("text", "kind"), FOUND)
def test_it_is_found(text: str, kind: str) -> None:
    assert findings(text) == [kind]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_ordinary_writing_is_left_alone(text: str) -> None:
    assert findings(text) == []


def test_each_kind_is_named_once_however_often_it_occurs() -> None:
    assert findings("a@example.org, b@example.org, SW9 8JX or 07700 900123") == [EMAIL, PHONE, POSTCODE]


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_time_grows_with_the_length_and_no_more(piece: str) -> None:
    def seconds(size: int) -> float:
        text = (piece * size)[:size]
        begun = time.process_time()  # not the clock on the wall: others may keep the machine busy
        findings(text)
        return time.process_time() - begun

    short = min(seconds(10_000) for _ in range(3))
    long = min(seconds(80_000) for _ in range(2))
    assert long < 0.05 + 8 * 3 * short  # eight times the text: quadratic time would be 64 times as long


@pytest.mark.parametrize(
    ("name", "text", "held"),
    [
        ("王小明", "我同意王小明的意见", True),
        ("প্রিয়া", "আমি প্রিয়ার সাথে একমত", True),
        ("প্রিয়া", "অপ্রিয়া", False),
        ("محمد", "قلت لمحمد", True),
        ("Ann", "Ann’s lamps", True),
        ("Ann", "Anne", False),
        ("Zoë", "Zoe\u0308", True),
    ],
)
def test_a_listed_name_is_found_as_its_script_writes_it(name: str, text: str, held: bool) -> None:
    assert (LISTED in findings(text, [name])) is held
