"""Django's signals reach what the wirings list under RECEIVERS, once each."""

import pytest
from django.dispatch import Signal

from audit import wiring


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> tuple[Signal, list[str]]:
    """A signal that a made-up wiring lists, and what was heard of it."""
    signal, words = Signal(), []

    def hears(sender: object, **kwargs: object) -> None:
        words.append(str(sender))

    listed = wiring.wired
    monkeypatch.setattr(wiring, "wired", lambda name: [(signal, hears)] if name == "RECEIVERS" else listed(name))
    return signal, words


def test_twice_connected_is_heard_once(heard: tuple[Signal, list[str]]) -> None:
    signal, words = heard
    signal.send("nobody")
    assert words == []
    wiring.connect_receivers()
    wiring.connect_receivers()
    signal.send("somebody")
    assert words == ["somebody"]


def test_every_receiver_listens_in_this_process() -> None:
    listed = wiring.wired("RECEIVERS")
    assert len(listed) == 8
    for signal, function in listed:
        names = [key[0] for key, *_ in signal.receivers]
        assert names.count(f"{function.__module__}.{function.__qualname__}") == 1
