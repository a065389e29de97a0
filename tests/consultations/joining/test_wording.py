"""What people agree to is kept by version, and a text that is out never changes."""

import hashlib

import pytest
from django.template.loader import get_template, render_to_string

from consultations.joining import wording
from consultations.models import Consent
from tests.cast import Cast

#: The texts that are out. A change here is a mistake: write a new version instead.
OUT = {
    "2026-11": "ab19006a579c300b",
    "2026-12": "88fa1f96ad7b94d2",
    "2027-01": "c6c50e725d3296d1",
    "2027-02": "d5a7df4fa94f28f9",
    "2027-03": "c5f13a2a68a5a342",
    "2027-04": "acafcf95b1419cc4",
}
#: What was not asked yet.
LATER = {"2026-11": {Consent.Item.CHANGES}}


def fingerprint(version: str) -> str:
    words = [f"{item}|{words.label}|{words.hint}" for item, words in sorted(wording.WORDING[version].items())]
    promise = get_template(wording.promise(version)).template.source.split("\n", 1)[1]
    return hashlib.sha256("\n".join([*words, promise]).encode()).hexdigest()[:16]


@pytest.mark.parametrize("version", list(wording.WORDING))
def test_a_text_that_is_out_never_changes(version: str) -> None:
    assert fingerprint(version) == OUT[version]


def test_every_consent_has_its_words_in_every_version() -> None:
    for version, words in wording.WORDING.items():
        assert set(words) == set(Consent.Item) - LATER.get(version, set()), version


def test_the_promise_shown_is_the_one_of_the_version_in_use() -> None:
    assert (
        render_to_string("consultations/joining/_promise.html").strip() == render_to_string(wording.promise()).strip()
    )


def test_somebody_is_shown_the_promise_they_were_made(cast: Cast, client_for, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(wording.WORDING, "2030-01", wording.WORDING["2027-04"])
    monkeypatch.setattr(wording, "PROMISES", (*wording.PROMISES, "2030-01"))
    monkeypatch.setattr(wording, "CONSENT_VERSION", "2030-01")
    page = client_for(cast.amina).get(f"/consultations/{cast.consultation.slug}/me/").content.decode()
    assert "wording 2027-04" in page
    assert "They do not run the talk" in page


def test_an_unknown_version_has_plain_names() -> None:
    assert wording.of(Consent.Item.QUOTES, "1999").label == "Quote me without my name"
