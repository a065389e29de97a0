"""The coding as files: the shape that the schemas ask for, pseudonyms alone, and a codebook that comes back."""

import csv
import io
import uuid
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import etree

from audit import clock
from deliberation.models import Contribution, Thread
from outcomes.coding import bringing_in, coding, double, history, refi, tables, together
from outcomes.coding.themes import add_theme
from outcomes.models import Coding, Theme
from people.errors import Refused
from people.models import User
from people.text.spreadsheets import BOM
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes import coded

SignIn = Callable[[User | None], Client]
PAGE = "/consultations/street-cameras/coding/files/"
THEMES = "/consultations/street-cameras/themes/"

#: Project 1.0 and Codebook 1.0: what may stand in what, in this order, and the attributes of each (! must be there).
SHAPE = {
    "Project": (
        ["Users", "CodeBook", "Variables?", "Cases?", "Sources?"],
        ["name!", "origin", "creatingUserGUID", "creationDateTime"],
    ),
    "Users": (["User*"], []),
    "User": ([], ["guid!", "name"]),
    "CodeBook": (["Codes"], ["origin"]),
    "Codes": (["Code*"], []),
    "Code": (["Description?", "Code*"], ["guid!", "name!", "isCodable!"]),
    "Description": ([], []),
    "Variables": (["Variable*"], []),
    "Variable": (["Description?"], ["guid!", "name!", "typeOfVariable!"]),
    "Cases": (["Case*"], []),
    "Case": (["Description?", "CodeRef*", "VariableValue*", "SourceRef*", "SelectionRef*"], ["guid!", "name"]),
    "VariableValue": (["VariableRef", "TextValue"], []),
    "VariableRef": ([], ["targetGUID!"]),
    "TextValue": ([], []),
    "SourceRef": ([], ["targetGUID!"]),
    "Sources": (["TextSource*"], []),
    "TextSource": (["PlainTextSelection*"], ["guid!", "name", "plainTextPath", "creatingUser", "creationDateTime"]),
    "PlainTextSelection": (
        ["Description?", "Coding*"],
        ["guid!", "name", "startPosition!", "endPosition!", "creatingUser", "creationDateTime"],
    ),
    "Coding": (["CodeRef"], ["guid!", "creatingUser", "creationDateTime"]),
    "CodeRef": ([], ["targetGUID!"]),
}


def fits(element: etree._Element) -> None:
    """The element and all below it have the shape of the schema."""
    name = etree.QName(element).localname
    inside, attributes = SHAPE[name]
    known = [one.rstrip("!") for one in attributes]
    assert set(element.attrib) <= set(known), name
    assert {one[:-1] for one in attributes if one.endswith("!")} <= set(element.attrib), name
    kinds = [etree.QName(child).localname for child in element]
    places = [[one.rstrip("*?") for one in inside].index(kind) for kind in kinds]
    assert places == sorted(places), f"{name}: {kinds}"
    for one in inside:
        if not one.endswith("*"):
            least = 0 if one.endswith("?") else 1
            assert least <= kinds.count(one.rstrip("?")) <= 1, f"{one} in {name}"
    for child in element:
        fits(child)


def unpacked(cast: Cast) -> tuple[etree._Element, dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(refi.project(cast.consultation, clock.now()))) as file:
        texts = {name: file.read(name).decode() for name in file.namelist() if name.startswith("Sources/")}
        return etree.fromstring(file.read("project.qde")), texts


@made_once
def said(cast: Cast) -> list[Contribution]:
    """An emoji and a control character before the words that are coded; another coder's reading; a sealed one."""
    trust = coded.theme(cast, "Trust & <care>")
    add_theme(cast.consultation, "Officers", by=cast.moss, parent=trust, definition="Who.", examples="One\nTwo")
    first = coded.say(cast, cast.amina, "📷 So\x0b then: =HYPERLINK(1) is what I heard.")
    second = coded.say(cast, cast.bilal, "Said later, and sealed.")
    coded.code(cast, first, trust, "against", 3, words="=HYPERLINK(1) is what I heard.")
    coding.code(Coding.objects.get().excerpt, trust, by=cast.finch, stance="for", intensity=1, memo="Not sure")
    whom = {"first": cast.member(cast.moss), "second": cast.member(cast.finch)}
    double.draw(cast.consultation, by=cast.moss, size=1, seed=1, **whom)
    coded.code(cast, second, trust)
    return [first, second]


