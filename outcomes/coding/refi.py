"""REFI-QDA, the exchange format of programs for qualitative analysis: a codebook (.qdc), a project (.qdpx).

Elements, attributes and their order follow the schemas Codebook 1.0 and Project 1.0 (qdasoftware.org). Positions are
code points of the plain text, from 0, the end not included. Words stand under pseudonyms; of a sample that is read
blind nothing is written.
"""

import io
import uuid
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from xml.sax.saxutils import quoteattr

from django.db.models import TextChoices
from lxml import etree

from consultations.models import Consultation
from deliberation.models import Contribution, Thread
from outcomes.coding import coding, reading
from outcomes.coding.codebook import Node, tree
from outcomes.models import Coding, Stance
from people.errors import Refused
from people.text.sanitising import one_line, plain, shortened

CODEBOOK, PROJECT = "urn:QDA-XML:codebook:1.0", "urn:QDA-XML:project:1.0"
ORIGIN = "Answerable"
EXAMPLES = "\n\nExamples:\n"  # between the definition and the examples in a description
MOST_BYTES, MOST_CODES = 1_000_000, 1_000
CAME = "How its people came to take part"
MOST_OF_A_NAME = 60  # characters of a question in the name of a place
_NO_FILE = str.maketrans(dict.fromkeys('/\\:*?"<>|', "-"))  # what no name of a file may hold
_CONTROL = dict.fromkeys([*(n for n in range(32) if n not in (9, 10)), 0xFFFE, 0xFFFF])


def guid(consultation: Consultation, kind: str, key: object) -> str:
    """The same thing has the same name in every file of this consultation."""
    return _guid(f"answerable:{consultation.slug}:{kind}:{key}")


@lru_cache(maxsize=10_000)
def _guid(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def clean(text: str) -> str:
    """What XML bears."""
    return text.translate(_CONTROL)


# --- Writing ------------------------------------------------------------------------------------
def codebook(consultation: Consultation) -> bytes:
    """The codebook alone (.qdc). Raises Refused while there are no themes: the schema has no empty one."""
    if not consultation.themes.exists():
        raise Refused("There are no themes yet. Add one, then take the codebook away.")
    root = etree.Element(f"{{{CODEBOOK}}}CodeBook", {"origin": ORIGIN}, nsmap={None: CODEBOOK})
    codes = etree.SubElement(root, f"{{{CODEBOOK}}}Codes")
    _add_themes(codes, consultation, tree(consultation), CODEBOOK)
    return _written(root)


def _written(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))


def _add_themes(codes: etree._Element, consultation: Consultation, nodes: list[Node], space: str) -> None:
    above = [codes]
    for node in nodes:
        del above[node.depth + 1 :]
        theme = node.theme
        said = theme.definition + (EXAMPLES + theme.examples if theme.examples else "")
        above.append(_add_code(above[-1], space, guid(consultation, "theme", theme.pk), theme.title, said))


def _add_code(
    parent: etree._Element, space: str, key: str, name: str, description: str = "", codable: str = "true"
) -> etree._Element:
    element = etree.SubElement(parent, f"{{{space}}}Code", {"guid": key, "name": clean(name), "isCodable": codable})
    if description:
        etree.SubElement(element, f"{{{space}}}Description").text = clean(description)
    return element


def project(consultation: Consultation, now: datetime) -> bytes:
    """The whole project (.qdpx): a zip of project.qde and a text for each place where something was said."""
    codes = list(
        Coding.objects.exclude(state=Coding.State.SEALED)
        .filter(excerpt__revision__contribution__in=coding.readable(consultation), theme__consultation=consultation)
        .select_related("excerpt__revision", "coded_by__user")
        .order_by("pk")
    )
    # Codes of words that were changed since have no place in the text as it stands.
    of: dict[int, list[Coding]] = defaultdict(list)
    for one in codes:
        of[one.excerpt.revision.contribution_id].append(one)
    root = etree.Element(f"{{{PROJECT}}}Project", nsmap={None: PROJECT})
    coders = {one.coded_by_id: one.coded_by for one in codes}
    maker = guid(consultation, "program", ORIGIN)
    root.attrib.update(
        {
            "name": clean(consultation.title),
            "origin": ORIGIN,
            "creatingUserGUID": maker,
            "creationDateTime": _at(now),
        }
    )
    users = etree.SubElement(root, f"{{{PROJECT}}}Users")
    etree.SubElement(users, f"{{{PROJECT}}}User", {"guid": maker, "name": ORIGIN})
    for pk, coder in coders.items():
        user = {"guid": guid(consultation, "coder", pk), "name": clean(coder.public_name)}
        etree.SubElement(users, f"{{{PROJECT}}}User", user)
    book = etree.SubElement(etree.SubElement(root, f"{{{PROJECT}}}CodeBook"), f"{{{PROJECT}}}Codes")
    _add_themes(book, consultation, tree(consultation), PROJECT)
    _add_sides(book, consultation)
    texts: dict[str, str] = {}
    places = list(_places(consultation))
    _add_cases(root, consultation, [said[0].thread for _, said in places])
    if places:  # the schema has no sources that are empty
        sources = etree.SubElement(root, f"{{{PROJECT}}}Sources")
        for name, said in places:
            _add_source(sources, consultation, name, said, of, texts, now)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("project.qde", _written(root))
        for key, text in texts.items():
            file.writestr(f"Sources/{key}.txt", text.encode())
    return packed.getvalue()


