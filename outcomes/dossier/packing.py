"""The file as a zip: each part as JSON and as a page, with a manifest of fingerprints."""

import hashlib
import json

from audit import clock
from audit.models import Head
from consultations.models import Consultation
from outcomes.dossier import contents
from people.text.dates import when
from people.text.emails import written
from people.text.packing import as_zip


def pack(consultation: Consultation, version: str) -> bytes:
    """The zip of this version. Its manifest names every other file with its SHA-256."""
    files: dict[str, bytes] = {name: text.encode() for name, text in contents.pages(consultation).items()}
    for name, data in contents.parts(consultation, version).items():
        files[f"{name}.json"] = json.dumps(data, default=str, ensure_ascii=False, indent=1).encode()
        context = {"title": name.replace("-", " ").capitalize(), "consultation": consultation, "rows": rows_of(data)}
        files[f"{name}.html"] = written("outcomes/dossier/part.html", context).encode()
    listed = {
        name: {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        for name, content in sorted(files.items())
    }
    manifest = {
        "consultation": consultation.title,
        "version": version,
        "made_on": when(clock.now()),
        "head_of_the_record": Head.now().hash,
        "files": listed,
    }
    files["manifest.json"] = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    return as_zip(dict(sorted(files.items())))


def rows_of(data: object, depth: int = 0) -> list[tuple[int, str, str]]:
    """(Depth, name, words) of all that is in a part, in reading order: the page is written from it."""
    if isinstance(data, dict):
        found = []
        for name, value in data.items():
            words = str(name).replace("_", " ")
            if isinstance(value, dict | list):
                found += [(depth, words, ""), *rows_of(value, depth + 1)]
            else:
                found.append((depth, words, "" if value is None else str(value)))
        return found
    if isinstance(data, list | tuple):
        return [
            row
            for one in data
            for row in (rows_of(one, depth) if isinstance(one, dict | list | tuple) else [(depth, "", str(one))])
        ]
    return [(depth, "", str(data))]