def test_a_project_has_the_shape_of_the_schema(cast: Cast, said: list[Contribution]) -> None:
    root, _ = unpacked(cast)
    assert root.tag == "{urn:QDA-XML:project:1.0}Project"
    fits(root)
    guids = [one.get("guid") for one in root.iter() if one.get("guid")]
    assert len(set(guids)) == len(guids) and all(uuid.UUID(one) for one in guids)
    refs = {one.get("targetGUID") for one in root.iter("{*}CodeRef")}
    assert refs <= {one.get("guid") for one in root.iter("{*}Code")}
    users = {one.get("guid") for one in root.iter("{*}User")}
    assert {one.get("creatingUser") for one in root.iter() if one.get("creatingUser")} <= users


def test_whom_it_is_directed_at_the_concern_and_what_they_believe_go_out(cast: Cast, said: list[Contribution]) -> None:
    """They are coded, counted and printed, and were lost in what another program reads."""
    Coding.objects.filter(intensity=3).update(directed_at="leadership", concern="rights", belief="will_not")
    root, _ = unpacked(cast)
    fits(root)
    names = {one.get("guid"): one.get("name") for one in root.iter("{*}Code")}
    coded_with = [
        {names[ref.get("targetGUID")] for ref in one.iter("{*}CodeRef")} for one in root.iter("{*}PlainTextSelection")
    ]
    aimed = {
        "Directed at: Force leadership", "Kind of concern: Rights",
        "What the speaker believes: That they do not want to act",
    }  # fmt: skip
    assert [aimed <= with_ for with_ in coded_with] == [True, False]
    assert {len(with_) for with_ in coded_with} == {6, 3} and not [n for n in names.values() if n.endswith(": ")]
    assert not {"Directed at: Nobody in particular", "Kind of concern: No concern"} & set(names.values())


def test_each_group_is_a_case_with_its_places(cast: Cast, said: list[Contribution]) -> None:
    coded.say(cast, cast.amina, "Elsewhere.", area=1)
    coded.say(cast, cast.carys, "And here.")
    cast.group2.is_open = True
    cast.group2.save()
    root, _ = unpacked(cast)
    fits(root)
    sources = {one.get("guid"): one.get("name") for one in root.iter("{*}TextSource")}
    [variable] = root.iter("{*}Variable")
    told = {
        case.get("name"): (case.findtext("{*}VariableValue/{*}TextValue"), len(list(case.iter("{*}SourceRef"))))
        for case in root.iter("{*}Case")
    }
    assert told == {"Group 1": ("Invited", 2), "Group 2": ("By choice", 1)}
    assert {one.get("targetGUID") for one in root.iter("{*}SourceRef")} == set(sources)
    assert {one.get("targetGUID") for one in root.iter("{*}VariableRef")} == {variable.get("guid")}


def test_positions_are_code_points_of_the_text(cast: Cast, said: list[Contribution]) -> None:
    root, texts = unpacked(cast)
    source = next(one for one in root.iter("{*}TextSource") if len(one))
    text = texts[source.get("plainTextPath").replace("internal://", "Sources/")]
    found = {text[int(one.get("startPosition")) : int(one.get("endPosition"))] for one in source}
    assert found == {"=HYPERLINK(1) is what I heard."} and len(source) == 2, "both readings, and no sealed one"


def test_other_programs_keep_every_code_and_place(cast: Cast, said: list[Contribution]) -> None:
    """One that keeps one code of a name lost stances beside a theme of their name, and places with a slash."""
    Theme.objects.filter(title="Officers").update(title="Neutral")
    Thread.objects.filter(pk=said[0].thread_id).update(title="For and/or against: " + "what do you think? " * 9)
    root, _ = unpacked(cast)
    names = [one.get("name") for one in root.iter("{*}Code")]
    assert "Neutral" in names and len({name.casefold() for name in names}) == len(names)
    [source] = root.iter("{*}TextSource")
    assert not set(source.get("name")) & set('/\\:*?"<>|') and len(source.get("name").encode()) < 200