def _at(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _add_cases(root: etree._Element, consultation: Consultation, threads: list[Thread]) -> None:
    """Each group as a case, with the places where it spoke, and how its people came to take part."""
    groups: dict[int, list[Thread]] = defaultdict(list)
    for thread in threads:
        if thread.group_id is not None:
            groups[thread.group_id].append(thread)
    if not groups:
        return
    how = guid(consultation, "variable", "came")
    variables = etree.SubElement(root, f"{{{PROJECT}}}Variables")
    etree.SubElement(variables, f"{{{PROJECT}}}Variable", {"guid": how, "name": CAME, "typeOfVariable": "Text"})
    cases = etree.SubElement(root, f"{{{PROJECT}}}Cases")
    for pk, held in groups.items():
        group = held[0].group
        assert group is not None
        made = {"guid": guid(consultation, "group", pk), "name": clean(group.name)}
        case = etree.SubElement(cases, f"{{{PROJECT}}}Case", made)
        value = etree.SubElement(case, f"{{{PROJECT}}}VariableValue")
        etree.SubElement(value, f"{{{PROJECT}}}VariableRef", {"targetGUID": how})
        etree.SubElement(value, f"{{{PROJECT}}}TextValue").text = "By choice" if group.is_open else "Invited"
        for thread in held:
            etree.SubElement(case, f"{{{PROJECT}}}SourceRef", {"targetGUID": guid(consultation, "place", thread.pk)})


def _add_sides(codes: etree._Element, consultation: Consultation) -> None:
    """What is said of a passage beside its theme, as codes: the format has no other place for it."""
    for kind, title, choices in sides():
        above = _add_code(codes, PROJECT, guid(consultation, kind, ""), title, codable="false")
        for value, label in choices:
            # Some programs keep one code of a name: a theme may well be called “Neutral”.
            _add_code(above, PROJECT, guid(consultation, kind, value), f"{title}: {label}")


def sides() -> list[tuple[str, str, list[tuple[object, object]]]]:
    """(kind, name of the branch, (value, name of the code)) of what is said of a passage beside its theme."""
    return [
        ("stance", "Where the speaker stands", list(Stance.choices)),
        ("intensity", "How strongly", list(Coding.Intensity.choices)),
        ("directed", "Directed at", _but(Coding.DirectedAt.NOBODY)),
        ("concern", "Kind of concern", _but(Coding.Concern.NONE)),
        ("belief", "What the speaker believes", _but(Coding.Belief.NEITHER)),
    ]


def _but(nothing: TextChoices) -> list[tuple[object, object]]:
    """The choices without the one that says nothing: it is no code."""
    return [(value, label) for value, label in type(nothing).choices if value != nothing.value]


def _places(consultation: Consultation) -> Iterable[tuple[str, list[Contribution]]]:
    said = coding.readable(consultation).select_related("thread__area", "thread__group", "membership")
    places: dict[int, list[Contribution]] = defaultdict(list)
    for one in said.order_by("thread__area__order", "thread__group__name", "thread__order", "thread", "pk"):
        places[one.thread_id].append(one)
    for number, items in enumerate(places.values(), start=1):
        thread = items[0].thread
        # Some programs make a file of this name.
        title = shortened(thread.title.translate(_NO_FILE), MOST_OF_A_NAME)
        yield f"{number}. {title} ({str(thread.group or 'open to everybody').translate(_NO_FILE)})", items


def _add_source(
    sources: etree._Element,
    consultation: Consultation,
    name: str,
    said: list[Contribution],
    of: dict[int, list[Coding]],
    texts: dict[str, str],
    now: datetime,
) -> None:
    key = guid(consultation, "place", said[0].thread_id)
    maker = guid(consultation, "program", ORIGIN)
    source = etree.SubElement(sources, f"{{{PROJECT}}}TextSource", {
        "guid": key, "name": clean(name), "plainTextPath": f"internal://{key}.txt", "creatingUser": maker,
        "creationDateTime": _at(now),
    })  # fmt: skip
    text = ""
    for one in said:
        text += f"{reading.speaker(one)}: "
        begins = len(text)
        text += f"{_kept_length(one.body)}\n\n"
        for code in of[one.pk]:
            if code.excerpt.revision.number == one.revision:
                _add_selection(source, consultation, code, begins)
    texts[key] = text


def _kept_length(body: str) -> str:
    """The words with the same positions: what a plain text does not bear becomes a space."""
    return body.translate(dict.fromkeys(_CONTROL, " "))


def _add_selection(source: etree._Element, consultation: Consultation, code: Coding, begins: int) -> None:
    by, at = guid(consultation, "coder", code.coded_by_id), _at(code.coded_at)
    start, end = begins + code.excerpt.start, begins + code.excerpt.end
    made = {"creatingUser": by, "creationDateTime": at}
    selection = etree.SubElement(source, f"{{{PROJECT}}}PlainTextSelection", {
        "guid": guid(consultation, "selection", code.pk), "name": clean(shortened(code.excerpt.verbatim, 80)),
        "startPosition": str(start), "endPosition": str(end), **made,
    })  # fmt: skip
    kept = "" if code.state == Coding.State.COUNTS else "Kept beside another coder’s code; does not count. "
    if told := f"{kept}{code.memo}".strip():
        etree.SubElement(selection, f"{{{PROJECT}}}Description").text = clean(told)
    targets = [("theme", code.theme_id), ("stance", code.stance), ("intensity", code.intensity)]
    aimed = (
        ("directed", code.directed_at, code.is_directed),
        ("concern", code.concern, code.is_concern),
        ("belief", code.belief, code.is_belief),
    )
    targets += [(kind, value) for kind, value, is_said in aimed if is_said]
    for kind, value in targets:
        given = {"guid": guid(consultation, f"coding-{kind}", code.pk), **made}
        element = etree.SubElement(selection, f"{{{PROJECT}}}Coding", given)
        etree.SubElement(element, f"{{{PROJECT}}}CodeRef", {"targetGUID": guid(consultation, kind, value)})


# --- Reading ------------------------------------------------------------------------------------
class Read:
    """A code of a file: its name, what is said of it, and the codes below it."""

    def __init__(self, name: str, description: str, below: "list[Read]") -> None:
        self.name, self.below = name, below
        self.definition, _, self.examples = description.partition(EXAMPLES)


def read_codebook(data: bytes) -> list[Read]:
    """The codes of a .qdc. Raises Refused, saying what is wrong, for what is no codebook."""
    if len(data) > MOST_BYTES:
        raise Refused(f"The file is larger than {MOST_BYTES // 1_000_000} MB. A codebook holds no words of people.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Refused("This is not a codebook: it is no XML. Choose a file that ends in .qdc.") from error
    if etree.QName(root).localname != "CodeBook":
        raise Refused(f"This is not a codebook: it begins with {quoteattr(etree.QName(root).localname)}, not CodeBook.")
    found = [code for codes in _named(root, "Codes") for code in _named(codes, "Code")]
    if not found:
        raise Refused("There are no codes in this file.")
    if sum(1 for one in root.iter() if isinstance(one.tag, str) and etree.QName(one).localname == "Code") > MOST_CODES:
        raise Refused(f"There are more than {MOST_CODES} codes in this file.")
    return [_read(code, 1) for code in found]


def _named(parent: etree._Element, name: str) -> list[etree._Element]:
    return [one for one in parent if isinstance(one.tag, str) and etree.QName(one).localname == name]


def _read(element: etree._Element, depth: int) -> Read:
    name = one_line(element.get("name") or "")
    if not name:
        raise Refused("A code in this file has no name.")
    if depth > 50:
        raise Refused("The codes in this file lie too deep below each other.")
    said = "".join(plain(one.text or "") for one in _named(element, "Description"))
    return Read(name, said, [_read(one, depth + 1) for one in _named(element, "Code")])
