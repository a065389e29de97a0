"""What is packed twice is the same twice; a name becomes an address that nothing else has."""

import io
import zipfile
from datetime import timedelta

import pytest

from people.text.addresses import unused_slug
from people.text.packing import as_zip


def test_the_same_files_are_the_same_bytes_in_the_order_given(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"b.txt": b"two", "a.txt": b"one" * 99}
    made = as_zip(files)
    real = zipfile.time.time()
    monkeypatch.setattr(zipfile.time, "time", lambda: real + timedelta(days=9).total_seconds())
    assert as_zip(files) == made
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == files
        assert packed.namelist() == ["b.txt", "a.txt"]


@pytest.mark.parametrize(
    ("name", "used", "slug"),
    [
        ("Street cameras", [], "street-cameras"),
        ("Street cameras", ["street-cameras", "street-cameras-2"], "street-cameras-3"),
        ("New", [], "new-2"),
        ("?", [], "force"),
        ("x" * 90, [], "x" * 70),
    ],
)
def test_an_address_is_made_of_a_name(name: str, used: list[str], slug: str) -> None:
    assert unused_slug(name, "force", used.__contains__) == slug