def test_what_xml_does_not_bear_is_left_out_of_a_memo_and_moves_no_position(
    cast: Cast, said: list[Contribution]
) -> None:
    """People’s words are put in order as they are typed; what was brought in earlier may hold it still."""
    odd = coded.say(cast, cast.carys, "A\ufffe word \uffffand more.")
    coded.code(cast, odd, Theme.objects.get(title="Officers"), words="and more.")
    Coding.objects.filter(excerpt__revision__contribution=odd).update(memo="So\uffff it is")
    root, texts = unpacked(cast)
    one = next(one for one in root.iter("{*}PlainTextSelection") if one.get("name") == "and more.")
    text = texts[one.getparent().get("plainTextPath").replace("internal://", "Sources/")]
    assert text[int(one.get("startPosition")) : int(one.get("endPosition"))] == "and more."
    assert one.findtext("{*}Description") == "So it is"


def test_what_is_empty_is_left_out(cast: Cast) -> None:
    root, texts = unpacked(cast)
    assert [etree.QName(one).localname for one in root] == ["Users", "CodeBook"] and not texts
    with pytest.raises(Refused, match="no themes yet"):
        refi.codebook(cast.consultation)


def test_no_file_has_a_name_or_an_address(cast: Cast, said: list[Contribution]) -> None:
    root, texts = unpacked(cast)
    everything = (
        etree.tostring(root, encoding="unicode") + "".join(texts.values()) + tables.codings_csv(cast.consultation)
    )
    assert cast.member(cast.amina).pseudonym in everything
    for hidden in (cast.amina.email, "@example.org", f'"{cast.amina.pk}"'):
        assert hidden not in everything
    Contribution.objects.filter(pk=said[0].pk).update(state=Contribution.State.WITHDRAWN)
    root, texts = unpacked(cast)
    assert "heard" not in "".join(texts.values()) + etree.tostring(root, encoding="unicode")
    assert "heard" not in tables.codings_csv(cast.consultation)


def test_a_codebook_comes_back_the_same(cast: Cast, elsewhere: Cast, said: list[Contribution]) -> None:
    data = refi.codebook(cast.consultation)
    fits(etree.fromstring(data))
    found = bringing_in.bring_in(elsewhere.consultation, data, by=elsewhere.moss)
    below = elsewhere.consultation.themes.get(title="Officers")
    assert [one.title for one in found.added] == ["Trust & <care>", "Officers"]
    assert (below.parent.title, below.definition, below.examples) == ("Trust & <care>", "Who.", "One\nTwo")
    history.undo(history.newest(elsewhere.consultation), by=elsewhere.moss)
    assert not elsewhere.consultation.themes.exists()


def test_what_is_here_already_stays(cast: Cast, said: list[Contribution]) -> None:
    data = (
        b'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes><Code guid="1" name="officers" isCodable="false">'
        b'<Description>Other words</Description><Code guid="2" name="Ranks" isCodable="true"/></Code>'
        b'<Code guid="3" name="Ranks" isCodable="true"/></Codes></CodeBook>'
    )
    found = bringing_in.bring_in(cast.consultation, data, by=cast.moss)
    assert found.here == ["Officers"] and [one.title for one in found.added] == ["Ranks", "Ranks (again)"]
    assert Theme.objects.get(title="Ranks").parent.title == "Officers"
    assert Theme.objects.get(title="Officers").definition == "Who."
    with pytest.raises(Refused, match="here already"):
        bringing_in.bring_in(cast.consultation, refi.codebook(cast.consultation), by=cast.moss)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"not xml", "no XML"),
        (b"<Project/>", "not CodeBook"),
        (b"<CodeBook/>", "no codes"),
        (b"<CodeBook><Codes><Code/></Codes></CodeBook>", "has no name"),
        (b'<CodeBook><Codes><Code name="' + b"x" * 121 + b'"/></Codes></CodeBook>', "“xxxx"),
        (b"<CodeBook><Codes>" + b'<Code name="a"/>' * 1001 + b"</Codes></CodeBook>", "more than"),
        (b"x" * 1_000_001, "larger"),
        (
            b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
            b'<CodeBook><Codes><Code name="&e;"/></Codes></CodeBook>',
            "name|XML",
        ),
    ],
)  # fmt: skip
def test_what_is_no_codebook_is_refused_and_leaves_nothing(cast: Cast, data: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        bringing_in.bring_in(cast.consultation, data, by=cast.moss)
    assert not Theme.objects.exists() and not cast.consultation.theme_changes.exists()


def test_the_table_runs_nothing_and_opens_in_excel(cast: Cast, said: list[Contribution]) -> None:
    text = tables.codings_csv(cast.consultation)
    assert text.startswith(BOM)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix(BOM))))
    assert [(row["Words"], row["Coded by"], row["Counts"], row["Memo"]) for row in rows] == [
        ("'=HYPERLINK(1) is what I heard.", "Jo Moss", "yes", ""),
        ("'=HYPERLINK(1) is what I heard.", "Ade Finch", "no", "Not sure"),
    ]


def test_the_workbook_has_the_same_rows_and_runs_nothing(cast: Cast, said: list[Contribution]) -> None:
    with zipfile.ZipFile(io.BytesIO(tables.codings_xlsx(cast.consultation))) as book:
        sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    cells = [["".join(cell.itertext()) for cell in row] for row in sheet.iter("{*}row")]
    assert cells[0] == list(tables.HEAD) and len(cells) == 3
    assert all("=HYPERLINK(1) is what I heard." in row for row in cells[1:]), "as it was said, without a mark"
    assert not list(sheet.iter("{*}f")) and not list(sheet.iter("{*}hyperlink"))


def test_every_pair_and_every_group_can_be_taken_away(
    cast: Cast, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page ends its list of pairs; a file of them, and a link, lead to the rest."""
    monkeypatch.setattr(together, "LISTED", 2)
    one = coded.say(cast, cast.amina)
    names = ["=A", "B", "C", "D"]
    for name in names:
        coded.code(cast, one, coded.theme(cast, name))
    client = client_for(cast.moss)
    page = client.get(f"{THEMES}").content.decode()
    assert "And 4 more pairs" in " ".join(page.split()) and "?pairs=all#together" in page
    shown = client.get(f"{THEMES}?pairs=all").content.decode()
    assert "more pairs" not in shown and 'id="together" open' in " ".join(shown.split())
    for kind, head, rows in (("pairs.csv", tables.PAIRS, 6), ("groups.csv", tables.BY_GROUP, 4 * 2)):
        sent = client.post(PAGE, {"do": kind}).content.decode()
        read = list(csv.reader(io.StringIO(sent.removeprefix(BOM))))
        assert sent.startswith(BOM) and tuple(read[0]) == head and len(read) == rows + 1
        assert not any(cell.startswith("=") for row in read for cell in row)
    with zipfile.ZipFile(io.BytesIO(tables.codings_xlsx(cast.consultation))) as book:
        found = [etree.fromstring(book.read(f"xl/worksheets/sheet{n}.xml")) for n in (1, 2, 3)]
        sheets = [len(list(sheet.iter("{*}row"))) for sheet in found]
        assert sheets == [5, 9, 7] and b"<f>" not in book.read("xl/worksheets/sheet3.xml")


@pytest.mark.parametrize(
    ("who", "status"), [("moss", 200), ("hale", 404), ("okoro", 404), ("reyes", 404), ("amina", 404), (None, 404)]
)
def test_files_are_for_facilitators(
    cast: Cast, client_for: SignIn, said: list[Contribution], who: str | None, status: int
) -> None:
    client = client_for(getattr(cast, who) if who else None)
    assert client.get(PAGE).status_code == status
    for kind in ("qdc", "qdpx", "csv", "xlsx", "groups.csv", "pairs.csv"):
        assert client.post(PAGE, {"do": kind}).status_code == status
    assert (coded.last_action() == "coding_exported") == (status == 200)


def test_a_codebook_is_brought_in_on_the_page(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.moss)
    assert "Choose a file" in client.post(PAGE, {"do": "bring_in"}).content.decode()
    sent = SimpleUploadedFile("book.qdc", b'<CodeBook><Codes><Code name="Signs"/></Codes></CodeBook>')
    assert "1 theme added" in client.post(PAGE, {"do": "bring_in", "codebook": sent}).content.decode()
